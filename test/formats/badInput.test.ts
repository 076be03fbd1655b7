// Files that mean ill, or met with ill, through the one door that all come by: each is refused with its name, its place
// and what was expected, soon, and without memory for what it only claims. Each format's own tests go further.

import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readModel, writeModel, type NamedFile } from '../../src/formats/formats';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { crc32 } from '../../src/formats/zip';
import { defineNetwork } from '../../src/models/network';
import { randomWeights } from '../support/randomNetworks';

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
  expect(performance.now() - started, 'ms').toBeLessThan(5000);
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

/** A zip of one entry whose sizes are claimed, not true. */
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

  test('a .keras whose layers nobody knows', async () => {
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
