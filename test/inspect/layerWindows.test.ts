// What a number reads, by the layer's own explanation: for every output of layers with all sorts of windows, the place in
// the middle of what it reads leads back to it.

import { describe, expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { layerWindows } from '../../src/inspect/cell/layerWindows';

const network = defineNetwork({
  name: 'windows',
  input: [11, 9, 2],
  layers: [
    { name: 'same', kind: 'conv2d', options: { filters: 3, kernelSize: [3, 5], padding: 'same' } },
    { name: 'dilated', kind: 'conv2d', options: { filters: 2, kernelSize: 3, dilationRate: 2 } },
    { name: 'relu', kind: 'activation', options: { activation: 'relu' } },
    { name: 'strided', kind: 'maxPooling2d', options: { poolSize: 3, strides: 2, padding: 'same' } },
    { name: 'flat', kind: 'flatten' },
    { name: 'dense', kind: 'dense', options: { units: 2 } },
  ],
});

describe('what a number reads', () => {
  it('is clipped at the border', () => {
    const same = layerWindows(network, 'same');
    expect(same.window([0, 0, 1])).toEqual({ top: 0, left: 0, bottom: 2, right: 3 });
    expect(same.window([5, 4, 1])).toEqual({ top: 4, left: 2, bottom: 7, right: 7 });
    expect(same.window([10, 8, 1])).toEqual({ top: 9, left: 6, bottom: 11, right: 9 });
  });

  it('reaches over the gaps of a dilated kernel', () => {
    expect(layerWindows(network, 'dilated').window([1, 2, 0])).toEqual({
      top: 1,
      left: 2,
      bottom: 6,
      right: 7,
    });
  });

  it('is one cell where numbers keep their place', () => {
    expect(layerWindows(network, 'relu').window([3, 2, 1])).toEqual({ top: 3, left: 2, bottom: 4, right: 3 });
  });

  it('is no window where there are no maps', () => {
    expect(layerWindows(network, 'flat').window([3])).toBeNull();
    expect(layerWindows(network, 'dense').window([1])).toBeNull();
    expect(layerWindows(network, 'dense').over(0, 0)).toBeNull();
  });
});

describe.each([
  // By hand: output at × stride − padding before + half the reach.
  { name: 'same', middle: ([row, column]: readonly number[]) => [row!, column!] },
  { name: 'dilated', middle: ([row, column]: readonly number[]) => [row! + 2, column! + 2] },
  { name: 'relu', middle: ([row, column]: readonly number[]) => [row!, column!] },
  // 7×5 under 3/2 same: 4×3 outputs, (4 − 1)·2 + 3 − 7 = 2 rows of padding, one in front; as many columns.
  { name: 'strided', middle: ([row, column]: readonly number[]) => [2 * row!, 2 * column!] },
])('from the middle of a window of $name back', ({ name, middle }) => {
  it('is the number that reads it', () => {
    const [rows, columns] = network.layers.find((layer) => layer.name === name)!.outputShape;
    for (let row = 0; row < rows!; row++)
      for (let column = 0; column < columns!; column++) {
        const [y, x] = middle([row, column]);
        expect(layerWindows(network, name).over(y!, x!)).toEqual([row, column]);
      }
  });
});

it('a place beyond the last window leads to the nearest', () => {
  expect(layerWindows(network, 'dilated').over(0, 0)).toEqual([0, 0]);
  expect(layerWindows(network, 'dilated').over(10, 8)).toEqual([6, 4]);
});

it('a layer that is not there is named', () => {
  expect(() => layerWindows(network, 'c9')).toThrow("network 'windows': has no layer 'c9'");
});
