// Files that mean ill, or met with ill, through the one door that all come by: each is refused with its name, its place
// and what was expected, soon, and without memory for what it only claims. Each format's own tests go further.

import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { zipSync } from 'fflate';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { slowness } from '../../scripts/yardstick.mjs';
import { readModel, writeModel, type NamedFile } from '../../src/formats/formats';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { crc32 } from '../../src/archives/crc32';
import { defineNetwork } from '../../src/models/network';
import { randomWeights } from '../../src/fuzz/randomNetworks';

const network = defineNetwork({
  name: 'small',
  input: [6, 6, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } },
    { name: 'flat', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});
const model: StoredModel = { network: network.toJSON(), weights: randomWeights(network, 2), remarks: [] };
const text = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const one = (name: string, bytes: Uint8Array): NamedFile[] => [{ name, bytes }];

async function refusal(files: readonly NamedFile[]): Promise<string> {
  const started = performance.now();
  const error: unknown = await readModel(files).then(
    () => new Error('it was read'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  expect(performance.now() - started, 'ms').toBeLessThan(5000 * slowness);
  return (error as FormatError).message;
}

/** The first weight of a file, found by its bytes, is no number. */
async function withNaN(
  format: 'keras' | 'h5' | 'safetensors' | 'tfjs' | 'onnx' | 'convscope',
): Promise<NamedFile[]> {
  const { files } = await writeModel(format, model, 'm');
  const marked = model.weights!.get('conv/weight')![0]!;
  const mark = new Uint8Array(Float32Array.of(marked).buffer);
  const nan = new Uint8Array(Float32Array.of(NaN).buffer);
  return files.map(({ name, bytes }) => {
    const copy = bytes.slice();
    for (let at = 0; at + 4 <= copy.length; at++)
      if (mark.every((byte, i) => copy[at + i] === byte)) copy.set(nan, at);
    return { name, bytes: copy };
  });
}

/** A zip with one entry that declares wrong sizes. */
function claiming(name: string, packed: Uint8Array, size: number): Uint8Array {
  const whole = zipSync({ [name]: [packed, { level: 0 }] });
  const view = new DataView(whole.buffer);
  const end = whole.length - 22;
  const entry = view.getUint32(end + 16, true);
  view.setUint16(entry + 10, 8, true);
  view.setUint32(entry + 16, crc32(packed), true);
  view.setUint32(entry + 24, size, true);
  return whole;
}

describe('refused, with what and where', () => {
  test.each(['h5', 'safetensors', 'tfjs', 'onnx'] as const)('a weight that is NaN, in %s', async (format) => {
    expect(await refusal(await withNaN(format))).toMatch(/(conv.*NaN|NaN.*conv)/);
  });

  test.each(['keras', 'convscope'] as const)('bytes that changed on the way, in %s', async (format) => {
    expect(await refusal(await withNaN(format))).toMatch(/entry '.*': is damaged: its checksum differs/);
  });

  test.each(['.zip', '.keras'])('a bomb, as %s', async (extension) => {
    const entry = extension === '.keras' ? 'config.json' : 'convscope.json';
    const bomb = claiming(entry, new Uint8Array(1000), 2 ** 30);
    expect(await refusal(one(`bomb${extension}`, bomb))).toMatch(/^bomb\.\w+, entry '.*': .*1024\.0 MiB/);
  });

  test('a header of 2 GB', async () => {
    const bytes = new Uint8Array(64);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 31n, true);
    bytes[8] = 0x7b;
    expect(await refusal(one('w.safetensors', bytes))).toMatch(
      /the header has 2147483648 bytes, but 56 follow/,
    );
  });

  test('10,000 layers, in each way to say them', async () => {
    const layers = Array.from({ length: 10_000 }, (_, i) => ({ name: `r${i}`, kind: 'reLU' }));
    const config = { name: 'long', input: [4], layers };
    const keras = layers.map(({ name }) => ({ class_name: 'ReLU', config: { name } }));
    const ours = zipSync({ 'convscope.json': text({ format: 'convscope', version: 1, network: config }) });
    const files: readonly NamedFile[] = [
      { name: 'ours.json', bytes: text(config) },
      { name: 'ours.zip', bytes: ours },
      { name: 'keras.json', bytes: text({ class_name: 'Sequential', config: { name: 's', layers: keras } }) },
    ];
    for (const { name, bytes } of files) {
      const said = await refusal(one(name, bytes));
      expect(said).toMatch(/at most 2000 layers\. Received 10000/);
      expect(said.startsWith(name)).toBe(true);
    }
  });

  test('a .keras with unknown layers', async () => {
    const config = {
      class_name: 'Sequential',
      config: {
        name: 's',
        layers: [{ class_name: 'Telepathy', config: { name: 't', batch_shape: [null, 4] } }],
      },
    };
    const zip = zipSync({ 'config.json': text(config), 'metadata.json': text({ keras_version: '3.5.0' }) });
    expect(await refusal(one('t.keras', zip))).toMatch(/^t\.keras.*Telepathy/);
  });

  test('a shard that is missing, or short', async () => {
    const { files } = await writeModel('tfjs', model);
    expect(await refusal(files.filter(({ name }) => name.endsWith('.json')))).toMatch(
      /shard 'group1-shard1of1\.bin' is missing/,
    );
    const short = files.map(({ name, bytes }) => ({
      name,
      bytes: name.endsWith('.bin') ? bytes.slice(0, -4) : bytes,
    }));
    expect(await refusal(short)).toMatch(/shard 'group1-shard1of1\.bin'.*4 bytes too few/);
  });
});

/** What an engine says where a program trips over a value: never what a user should read. */
const ENGINE_WORDS =
  /undefined|is not a function|not iterable|Cannot read|Invalid typed array|Invalid array|call stack|out of bounds|NaN/;

describe('what is damaged in the JSON of a file of ours', async () => {
  const config = network.toJSON();
  const run = {
    settings: { learningRate: 0.1, batchSize: 4, epochs: 1, seed: 1 },
    ...{ step: 1, halted: false, slabs: [], dataset: null },
    history: {
      ...{ step: [1], loss: [2], accuracy: [0.5], testStep: [], testAccuracy: [], stride: 1 },
      newest: [{ step: 0, loss: 2, accuracy: 0.5 }],
    },
  };
  const bytesOf = async (format: 'safetensors' | 'onnx'): Promise<Uint8Array> =>
    (await writeModel(format, model)).files[0]?.bytes ?? new Uint8Array();
  const weights = await bytesOf('safetensors');
  const onnx = fromBinary(ModelProtoSchema, await bytesOf('onnx'));

  /** A safetensors file with another header. */
  const withHeader = (bytes: Uint8Array, change: (header: JsonObject) => unknown): Uint8Array => {
    const length = headerLength(bytes);
    const changed = text(change(headerOf(bytes)));
    const whole = new Uint8Array(8 + changed.length + bytes.length - 8 - length);
    new DataView(whole.buffer).setBigUint64(0, BigInt(changed.length), true);
    whole.set(changed, 8);
    whole.set(bytes.subarray(8 + length), 8 + changed.length);
    return whole;
  };

  /** Each way to put the JSON of a network, of a run or of a header into a file. */
  const carriers: Readonly<Record<string, { json: JsonObject; file: (json: unknown) => Uint8Array }>> = {
    'network.json': { json: { ...config }, file: text },
    'session.zip': {
      json: { format: 'convscope', version: 1, network: { ...config }, run },
      file: (json) => zipSync({ 'convscope.json': text(json), 'weights.safetensors': weights }, { level: 0 }),
    },
    'header.safetensors': {
      json: headerOf(weights),
      file: (json) => withHeader(weights, () => json),
    },
    'network.safetensors': {
      json: { ...config },
      file: (json) =>
        withHeader(weights, (header) => ({
          ...header,
          __metadata__: { convscope: '1', network: JSON.stringify(json) },
        })),
    },
    'network.onnx': {
      json: { ...config },
      file: (json) => {
        for (const entry of onnx.metadataProps)
          if (entry.key === 'convscope.network') entry.value = JSON.stringify(json);
        return toBinary(ModelProtoSchema, onnx);
      },
    },
  };

  test.each(Object.entries(carriers))(
    'each value of %s, replaced by one of another type, is refused in plain words or read',
    async (name, { json, file }) => {
      for (const { at, changed } of damaged(json)) {
        const result: unknown = await readModel(one(name, file(changed))).catch((error: unknown) => error);
        if (!(result instanceof Error)) continue;
        expect(result, at).toBeInstanceOf(FormatError);
        expect(result.message.startsWith(name), `${at}: ${result.message}`).toBe(true);
        expect(result.message.replaceAll(/Received .*/g, ''), at).not.toMatch(ENGINE_WORDS);
      }
    },
  );

  test.each([
    ['a layer that is null', { ...config, layers: [null] }, /x\.json, layer 1: it must be an object/],
    ['an input that is a text', { ...config, input: 'x' }, /x\.json: 'input' must be a list .*"x"/],
    ['inputs that are a text', withInputs('input'), /x\.json, layer 1: 'inputs' must be a list .*"input"/],
    ['an empty network', { network: { layers: [], input: [] } }, /x\.json: 'input' must be a shape/],
  ])('%s', async (_, json, message) => {
    expect(await refusal(one('x.json', text(json)))).toMatch(message);
  });

  test('a session with an empty network', async () => {
    const zip = zipSync({ 'convscope.json': text({ format: 'convscope', version: 1, network: {} }) });
    expect(await refusal(one('s.zip', zip))).toMatch(/^s\.zip, its network: 'layers' must be a list/);
  });

  test.each(['n.json', 'config.keras', 'h.safetensors'])(
    'lists 200,000 deep in each other, in %s',
    async (name) => {
      const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
      const json = new TextEncoder().encode(
        `{"input": [4], "name": "n", "layers": [{"kind": "reLU", "options": ${deep}}]}`,
      );
      const header = new Uint8Array(8 + json.length);
      new DataView(header.buffer).setBigUint64(0, BigInt(json.length), true);
      header.set(json, 8);
      const files = {
        'n.json': json,
        'config.keras': zipSync({ 'config.json': json, 'metadata.json': text({}) }),
        'h.safetensors': header,
      };
      const bytes = files[name as keyof typeof files];
      expect(await refusal(one(name, bytes))).toMatch(/at most 500 deep in each other\. Received more/);
    },
  );

  function withInputs(inputs: unknown): unknown {
    const [first, ...others] = config.layers;
    return { ...config, layers: [{ ...first, inputs }, ...others] };
  }
});

type JsonObject = Record<string, unknown>;

/** Of a safetensors file. */
const headerLength = (bytes: Uint8Array): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
const headerOf = (bytes: Uint8Array): JsonObject =>
  JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength(bytes)))) as JsonObject;

const OTHERS: readonly unknown[] = [null, 'x', -1.5, [], {}, [null], 1e300];

/** The value with one value inside replaced, in every place and way. */
function* damaged(json: unknown, at = ''): Generator<{ at: string; changed: unknown }> {
  for (const other of OTHERS) yield { at: `${at} = ${JSON.stringify(other)}`, changed: other };
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json)) {
    for (const { at: place, changed } of damaged(value, `${at}/${key}`)) {
      const copy = Array.isArray(json) ? [...(json as unknown[])] : { ...json };
      (copy as JsonObject)[key] = changed;
      yield { at: place, changed: copy };
    }
  }
}
