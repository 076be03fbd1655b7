// A network whose layers are called at several places: a convolution, a batch normalization and a dense layer look at both
// halves of a picture, and a cell is applied three times. Names are those that readers give to further calls.

import { sizeOf } from '../../src/graph/tensor';
import { defineNetwork, type LayerConfig, type Network } from '../../src/models/network';

const half = (number: number, crop: string, cropping: readonly number[]): LayerConfig[] => {
  const numbered = (name: string): string => (number === 1 ? name : `${name}_${number}`);
  const shared = (layer: LayerConfig & { readonly name: string }): LayerConfig =>
    number === 1 ? layer : { name: numbered(layer.name), kind: layer.kind, sharesWith: layer.name };
  return [
    { name: crop, kind: 'cropping2D', inputs: ['input'], options: { cropping: [[0, 0], cropping] } },
    shared({
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 2, kernelSize: 3, activation: 'relu', kernelL2: 0.05 },
    }),
    shared({ name: 'norm', kind: 'batchNormalization', options: { momentum: 0.8 } }),
    { name: numbered('flatten'), kind: 'flatten' },
    shared({ name: 'embed', kind: 'dense', options: { units: 4, activation: 'tanh' } }),
  ];
};

export const siamese = (): Network =>
  defineNetwork({
    name: 'siamese',
    input: [6, 12, 1],
    layers: [
      ...half(1, 'left', [0, 6]),
      ...half(2, 'right', [6, 0]),
      { name: 'difference', kind: 'subtract', inputs: ['embed', 'embed_2'] },
      { name: 'cell', kind: 'dense', options: { units: 4, activation: 'tanh' } },
      { name: 'cell_2', kind: 'dense', sharesWith: 'cell' },
      { name: 'cell_3', kind: 'dense', sharesWith: 'cell_2' },
      { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
    ],
  });

/** The values of a parameter, as asKeras.py and sharedAsKeras.py make them. */
export const valuesOf = (name: string, length: number): Float32Array =>
  Float32Array.from(
    { length },
    (_, i) => ((i * 37) % 101) / 101 - 0.5 + (/Variance|gamma/.test(name) ? 1.5 : 0),
  );

export const weightsOf = ({ layers }: Network): ReadonlyMap<string, Float32Array> =>
  new Map(
    layers.flatMap(({ name, parameters }) =>
      parameters.map(({ name: parameter, shape }) => {
        const key = `${name}/${parameter}`;
        return [key, valuesOf(key, sizeOf(shape))] as const;
      }),
    ),
  );
