// Kernels made by hand, against numbers worked out by hand.

import { describe, expect, it } from 'vitest';
import { KERNEL_PRESETS, kernelPreset } from '../../src/session/editing/kernelPresets';

describe('kernel presets', () => {
  it.each([
    ['edgeHorizontal', [-1, -2, -1, 0, 0, 0, 1, 2, 1], 4],
    ['edgeVertical', [-1, 0, 1, -2, 0, 2, -1, 0, 1], 4],
    ['edgeDiagonal', [-2, -2, 0, -2, 0, 2, 0, 2, 2], 6],
    ['blur', [1, 2, 1, 2, 4, 2, 1, 2, 1], 16],
    ['sharpen', [-1, -2, -1, -2, 28, -2, -1, -2, -1], 16],
    ['emboss', [-2, -1, 0, -1, 1, 1, 0, 1, 2], 5],
    ['identity', [0, 0, 0, 0, 1, 0, 0, 0, 0], 1],
    ['mean', [1, 1, 1, 1, 1, 1, 1, 1, 1], 9],
  ] as const)('%s at 3×3', (preset, numbers, divisor) => {
    expect(kernelPreset(preset, 3, 3)).toEqual({ numbers, divisor });
  });

  it('an edge at 5×5: slope −1 −2 0 2 1 down, 1 4 6 4 1 across', () => {
    expect(kernelPreset('edgeHorizontal', 5, 5)).toEqual({
      numbers: [-1, -4, -6, -4, -1, -2, -8, -12, -8, -2, 0, 0, 0, 0, 0, 2, 8, 12, 8, 2, 1, 4, 6, 4, 1],
      divisor: 48,
    });
  });

  it('at even and unequal sides', () => {
    expect(kernelPreset('edgeVertical', 1, 2)).toEqual({ numbers: [-1, 1], divisor: 1 });
    expect(kernelPreset('edgeVertical', 2, 4)).toEqual({ numbers: [-1, -1, 1, 1, -1, -1, 1, 1], divisor: 4 });
    expect(kernelPreset('identity', 4, 2)?.numbers).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    expect(kernelPreset('blur', 2, 3)).toEqual({ numbers: [1, 2, 1, 1, 2, 1], divisor: 8 });
  });

  it('keeps the brightness of a flat picture, or makes it 0, at every size', () => {
    const sums: Readonly<Record<string, number>> = {
      edgeHorizontal: 0,
      edgeVertical: 0,
      edgeDiagonal: 0,
      blur: 1,
      sharpen: 1,
      identity: 1,
      mean: 1,
    };
    for (const preset of KERNEL_PRESETS)
      for (let k = 2; k <= 11; k++) {
        const kernel = kernelPreset(preset, k, k);
        const sum = kernel?.numbers.reduce((a, b) => a + b, 0) ?? NaN;
        if (preset in sums) expect(sum / (kernel?.divisor ?? NaN), `${preset} ${k}×${k}`).toBe(sums[preset]);
      }
  });

  it('has no edge in one cell', () => {
    expect(kernelPreset('edgeHorizontal', 1, 3)).toBeNull();
    expect(kernelPreset('edgeDiagonal', 1, 1)).toBeNull();
    expect(kernelPreset('emboss', 1, 1)).toBeNull();
    expect(kernelPreset('blur', 1, 1)).toEqual({ numbers: [1], divisor: 1 });
  });
});
