// One kind for all that Keras's ReLU does: which functions its options are, and files that had two kinds for it.

import { describe, expect, test } from 'vitest';
import { readModel } from '../../src/formats/formats';
import { writeNetworkJson } from '../../src/formats/convscope/json';
import { writeConvscopeModel } from '../../src/formats/convscope/archive';
import { writeSafeTensors } from '../../src/formats/safetensors/safetensors';
import { foldBatchNormalization } from '../../src/formats/foldBatchNormalization';
import { randomWeights } from '../../src/fuzz/randomNetworks';
import { Graph } from '../../src/graph/graph';
import { checkOptions } from '../../src/graph/options';
import { CPU_TARGET } from '../../src/kernels/target';
import { reLU } from '../../src/layers/reLU';
import { defineNetwork, loadNetwork } from '../../src/models/network';
import { unzipSync, zipSync } from 'fflate';

/** What the gradient is taken from, and the constants of the function. */
function gradientOf(given: Readonly<Record<string, unknown>>): { from: string; constants: string[] } {
  const graph = new Graph('relu', CPU_TARGET);
  const options = checkOptions('ReLU', reLU.options, given);
  const x = graph.tensor('x', [2, 5]);
  const dy = graph.tensor('dy', [2, 5]);
  const linear = { kind: 'linear', alpha: 0 } as const;
  const site = {
    ...{ name: 'it', inputs: [x], parameters: {}, activation: linear, training: true, trainingState: null },
    ...{ gradients: {}, saved: {}, inputActivations: [linear], wanted: [true] },
  };
  const { y } = reLU.forward(options, graph, site);
  reLU.backward(options, graph, { ...site, y, dy });
  expect(graph.dispatches.map(({ kernel }) => kernel.name)).toEqual([
    ...['activation_forward', 'activation_gradient'],
  ]);
  const [forward, gradient] = graph.dispatches;
  expect(gradient?.constants).toEqual(forward?.constants);
  const constants = Object.keys(gradient?.constants ?? {}).filter((name) => name.startsWith('ACTIVATION'));
  return { from: gradient?.tensors.y === x ? 'input' : 'result', constants };
}

describe('functions', () => {
  test.each([{}, { maxValue: 6 }, { negativeSlope: 0.2 }, { maxValue: null, threshold: 0 }])(
    '%j is a function that other kernels fuse',
    (given) => {
      expect(gradientOf(given).from).toBe('result');
    },
  );

  test.each([{ maxValue: 4 }, { threshold: 0.5 }, { maxValue: 6, negativeSlope: 0.2 }, { maxValue: 0 }])(
    '%j is a function of its own',
    (given) => {
      const constants = ['ACTIVATION_THRESHOLD', 'ACTIVATION_SLOPE', 'ACTIVATION_BOUND'];
      expect(gradientOf(given)).toEqual({ from: 'input', constants });
    },
  );

  test('only a plain one goes into the layer before it', () => {
    const folded = (options: Record<string, unknown>): string[] => {
      const network = defineNetwork({
        name: 'fold',
        input: [4, 4, 1],
        layers: [
          { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
          { name: 'relu', kind: 'reLU', options },
        ],
      });
      const model = { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };
      return foldBatchNormalization(model).network.layers.map(
        ({ kind, options: o }) => `${kind} ${String(o?.activation)}`,
      );
    };
    expect(folded({})).toEqual(['conv2d relu']);
    expect(folded({ maxValue: 6 })).toEqual(['conv2d relu6']);
    const apart = ['conv2d linear', 'reLU undefined'];
    for (const options of [{ maxValue: 4 }, { threshold: 1 }, { negativeSlope: 0.1 }])
      expect(folded(options)).toEqual(apart);
  });
});

describe("files that say 'boundedReLU'", () => {
  const network = defineNetwork({
    name: 'older',
    input: [4, 4, 1],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
      { name: 'cut', kind: 'reLU', options: { maxValue: 2, negativeSlope: 0.1, threshold: 0.5 } },
      { name: 'row', kind: 'flatten' },
      { name: 'plain', kind: 'reLU' },
    ],
  });
  const model = { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };
  const [now, before] = ['"cut","kind":"reLU"', '"cut","kind":"boundedReLU"'];
  const older = (text: string): string => {
    expect(text).toContain(now);
    return text.replace(now, before);
  };

  test.each<[string, () => Uint8Array]>([
    ['older.json', () => new TextEncoder().encode(older(writeNetworkJson(model)))],
    [
      'older.convscope',
      () => {
        const files = unzipSync(writeConvscopeModel(model));
        const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
        for (const [name, bytes] of Object.entries(files))
          if (name.endsWith('.json')) files[name] = new TextEncoder().encode(older(decode(bytes)));
        return zipSync(files);
      },
    ],
    ['older.safetensors', () => olderHeader(writeSafeTensors(model))],
  ])('%s opens as one of today', async (name, bytes) => {
    const read = await readModel([{ name, bytes: bytes() }]);
    expect(read.kind === 'model' && read.model.network).toEqual(network.toJSON());
  });

  test('is loaded where only the layers of a first visit are there', async () => {
    const config = network.toJSON();
    const layers = config.layers.map((layer) =>
      layer.name === 'cut' ? { ...layer, kind: 'boundedReLU' } : layer,
    );
    expect((await loadNetwork({ ...config, layers })).toJSON()).toEqual(config);
  });
});

/** The header's JSON stands in a string of itself, and its length before it. */
function olderHeader(bytes: Uint8Array): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd();
  const [now, before] = [String.raw`\"cut\",\"kind\":\"reLU\"`, String.raw`\"cut\",\"kind\":\"boundedReLU\"`];
  expect(header).toContain(now);
  const changed = header.replace(now, before);
  const text = new TextEncoder().encode(changed.padEnd(Math.ceil(changed.length / 8) * 8));
  const out = new Uint8Array(8 + text.length + bytes.length - 8 - length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(bytes.subarray(8 + length), 8 + text.length);
  return out;
}
