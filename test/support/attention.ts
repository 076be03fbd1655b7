// A small Vision Transformer: patches as tokens, two heads of attention, a class token's place taken by a learned mixture.

import type { NetworkConfig } from '../../src/models/network';

const [TOKENS, HEADS, DEPTH] = [9, 2, 4];
const CHANNELS = HEADS * DEPTH;

const heads = (name: string, reads: string): NetworkConfig['layers'] => [
  { name, kind: 'dense', options: { units: CHANNELS }, inputs: [reads] },
  {
    name: `${name} split`,
    kind: 'reshape',
    options: { targetShape: [TOKENS, HEADS, DEPTH] },
    inputs: [name],
  },
  { name: `${name} heads`, kind: 'permute', options: { dims: [2, 1, 3] }, inputs: [`${name} split`] },
];

export const ATTENTION: NetworkConfig = {
  name: 'attention',
  input: [6, 6, 2],
  layers: [
    {
      name: 'patches',
      kind: 'conv2d',
      options: { filters: CHANNELS, kernelSize: 2, strides: 2 },
      inputs: ['input'],
    },
    { name: 'tokens', kind: 'reshape', options: { targetShape: [TOKENS, CHANNELS] }, inputs: ['patches'] },
    { name: 'calm', kind: 'layerNormalization', inputs: ['tokens'] },
    ...heads('query', 'calm'),
    ...heads('key', 'calm'),
    ...heads('value', 'calm'),
    {
      name: 'scaled',
      kind: 'rescaling',
      options: { scale: DEPTH ** -0.5, offset: 0 },
      inputs: ['query heads'],
    },
    { name: 'scores', kind: 'dot', options: { axes: [3, 3] }, inputs: ['scaled', 'key heads'] },
    { name: 'weights', kind: 'softmax', inputs: ['scores'] },
    { name: 'mixed heads', kind: 'dot', options: { axes: [3, 2] }, inputs: ['weights', 'value heads'] },
    { name: 'mixed split', kind: 'permute', options: { dims: [2, 1, 3] }, inputs: ['mixed heads'] },
    { name: 'mixed', kind: 'reshape', options: { targetShape: [TOKENS, CHANNELS] }, inputs: ['mixed split'] },
    { name: 'output', kind: 'dense', options: { units: CHANNELS }, inputs: ['mixed'] },
    { name: 'sum', kind: 'add', inputs: ['tokens', 'output'] },
    { name: 'importance', kind: 'dense', options: { units: 1 }, inputs: ['sum'] },
    { name: 'turned', kind: 'permute', options: { dims: [2, 1] }, inputs: ['importance'] },
    { name: 'shares', kind: 'softmax', inputs: ['turned'] },
    { name: 'pooled', kind: 'dot', options: { axes: [2, 1] }, inputs: ['shares', 'sum'] },
    { name: 'row', kind: 'flatten', inputs: ['pooled'] },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' }, inputs: ['row'] },
  ],
};
