// A network follows the pictures: their shape, and their number of classes.

import { expect, it } from 'vitest';
import { fitNetwork, fitsPictures } from '../../src/models/fitNetwork';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { preset } from '../../src/models/presets';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `class ${at}`);
const colour = { height: 32, width: 40, channels: 3, classNames: names(12) };

it.each(['lenet5', 'dnn', 'vgg-mnist', 'fruitnet'])(
  '%s takes colour pictures that are not square',
  (name) => {
    const network = defineNetwork(fitNetwork(preset(name), colour));
    expect(network.inputs[0]?.shape).toEqual([32, 40, 3]);
    expect(network.layers.at(-1)?.outputShape).toEqual([12]);
    expect(fitsPictures(preset(name), colour)).toBe(false);
    expect(fitsPictures(network.toJSON(), colour)).toBe(true);
  },
);

it('nothing else changes', () => {
  const lenet = defineNetwork(preset('lenet5')).toJSON();
  expect(fitNetwork(lenet, { height: 28, width: 28, channels: 1, classNames: names(10) })).toEqual(lenet);
});

it('answers of averaged maps follow by their filters, and an input keeps its name', () => {
  const network: NetworkConfig = {
    name: 'averaged',
    input: [{ name: 'photo', shape: [8, 8, 1] }],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
      { name: 'mean', kind: 'globalAveragePooling2d' },
      { name: 'softmax', kind: 'softmax' },
    ],
  };
  const { inputs, layers } = defineNetwork(fitNetwork(network, colour));
  expect(inputs).toEqual([{ name: 'photo', shape: [32, 40, 3] }]);
  expect(layers.at(-1)?.outputShape).toEqual([12]);
});

it('pictures too small for the layers are refused, with the layer named', () => {
  const small = { height: 6, width: 6, channels: 1, classNames: names(2) };
  expect(() => fitNetwork(preset('alexnet'), small)).toThrow(/Conv2D 'conv1'/);
});
