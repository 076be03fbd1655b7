// Networks that begin with the scale of whole numbers meet pictures of 0 to 1: the same answers as for 255 times as much.

import { describe, expect, it } from 'vitest';
import { modelForPictures, forUnitPictures } from '../../src/formats/pixelScale';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { map, random } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { referenceOutputs } from '../support/networkRun';
import { randomWeights } from '../../src/fuzz/randomNetworks';

const network = (...front: NetworkConfig['layers']): NetworkConfig => ({
  name: 'net',
  input: [6, 5, 3],
  layers: [
    ...front,
    { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
    { name: 'late', kind: 'rescaling', options: { scale: 1 / 255 } },
  ],
});
const rescaling = (options: Readonly<Record<string, unknown>>): NetworkConfig['layers'][number] => ({
  name: 'scale',
  kind: 'rescaling',
  options,
});

describe('a network for pixels of 0 to 255', () => {
  it.each([
    ['by 1/255', [rescaling({ scale: 1 / 255 })], 1],
    ['by 1/127.5, shifted', [rescaling({ scale: 1 / 127.5, offset: -1 })], 2],
    ['as f32', [rescaling({ scale: Math.fround(1 / 255) })], 1],
    [
      'behind layers that leave pixels what they are',
      [{ name: 'size', kind: 'resizing', options: { height: 7, width: 7 } }, rescaling({ scale: 1 / 255 })],
      1,
    ],
  ] as const)('%s answers for pictures of 0 to 1 as it did for its pixels', (_, front, scale) => {
    const given = network(...front);
    const read = forUnitPictures('a.keras', given);
    const [before, after] = [defineNetwork(given), defineNetwork(read.network)];
    const weights = randomWeights(before, 1);
    const picture = random([1, 6, 5, 3], 4, 0, 1);
    const pixels = map(picture, (value) => 255 * value);
    const [expected] = [...referenceOutputs(before, weights, [pixels]).values()];
    const [actual] = [...referenceOutputs(after, weights, [picture]).values()];
    expectClose(actual!, expected!, 'answer');
    expect(after.layers.find(({ name }) => name === 'scale')?.options.scale).toBe(scale);
    // One deep in the network is not of pixels.
    expect(after.layers.at(-1)?.options.scale).toBe(1 / 255);
    expect(read.remarks).toEqual([
      `a.keras: 'scale' is made for pixels of 0 to 255. Pictures here are numbers from 0 to 1, so its scale is ${scale} ` +
        `instead of 1/${scale === 1 ? 255 : 127.5}`,
    ]);
  });

  it('finds the scale behind data augmentation, which then is of numbers from 0 to 1, too', () => {
    const given = network(
      { name: 'flip', kind: 'randomFlip' },
      { name: 'turn', kind: 'randomRotation', options: { factor: 0.1, fillMode: 'constant', fillValue: 51 } },
      { name: 'light', kind: 'randomBrightness', options: { factor: 0.2 } },
      { name: 'grey', kind: 'randomContrast', options: { factor: 0.2, valueRange: [0, 255] } },
      { name: 'kept', kind: 'randomContrast', options: { factor: 0.2, valueRange: [0, 1] } },
      rescaling({ scale: 1 / 255 }),
      { name: 'behind', kind: 'randomBrightness', options: { factor: 0.2 } },
    );
    const read = forUnitPictures('a', given);
    expect(read.network.layers.slice(0, 7).map(({ options }) => options)).toMatchObject([
      { mode: 'horizontal_and_vertical' },
      { factor: 0.1, fillValue: 0.2 },
      { valueRange: [0, 1] },
      { valueRange: [0, 1] },
      { valueRange: [0, 1] },
      { scale: 1 },
      { valueRange: [0, 255] },
    ]);
    expect(read.remarks).toHaveLength(4);
    expect(read.remarks[1]).toBe(
      "a: 'light' is made for pixels of 0 to 255. Pictures here are numbers from 0 to 1, so its value_range is (0, 1)",
    );
  });

  it('with another scale keeps it', () => {
    for (const scale of [2, 0.5, 1 / 256, [1 / 255, 1 / 255, 1 / 255]]) {
      const given = network(rescaling({ scale }));
      expect(forUnitPictures('a', given)).toEqual({ network: given, remarks: [] });
    }
  });

  it('is changed where it comes from others, not where it was made here', () => {
    const given = network(rescaling({ scale: 1 / 255 }));
    const model = { network: given, weights: null, remarks: ['one'] };
    const read = (format: 'keras' | 'convscope') =>
      modelForPictures({ kind: 'model', format, file: 'f', model, run: null });
    expect(read('convscope')).toBe(model);
    expect(read('keras').remarks).toHaveLength(2);
    expect(read('keras').network).not.toEqual(given);
  });
});
