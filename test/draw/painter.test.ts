import { describe, expect, it } from 'vitest';
import type { TensorView } from '../../src/gpu/tensorView';
import { colourMap, mapIndex } from '../../src/draw/colourMaps';
import { bindingStart, packTiles } from '../../src/draw/painter';
import { dequantise, quantise } from '../../src/draw/recording';
import { denseSlice, kernelSlice, mapSlice, vectorSlice, type Slice } from '../../src/draw/slices';

const tensor = (shape: readonly number[], offsetBytes = 0): TensorView => ({
  label: 't',
  buffer: null as unknown as GPUBuffer,
  offsetBytes,
  shape,
});
const at = (slice: Slice, row: number, column: number): number =>
  slice.base + row * slice.rowStride + column * slice.columnStride;

describe('slices', () => {
  it('walk a channel of a map', () => {
    const slice = mapSlice(tensor([4, 5, 3]), 2);
    expect(at(slice, 3, 4)).toBe((3 * 5 + 4) * 3 + 2);
  });
  it('walk one slice of a filter', () => {
    const slice = kernelSlice(tensor([5, 4, 6, 16]), 5, 11);
    expect(at(slice, 4, 3)).toBe(((4 * 4 + 3) * 6 + 5) * 16 + 11);
  });
  it('walk a vector downwards', () => {
    expect(at(vectorSlice(tensor([120]), 2), 3, 1)).toBe(63);
  });
  it('walk the weights of a unit in the shape of the map before it', () => {
    expect(at(denseSlice(tensor([400, 120]), 7, [5, 5, 16], 3), 2, 4)).toBe(((2 * 5 + 4) * 16 + 3) * 120 + 7);
  });
  it('refuse another shape', () => {
    expect(() => mapSlice(tensor([3]), 0)).toThrow("map of 't': needs a tensor of 3 axes. Received shape 3");
  });
});

describe('packed tiles', () => {
  it('hold place, walk and colours, and skip to where the tensor begins', () => {
    expect(bindingStart(260)).toEqual({ start: 256, skip: 1 });
    const packed = packTiles([
      {
        tensor: tensor([2, 2, 3], 260),
        tiles: [
          {
            x: 1,
            y: 2,
            width: 3,
            height: 4,
            slice: mapSlice(tensor([2, 2, 3]), 1),
            map: colourMap('weight', 'dark'),
            domain: [-2, 2],
          },
        ],
      },
    ]);
    expect([...new Float32Array(packed, 0, 4)]).toEqual([1, 2, 3, 4]);
    const map = mapIndex('weight', 'dark');
    expect([...new Uint32Array(packed, 16, 9)]).toEqual([2, 2, 6, 3, 1 + 1, map, 0, 12, 1]);
    // 0 is the middle of the map, −2 and 2 are its ends.
    expect([...new Float32Array(packed, 52, 2)]).toEqual([0.25, 0.5]);
  });
});

describe('recording', () => {
  it('keeps numbers to a step of 255 of their range', () => {
    const values = [-1, -0.31, 0, 0.5, 1];
    const back = dequantise({
      name: 'x',
      className: 'Conv2D',
      shape: [5],
      domain: [-1, 1],
      values: quantise(values, [-1, 1]),
    });
    values.forEach((value, index) =>
      expect(Math.abs((back[index] ?? NaN) - value)).toBeLessThanOrEqual(1 / 255 + 1e-6),
    );
  });
  it('refuses a length that is not that of the shape', () => {
    expect(() =>
      dequantise({ name: 'x', className: '', shape: [3], domain: [0, 1], values: btoa('ab') }),
    ).toThrow('needs 3 numbers');
  });
});
