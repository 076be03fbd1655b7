// Models that end with logarithms of probabilities, as the page and the elements take them.

import { expect, test } from 'vitest';
import { withProbabilities } from '../../src/formats/probabilities';
import type { StoredModel } from '../../src/formats/storedModel';

const model = (layers: StoredModel['network']['layers']): StoredModel => ({
  ...{ network: { name: 'n', input: [4], layers }, weights: null, remarks: ['before'] },
});
const activations = ({ network }: StoredModel): unknown[] =>
  network.layers.map(({ options }) => options?.activation);

test('the last activation gives the probabilities themselves, and it says so', () => {
  for (const layers of [
    [{ name: 'answer', kind: 'dense', options: { units: 3, activation: 'logSoftmax' } }],
    [{ name: 'answer', kind: 'activation', options: { activation: 'logSoftmax' } }],
  ]) {
    const read = withProbabilities('f.onnx', model(layers));
    expect(activations(read)).toEqual(['softmax']);
    expect(read.remarks).toEqual([
      'before',
      "f.onnx: 'answer' ends with log_softmax; read as softmax, which gives the probabilities themselves",
    ]);
  }
});

test('one in the middle, or of one of several outputs, stays', () => {
  const middle = model([
    { name: 'a', kind: 'dense', options: { units: 3, activation: 'logSoftmax' } },
    { name: 'b', kind: 'dense', options: { units: 3 } },
  ]);
  expect(withProbabilities('f', middle)).toBe(middle);
  const several = { ...middle, network: { ...middle.network, outputs: ['a', 'b'] } };
  expect(withProbabilities('f', several)).toBe(several);
});

test('each of several outputs that nothing reads', () => {
  const given = model([
    { name: 'a', kind: 'dense', options: { units: 3, activation: 'logSoftmax' } },
    { name: 'b', kind: 'dense', options: { units: 3, activation: 'logSoftmax' }, inputs: ['input'] },
  ]);
  const read = withProbabilities('f', { ...given, network: { ...given.network, outputs: ['a', 'b'] } });
  expect(activations(read)).toEqual(['softmax', 'softmax']);
  expect(read.remarks).toHaveLength(3);
});

test('what a loss takes logits of gives probabilities, and is trained by them', () => {
  const loss = { kind: 'sparseCategoricalCrossentropy', labelSmoothing: 0, fromLogits: true };
  const given = {
    ...model([{ name: 'answer', kind: 'dense', options: { units: 3 } }]),
    compile: { optimizer: null, losses: [loss], lossWeights: null },
  };
  const read = withProbabilities('f.keras', given);
  expect(activations(read)).toEqual(['softmax']);
  expect(read.remarks.at(-1)).toBe(
    "f.keras: 'answer' ends with logits (from_logits=True); read with softmax, which makes probabilities of them",
  );
  expect(read.compile?.losses).toEqual([{ ...loss, fromLogits: false }]);
  for (const other of [
    { ...loss, fromLogits: false },
    { ...loss, kind: 'meanSquaredError' },
  ])
    expect(withProbabilities('f', { ...given, compile: { ...given.compile, losses: [other] } }).network).toBe(
      given.network,
    );
});
