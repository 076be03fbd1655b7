import { describe, expect, it } from 'vitest';
import { receptiveField, windowOptions } from '../../src/draw/receptive';

const conv = (
  name: string,
  from: string,
  input: number,
  output: number,
  options: Record<string, unknown>,
) => ({
  name,
  inputs: [from],
  inputShapes: [[input, input, 1]],
  outputShape: [output, output, 4],
  options,
});
const NET = [
  conv('c1', 'input', 28, 28, { kernelSize: [5, 5], strides: [1, 1], padding: 'same' }),
  conv('p1', 'c1', 28, 14, { poolSize: [2, 2], strides: [2, 2], padding: 'valid' }),
  conv('c2', 'p1', 14, 10, { kernelSize: 5, strides: 1, padding: 'valid' }),
  { name: 'd1', inputs: ['c2'], inputShapes: [[400]], outputShape: [120], options: {} },
];

describe('receptive field', () => {
  it('is the window of the first layer, clipped by the border', () => {
    expect(receptiveField(NET, 'c1', 9, 14)).toEqual({ top: 7, left: 12, bottom: 12, right: 17 });
    expect(receptiveField(NET, 'c1', 0, 27)).toEqual({ top: 0, left: 25, bottom: 3, right: 28 });
  });

  it('widens layer by layer', () => {
    expect(receptiveField(NET, 'p1', 3, 3)).toEqual({ top: 4, left: 4, bottom: 10, right: 10 });
    expect(receptiveField(NET, 'c2', 2, 2)).toEqual({ top: 2, left: 2, bottom: 16, right: 16 });
  });

  it('is everything for a dense unit', () => {
    expect(receptiveField(NET, 'd1', 0, 0)).toBeNull();
  });

  it('strides by the pool where no stride is given', () => {
    expect(windowOptions({ options: { poolSize: 3 }, outputShape: [4, 4, 1] })?.strides).toEqual([3, 3]);
  });
});
