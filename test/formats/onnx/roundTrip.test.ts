// Our own files come back as they were: every option, every bit of every weight. With the metadata taken out, and so
// read by their operators as another's would be, they give the same answers.

import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/formats/onnx/read';
import { writeOnnx } from '../../../src/formats/onnx/write';
import { defineNetwork, type Network } from '../../../src/models/network';
import { PRESETS } from '../../../src/models/presets';
import { relativeError } from '../../support/compare';
import { ATTENTION } from '../../support/attention';
import { LABELLED, STEPPED } from '../../support/labelled';
import { referenceOutputs } from '../../support/networkRun';
import { changed } from '../../support/peers/onnxFile';
import { randomInputs, randomNetwork, randomWeights } from '../../../src/fuzz/randomNetworks';

const networks = [
  ...Object.values(PRESETS)
    .map((config) => defineNetwork(config))
    .filter(({ parameterCount }) => parameterCount < 2e6),
  ...[ATTENTION, LABELLED, STEPPED].map((config) => defineNetwork(config)),
  ...Array.from({ length: 200 }, (_, i) => randomNetwork(i + 1, { ends: 'any' })),
];

/** The reference takes its time over the larger presets. Axes in another order are read as what they were, not as a layer. */
function isReadByOperators({ parameterCount, layers }: Network): boolean {
  const hasOthers = layers.some(
    ({ definition: { kind }, options }) =>
      kind === 'permute' || (kind === 'resizing' && options.interpolation === 'nearest'),
  );
  return parameterCount < 1e5 && !hasOthers;
}

describe('a network written and read again', () => {
  it('has the same options and the same weights, bit by bit', () => {
    for (const network of networks) {
      const weights = randomWeights(network, 3);
      const read = readOnnx(writeOnnx({ network: network.toJSON(), weights, remarks: [] }), 'own.onnx');
      expect(read.network).toEqual(JSON.parse(JSON.stringify(network)));
      expect([...read.weights!.keys()]).toEqual([...weights.keys()]);
      for (const [name, values] of weights) {
        const isSame = Buffer.from(read.weights!.get(name)!.buffer).equals(Buffer.from(values.buffer));
        expect(isSame, `${network.name}, ${name}`).toBe(true);
      }
      expect(read.remarks).toEqual([]);
    }
  });

  it('gives the same answers when it is read by its operators alone', () => {
    for (const network of networks.filter(isReadByOperators)) {
      const weights = randomWeights(network, 3);
      const file = writeOnnx({ network: network.toJSON(), weights, remarks: [] });
      const read = readOnnx(
        changed(file, (model) => (model.metadataProps = [])),
        'anonymous.onnx',
      );
      const inputs = randomInputs(network, 4);
      const expected = [...referenceOutputs(network, weights, inputs).values()];
      const actual = [...referenceOutputs(defineNetwork(read.network), read.weights!, inputs).values()];
      expect(actual.length).toBe(expected.length);
      // Axes of length 1 may be gone; the numbers and their order are the same.
      expected.forEach((y, i) =>
        expect(relativeError(actual[i]!.data, y.data), `${network.name}, ${network.outputs[i]}`).toBeLessThan(
          1e-6,
        ),
      );
    }
  });

  it('is read by its operators where a tool has changed the graph', () => {
    const network = networks[0]!;
    const weights = randomWeights(network, 3);
    const file = writeOnnx({ network: network.toJSON(), weights, remarks: [] });
    const read = readOnnx(
      changed(file, ({ graph }) => (graph!.node.find(({ opType }) => opType === 'Relu')!.opType = 'Tanh')),
      'changed.onnx',
    );
    expect(read.remarks[0]).toContain('changed after Convscope wrote it');
    expect(read.network.layers[0]!.options!.activation).toBe('tanh');
  });
});
