// The window of a layer as its options name it. What a cell sees is tested in test/train/trace.test.ts.

import { describe, expect, it } from 'vitest';
import { windowOptions } from '../../src/draw/receptive';

describe('window options', () => {
  it('are those of a convolution', () => {
    expect(
      windowOptions({
        options: { kernelSize: [5, 3], strides: 2, padding: 'same', dilationRate: [1, 2] },
        outputShape: [4, 4, 1],
      }),
    ).toEqual({ kernel: [5, 3], reach: [5, 5], strides: [2, 2], padding: 'same' });
  });

  it('stride by the pool where no stride is given', () => {
    expect(windowOptions({ options: { poolSize: 3 }, outputShape: [4, 4, 1] })?.strides).toEqual([3, 3]);
  });

  it('are absent where nothing slides', () => {
    expect(windowOptions({ options: { units: 3 }, outputShape: [3] })).toBeNull();
    expect(windowOptions({ options: {}, outputShape: [4, 4, 1] })).toBeNull();
  });
});
