// The networks and pictures of the lessons: small, so that everything is seen at once.

import type { DataReference } from '../data/dataSet';
import type { LayerConfig, NetworkConfig } from '../models/network';

/** Grey shapes of 28×28 pixels. */
export const SHAPES: DataReference = { name: 'shapes', options: { colour: false, perClass: 300, seed: 1 } };
/** Shapes of 32×32 pixels in colour. */
export const COLOUR_SHAPES: DataReference = {
  name: 'shapes',
  options: { colour: true, perClass: 100, seed: 1 },
};

/** Four classes that are told apart after some sixty steps. */
export const FEW_SHAPES = {
  name: 'shapes',
  options: {
    ...{ colour: false, perClass: 60, seed: 1 },
    classes: ['horizontal-bar', 'vertical-bar', 'cross', 'circle'],
  },
} as const satisfies DataReference;

/** Ten pictures of each kind, rendered in colour, 32×32 pixels. */
export const FEW_FRUIT = {
  name: 'fruit-synthetic',
  options: { classes: ['apple', 'orange', 'lemon', 'pear'], perClass: 10, size: 32, seed: 1 },
} as const satisfies DataReference;

/** Convolution, pooling, convolution, pooling, dense. */
export const small: NetworkConfig = {
  name: 'small',
  input: [28, 28, 1],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' },
    },
    { name: 'pool1', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'conv2', kind: 'conv2d', options: { filters: 8, kernelSize: 3, activation: 'relu' } },
    { name: 'pool2', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

/** The same network with other options for one layer. */
export function withOptions(
  network: NetworkConfig,
  name: string,
  options: NonNullable<LayerConfig['options']>,
): NetworkConfig {
  const layers = network.layers.map((layer) =>
    layer.name === name ? { ...layer, options: { ...layer.options, ...options } } : layer,
  );
  return { ...network, layers };
}

/** One convolution alone before the answer, to look at what it does. */
export const oneConvolution = (options: NonNullable<LayerConfig['options']>): NetworkConfig => ({
  name: 'one-convolution',
  input: [28, 28, 1],
  layers: [
    { name: 'conv1', kind: 'conv2d', options },
    { name: 'pool1', kind: 'globalMaxPooling2d' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
});

/** A pooling layer on the picture itself. */
export const pooledPicture: NetworkConfig = {
  name: 'pooled-picture',
  input: [28, 28, 1],
  layers: [
    { name: 'pool1', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

/** One filter and a pooling layer of 4×4: a map of simple cells, and one of complex cells. */
export const twoCells: NetworkConfig = {
  name: 'two-cells',
  input: [28, 28, 1],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 1, kernelSize: 3, padding: 'same', activation: 'relu', useBias: false },
    },
    { name: 'pool1', kind: 'maxPooling2d', options: { poolSize: 4 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

/** Dense layers alone. */
export const denseOnly: NetworkConfig = {
  name: 'dense-only',
  input: [28, 28, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 32, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
