import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  modelOfRun,
  readConvscope,
  writeConvscopeModel,
  writeConvscopeRun,
} from '../../src/formats/convscope/archive';
import { modelOf, readSafeTensors } from '../../src/formats/safetensors/safetensors';
import { FormatError } from '../../src/formats/storedModel';
import { defineNetwork } from '../../src/models/network';
import { slabLayout } from '../../src/models/slabLayout';
import type { SavedRun } from '../../src/session/facade';
import { randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';

const network = defineNetwork({
  name: 'small',
  input: [5, 5, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3 } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'flat', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const weights = randomWeights(network, 3);

/** As a session saves it: parameters padded to 256 bytes each. */
function savedRun(): SavedRun {
  const { places, bytes } = slabLayout(network);
  const slabs: Record<string, ArrayBuffer> = {
    parameters: new ArrayBuffer(bytes.parameters),
    state: new ArrayBuffer(bytes.state),
    clock: Uint32Array.from({ length: 16 }, (_, i) => 17 * i).buffer,
    'optimizer m': Float32Array.from({ length: bytes.parameters / 4 }, (_, i) => 1 / (i + 1)).buffer,
  };
  for (const { name, slab, offsetBytes } of places)
    new Float32Array(slabs[slab]!, offsetBytes).set(weights.get(name)!);
  return {
    network: network.toJSON(),
    settings: { network: 'small', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 7 },
    checkpoint: { step: 12, halted: false, slabs },
    history: {
      step: [1, 2],
      loss: [2.3, 2.1],
      accuracy: [0.1, 0.2],
      testStep: [2],
      testAccuracy: [0.15],
      stride: 1,
    },
    past: [0, 5].map((step) => ({ step, learningRate: 0.001, bytes: Float32Array.of(step, 1 / 3).buffer })),
  };
}

const edited = (bytes: Uint8Array, change: (entries: Record<string, Uint8Array>) => void): Uint8Array => {
  const entries = unzipSync(bytes) as Record<string, Uint8Array>;
  change(entries);
  return zipSync(entries);
};
const manifest = (
  bytes: Uint8Array,
  change: (json: Record<string, Record<string, unknown>>) => void,
): Uint8Array =>
  edited(bytes, (entries) => {
    const json = JSON.parse(new TextDecoder().decode(entries['convscope.json'])) as Record<
      string,
      Record<string, unknown>
    >;
    change(json);
    entries['convscope.json'] = new TextEncoder().encode(JSON.stringify(json));
  });

describe("Convscope's own file", () => {
  const run = savedRun();
  const bytes = writeConvscopeRun(run);

  test('a whole run comes back bit for bit', () => {
    const read = readConvscope('r.zip', bytes);
    expect(read.run).toEqual(run);
    for (const [name, slab] of Object.entries(run.checkpoint.slabs))
      expect(new Uint8Array(read.run!.checkpoint.slabs[name]!), name).toEqual(new Uint8Array(slab));
    read.run!.past!.forEach((instant, i) =>
      expect(new Uint8Array(instant.bytes)).toEqual(new Uint8Array(run.past![i]!.bytes)),
    );
  });

  test('its weights are an entry that any reader of safetensors takes', () => {
    const entries = unzipSync(bytes);
    const stored = modelOf('w', readSafeTensors('w', entries['weights.safetensors']!));
    expect(stored!.weights).toEqual(weights);
    expect(modelOfRun(run).weights).toEqual(weights);
    expect(readConvscope('r.zip', bytes).model.weights).toEqual(weights);
  });

  test('a model without a run, and one without weights', () => {
    const model = { network: network.toJSON(), weights, remarks: [] };
    expect(readConvscope('m.zip', writeConvscopeModel(model))).toEqual({ model });
    const bare = { ...model, weights: null };
    expect(readConvscope('m.zip', writeConvscopeModel(bare))).toEqual({ model: bare });
  });

  test('of random architectures, too', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomNetwork(seed);
      const model = { network: random.toJSON(), weights: randomWeights(random, seed), remarks: [] };
      expect(readConvscope('m.zip', writeConvscopeModel(model)).model, `seed ${seed}`).toEqual(model);
    }
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    ['another zip', () => zipSync({ 'a.txt': new Uint8Array(3) }), /holds no 'convscope.json'/],
    [
      'a newer version',
      () => manifest(bytes, (json) => Object.assign(json, { version: 2 })),
      /is of version 2, newer than this Convscope, which reads version 1/,
    ],
    [
      'an older version',
      () => manifest(bytes, (json) => Object.assign(json, { version: 0 })),
      /is of version 0; this Convscope reads version 1/,
    ],
    ['no version', () => manifest(bytes, (json) => delete json.version), /is of version undefined/],
    [
      'another format',
      () => manifest(bytes, (json) => Object.assign(json, { format: 'x' })),
      /is not what Convscope writes/,
    ],
    [
      'an unknown layer',
      () => manifest(bytes, (json) => (json.network!.layers = [{ kind: 'warp' }])),
      /its network: there is no layer 'warp'/,
    ],
    [
      'another network than its weights',
      () => manifest(bytes, (json) => (json.network!.name = 'other')),
      /is of another network than 'convscope.json'/,
    ],
    [
      'a run without weights',
      () => edited(bytes, (entries) => delete entries['weights.safetensors']),
      /holds a run, but no 'weights.safetensors'/,
    ],
    [
      'a run without its training state',
      () => edited(bytes, (entries) => delete entries['state/clock.bin']),
      /holds no 'state\/clock.bin'/,
    ],
    [
      'an invalid step',
      () => manifest(bytes, (json) => (json.run!.step = -3)),
      /its run: step: must be a whole number. Received -3/,
    ],
    [
      'a history that does not hold together',
      () => manifest(bytes, (json) => ((json.run!.history as { loss: number[] }).loss = [])),
      /its run: history: its columns differ/,
    ],
    [
      'a past that lies ahead',
      () => manifest(bytes, (json) => ((json.run!.past as { step: number }[])[1]!.step = 13)),
      /its run: past: an instant of it is at no step of the run/,
    ],
    [
      'a batch of nothing',
      () => manifest(bytes, (json) => ((json.run!.settings as { batchSize: number }).batchSize = 0)),
      /its run: batchSize: must be a whole number/,
    ],
    [
      'parts of other names',
      () => manifest(bytes, (json) => (json.run!.slabs = ['parameters'])),
      /has a part with an unknown name: "parameters"/,
    ],
    [
      'a run that is a text',
      () => manifest(bytes, (json) => Object.assign(json, { run: 'x' })),
      /its run: is not what Convscope writes/,
    ],
  ])('refused, with what and where: %s', (_, make, message) => {
    const read = () => readConvscope('r.zip', make());
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^r\.zip/);
  });
});
