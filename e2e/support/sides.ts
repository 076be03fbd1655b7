// A network of two classes, by what is light on the left and on the right, as files of the formats that are read: those of
// e2e/data/sides are Keras's and ONNX's own (make.py). For the picture of which the left half is white its scores are 4 and 0.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../data/sides/', import.meta.url));

/** The probability of `left` where the left half is white. */
export const LEFT = 1 / (1 + Math.exp(-4));

/** [inputs, outputs] */
const WEIGHT = [2, 0, 0, 2, 2, 0, 0, 2];
const BIAS = [0, 0];

const floats = (...values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const NETWORK = {
  ...{ name: 'sides', input: [2, 2, 1] },
  layers: [
    { name: 'flat', kind: 'flatten' },
    { name: 'out', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

/** As Convscope writes it, with its weights. */
export const TRAINED = {
  network: NETWORK,
  parameters: [
    { name: 'out/weight', float32: floats(...WEIGHT).toString('base64') },
    { name: 'out/bias', float32: floats(...BIAS).toString('base64') },
  ],
};

/** As tfjs writes it, in two shards. */
const TFJS = {
  format: 'layers-model',
  modelTopology: {
    class_name: 'Sequential',
    config: {
      name: 'sides',
      layers: [
        { class_name: 'Flatten', config: { name: 'flat', batch_input_shape: [null, 2, 2, 1] } },
        { class_name: 'Dense', config: { name: 'out', units: 2, activation: 'softmax', use_bias: true } },
      ],
    },
    keras_version: 'tfjs-layers 4.22.0',
  },
  weightsManifest: [
    {
      paths: ['one.bin', 'two.bin'],
      weights: [
        { name: 'out/kernel', shape: [4, 2], dtype: 'float32' },
        { name: 'out/bias', shape: [2], dtype: 'float32' },
      ],
    },
  ],
};

/** As PyTorch saves a Linear layer: outputs first. */
function stateDict(): Buffer {
  const weight = [0, 1].flatMap((output) => [0, 1, 2, 3].map((input) => WEIGHT[2 * input + output] ?? NaN));
  const header = JSON.stringify({
    'out.weight': { dtype: 'F32', shape: [2, 4], data_offsets: [0, 32] },
    'out.bias': { dtype: 'F32', shape: [2], data_offsets: [32, 40] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), floats(...weight, ...BIAS)]);
}

/** By name. */
export const SIDES: ReadonlyMap<string, Buffer> = new Map([
  ...readdirSync(FOLDER).map((name) => [name, readFileSync(FOLDER + name)] as const),
  ['sides.json', json(TRAINED)],
  ['model.json', json(TFJS)],
  ['one.bin', floats(...WEIGHT.slice(0, 5))],
  ['two.bin', floats(...WEIGHT.slice(5), ...BIAS)],
  ['untrained.json', json(NETWORK)],
  ['weights.safetensors', stateDict()],
  ['names.txt', Buffer.from('left\nright\n')],
  ['metadata.json', json({ labels: ['left', 'right'] })],
]);
