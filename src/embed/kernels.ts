// The kernel that an attribute names or writes out, as the weights of a layer.

import { KERNEL_PRESETS, kernelPreset, type KernelPreset } from '../session/editing/kernelPresets';
import { gridOf } from './values';

export interface GivenKernel {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly numbers: readonly number[];
}

/** `edge-vertical` in an attribute. */
const attributeName = (preset: KernelPreset): string =>
  preset.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * @param text the name of a preset, or rows of numbers
 * @param size of a preset
 * @throws Error for anything else
 */
export function kernelOf(text: string, size: readonly [rows: number, columns: number]): GivenKernel {
  const preset = KERNEL_PRESETS.find((one) => attributeName(one) === text.trim() || one === text.trim());
  if (preset !== undefined) {
    const [rows, columns] = size;
    const whole = kernelPreset(preset, rows, columns);
    if (whole === null)
      throw new Error(`kernel: '${text}' needs at least 2×2 numbers. Received ${rows}×${columns}`);
    return { rows, columns, numbers: whole.numbers.map((number) => number / whole.divisor) };
  }
  if (/[a-z]{2}/i.test(text))
    throw new Error(
      `kernel: expected numbers, or one of ${KERNEL_PRESETS.map(attributeName).join(', ')}. Received '${text}'`,
    );
  const grid = gridOf('kernel', text);
  return { rows: grid.length, columns: grid[0]?.length ?? 0, numbers: grid.flat() };
}

/** A kernel for every input map and filter; over several maps their mean is meant. @returns [rows, columns, channels, filters] */
export function weightsOf({ numbers }: GivenKernel, channels: number, filters: number): Float32Array {
  return Float32Array.from(
    { length: numbers.length * channels * filters },
    (_, at) => (numbers[Math.floor(at / (channels * filters))] ?? 0) / channels,
  );
}
