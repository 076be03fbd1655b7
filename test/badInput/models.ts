// Models that cannot be read: each format cut off, under a wrong name, and with the lies of its own header.

import { zipSync } from 'fflate';
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/archives/crc32';
import { writeModel, type NamedFile, type WritableFormat } from '../../src/formats/formats';
import { writeConvscopeRun } from '../../src/formats/convscope/archive';
import type { StoredModel } from '../../src/formats/storedModel';
import { defineNetwork } from '../../src/models/network';
import { slabLayout } from '../../src/models/slabLayout';
import { onnxFile, op, weights as onnxWeights, type FileParts } from '../support/peers/onnxFile';
import { randomWeights } from '../../src/fuzz/randomNetworks';
import { cuts, impostors, json, patched, utf8, type BadCase } from './cases';

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

const one = (name: string, bytes: Uint8Array): NamedFile[] => [{ name, bytes }];
const refused = (name: string, files: readonly NamedFile[], says?: RegExp): BadCase => ({
  ...{ name, door: 'model', files },
  ...(says && { says }),
});

/** A whole session, as the page saves it. */
export function sessionZip(): Uint8Array<ArrayBuffer> {
  const { bytes } = slabLayout(network);
  return writeConvscopeRun({
    network: network.toJSON(),
    settings: { network: 'small', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 7 },
    checkpoint: {
      ...{ step: 12, halted: false },
      slabs: {
        parameters: new ArrayBuffer(bytes.parameters),
        state: new ArrayBuffer(bytes.state),
        clock: new ArrayBuffer(64),
      },
    },
    history: {
      ...{ step: [1, 2], loss: [2.3, 2.1], accuracy: [0.1, 0.2] },
      ...{ testStep: [2], testAccuracy: [0.15], stride: 1 },
    },
    past: [],
  });
}

/** A zip whose only entry claims other sizes than it has. */
function lyingZip(
  entry: string,
  packed: Uint8Array,
  claims: {
    readonly size?: number;
    readonly packed?: number;
    readonly offset?: number;
    readonly flags?: number;
  },
): Uint8Array {
  const whole = zipSync({ [entry]: [packed, { level: 0 }] });
  const view = new DataView(whole.buffer);
  const at = view.getUint32(whole.length - 22 + 16, true);
  if (claims.flags !== undefined) view.setUint16(at + 8, claims.flags, true);
  if (claims.size !== undefined) {
    view.setUint16(at + 10, 8, true);
    view.setUint32(at + 16, crc32(packed), true);
    view.setUint32(at + 24, claims.size, true);
  }
  if (claims.packed !== undefined) view.setUint32(at + 20, claims.packed, true);
  if (claims.offset !== undefined) view.setUint32(at + 42, claims.offset, true);
  return whole;
}

/** An entry of so many zeros, truly there. zlib packs them a hundred times as fast as a library in JavaScript. */
function packedZip(entry: string, size: number): Uint8Array {
  const zeros = new Uint8Array(size);
  const packed = new Uint8Array(deflateRawSync(zeros));
  const whole = lyingZip(entry, packed, { size });
  const view = new DataView(whole.buffer);
  const at = view.getUint32(whole.length - 22 + 16, true);
  view.setUint32(at + 16, crc32(zeros), true);
  view.setUint16(8, 8, true);
  return whole;
}

/** Two entries of one name: fflate writes none, so the second is renamed in place. */
function twice(name: string, bytes: Uint8Array): Uint8Array {
  const other = `${name.slice(0, -1)}~`;
  const whole = zipSync({ [name]: bytes, [other]: bytes }, { level: 0 });
  const buffer = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength);
  for (let at = buffer.indexOf(other); at >= 0; at = buffer.indexOf(other, at))
    buffer.write(name, at, 'latin1');
  return whole;
}

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

function safetensors(header: string | object, data = new Uint8Array(), length?: bigint): Uint8Array {
  const text = utf8(typeof header === 'string' ? header : JSON.stringify(header));
  const whole = new Uint8Array(8 + text.length + data.length);
  new DataView(whole.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  whole.set(text, 8);
  whole.set(data, 8 + text.length);
  return whole;
}

/** Of a tfjs model with one dense layer. */
function tfjs(over: {
  readonly weights?: unknown;
  readonly paths?: unknown;
  readonly layers?: unknown;
}): NamedFile[] {
  const layers = over.layers ?? [
    {
      class_name: 'Dense',
      config: { name: 'd', units: 2, activation: 'linear', batch_input_shape: [null, 3] },
    },
  ];
  const manifest = {
    paths: over.paths ?? ['w.bin'],
    weights: over.weights ?? [
      { name: 'd/kernel', shape: [3, 2], dtype: 'float32' },
      { name: 'd/bias', shape: [2], dtype: 'float32' },
    ],
  };
  return [
    {
      name: 'model.json',
      bytes: json({
        modelTopology: { class_name: 'Sequential', config: { name: 's', layers } },
        weightsManifest: [manifest],
      }),
    },
    { name: 'w.bin', bytes: new Uint8Array(32) },
  ];
}

const kerasJson = (
  ...layers: readonly { readonly class_name: unknown; readonly config: object }[]
): NamedFile[] => one('keras.json', json({ class_name: 'Sequential', config: { name: 's', layers } }));
const input = { batch_shape: [null, 6, 6, 1] };
const conv = (config: object) => ({
  class_name: 'Conv2D',
  config: { name: 'c', filters: 2, kernel_size: [3, 3], ...input, ...config },
});
const own = (over: object): NamedFile[] => one('net.json', json({ ...network.toJSON(), ...over }));
const ownLayer = (layer: object, inputShape: unknown = [6, 6, 1]): NamedFile[] =>
  own({ input: inputShape, layers: [layer] });

const small: FileParts = {
  inputs: { x: ['n', 2, 6, 6] },
  nodes: [op('Conv', 'x, conv.weight, conv.bias → c'), op('Relu', 'c → y')],
  tensors: [onnxWeights('conv.weight', [3, 2, 3, 3]), onnxWeights('conv.bias', [3])],
  outputs: ['y'],
};
const onnx = (over: Partial<FileParts>): NamedFile[] => one('net.onnx', onnxFile({ ...small, ...over }));
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
};
/** Messages of protobuf in each other: field 7, with a length. */
function nested(depth: number): Uint8Array {
  let bytes: number[] = [];
  for (let i = 0; i < depth; i++) bytes = [0x3a, ...varint(bytes.length), ...bytes];
  return Uint8Array.from(bytes);
}

/** A checkpoint of PyTorch with this pickle. */
const checkpoint = (pickle: Uint8Array, data: Readonly<Record<string, Uint8Array>> = {}): NamedFile[] =>
  one(
    'net.pt',
    zipSync({ 'archive/data.pkl': pickle, 'archive/version': utf8('3\n'), ...data }, { level: 0 }),
  );
const pickled = (...parts: readonly (readonly number[] | string)[]): Uint8Array =>
  Uint8Array.from([0x80, 2, ...parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part))]);

export async function badModels(): Promise<readonly BadCase[]> {
  const cases: BadCase[] = [];
  const written = async (format: WritableFormat): Promise<NamedFile> => {
    const { files } = await writeModel(format, model, 'm');
    return files[0] ?? { name: '', bytes: new Uint8Array() };
  };
  const formats = ['convscope', 'keras', 'h5', 'weights.h5', 'safetensors', 'onnx', 'json'] as const;
  const whole = new Map(await Promise.all(formats.map(async (one) => [one, await written(one)] as const)));
  const bytesOf = (format: (typeof formats)[number]): Uint8Array =>
    whole.get(format)?.bytes ?? new Uint8Array();
  const session = sessionZip();
  for (const [name, bytes] of [
    ...[...whole.values()].map(({ name, bytes }) => [name, bytes] as const),
    ['session.zip', session] as const,
  ])
    for (const [what, cut] of cuts(name.endsWith('.json') ? bytes.slice(0, -1) : bytes))
      cases.push(refused(`${name} ${what}`, one(name, cut)));
  for (const extension of [
    'zip',
    'keras',
    'h5',
    'safetensors',
    'onnx',
    'json',
    'pt',
    'pth',
    'tfjs.zip',
    'bin',
    '',
  ])
    cases.push(...impostors(extension === '' ? 'noname' : `x.${extension}`));
  cases.push(
    // Archives
    refused(
      'zip: an entry of 1 GiB in 1 KB',
      one('b.zip', lyingZip('convscope.json', new Uint8Array(1000), { size: 2 ** 30 })),
    ),
    refused(
      'zip: an entry of 4 GiB',
      one('b.keras', lyingZip('config.json', new Uint8Array(1000), { size: 2 ** 32 - 1 })),
    ),
    refused(
      'zip: packed size beyond the file',
      one('b.zip', lyingZip('convscope.json', new Uint8Array(9), { packed: 2 ** 31 })),
    ),
    refused(
      'zip: an entry beyond the end',
      one('b.zip', lyingZip('convscope.json', new Uint8Array(9), { offset: 2 ** 31 })),
    ),
    refused(
      'zip: an entry in the central directory',
      one('b.zip', lyingZip('convscope.json', new Uint8Array(9), { offset: 40 })),
    ),
    refused(
      'zip: encrypted',
      one('b.keras', lyingZip('config.json', json({}), { flags: 1 })),
      /encrypted|password/i,
    ),
    refused('zip: real bytes of 300 MB, packed', one('b.zip', packedZip('convscope.json', 3e8))),
    refused(
      'zip: the same entry twice',
      one('b.zip', twice('convscope.json', json({ format: 'convscope' }))),
    ),
    refused('zip: nothing in it', one('b.zip', zipSync({}))),
    refused('zip: only folders', one('b.zip', zipSync({ 'a/': new Uint8Array() }))),
    refused(
      'zip: 70,000 entries',
      one(
        'b.zip',
        zipSync(Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [String(i), new Uint8Array()])), {
          level: 0,
        }),
      ),
    ),
    refused(
      'zip in zip in zip',
      one('b.zip', zipSync({ 'b.zip': zipSync({ 'b.zip': zipSync({ 'a.h5': utf8('x') }) }) })),
    ),
    refused(
      'zip: paths out of the folder',
      one('b.zip', zipSync({ '../../etc/model.json': json({ modelTopology: 1 }) })),
    ),
    refused('session.zip: manifest is a list', one('s.zip', zipSync({ 'convscope.json': utf8('[]') }))),
    refused(
      'session.zip: manifest of a later version',
      one(
        's.zip',
        zipSync({ 'convscope.json': json({ format: 'convscope', version: 99, network: network.toJSON() }) }),
      ),
      /version/,
    ),
    refused(
      'session.zip: lists 200,000 deep',
      one('s.zip', zipSync({ 'convscope.json': utf8(deep(200_000)) })),
    ),
    refused('m.keras: config alone, no layers', one('m.keras', zipSync({ 'config.json': json({}) }))),
    refused(
      'm.keras: weights that are no HDF5',
      one(
        'm.keras',
        zipSync({
          'config.json': json({ class_name: 'Sequential', config: { name: 's', layers: [conv({})] } }),
          'metadata.json': json({}),
          'model.weights.h5': utf8('no'),
        }),
      ),
    ),
    // HDF5
    refused(
      'h5: addresses of 8 bytes of 255',
      one('m.h5', patched(bytesOf('h5'), 24, ...new Array<number>(40).fill(255))),
    ),
    refused('h5: superblock version 77', one('m.h5', patched(bytesOf('h5'), 8, 77))),
    refused('h5: sizes of offsets 255', one('m.h5', patched(bytesOf('h5'), 13, 255, 255))),
    refused(
      'h5: the tree is zeros',
      one('m.h5', patched(bytesOf('h5'), 96, ...new Array<number>(600).fill(0))),
    ),
    refused(
      'h5: signature alone',
      one('m.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)),
    ),
    // safetensors
    refused(
      'safetensors: header of 2 GB',
      one('m.safetensors', safetensors('{}', new Uint8Array(40), 2n ** 31n)),
    ),
    refused(
      'safetensors: header of 2⁶³ bytes',
      one('m.safetensors', safetensors('{}', new Uint8Array(40), 2n ** 63n)),
    ),
    refused('safetensors: header is a list', one('m.safetensors', safetensors('[]'))),
    refused('safetensors: header is not JSON', one('m.safetensors', safetensors('{"a": }'))),
    refused(
      'safetensors: a shape of 2⁵³',
      one(
        'm.safetensors',
        safetensors(
          { a: { dtype: 'F32', shape: [2 ** 53, 2 ** 53], data_offsets: [0, 4] } },
          new Uint8Array(4),
        ),
      ),
    ),
    refused(
      'safetensors: a negative shape',
      one(
        'm.safetensors',
        safetensors({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, new Uint8Array(4)),
      ),
    ),
    refused(
      'safetensors: offsets backwards',
      one(
        'm.safetensors',
        safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }, new Uint8Array(4)),
      ),
    ),
    refused(
      'safetensors: offsets beyond the end',
      one('m.safetensors', safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })),
    ),
    refused(
      'safetensors: offsets that are no numbers',
      one(
        'm.safetensors',
        safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: ['0', null] } }, new Uint8Array(4)),
      ),
    ),
    refused(
      'safetensors: an unknown number format',
      one(
        'm.safetensors',
        safetensors({ a: { dtype: 'F7', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4)),
      ),
    ),
    refused(
      'safetensors: a tensor named __proto__',
      one(
        'm.safetensors',
        safetensors(
          '{"__proto__": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}',
          new Uint8Array(4),
        ),
      ),
    ),
    refused('safetensors: lists 200,000 deep', one('m.safetensors', safetensors(`{"a": ${deep(200_000)}}`))),
    // tfjs
    refused('tfjs: shard missing', tfjs({ paths: ['other.bin'] }), /other\.bin/),
    refused('tfjs: path out of the folder', tfjs({ paths: ['../../w.bin'] })),
    refused('tfjs: paths that are no texts', tfjs({ paths: [7, null] })),
    refused('tfjs: paths that are no list', tfjs({ paths: 'w.bin' })),
    refused(
      'tfjs: a weight of 2⁵³ numbers',
      tfjs({ weights: [{ name: 'd/kernel', shape: [2 ** 53, 2], dtype: 'float32' }] }),
    ),
    refused(
      'tfjs: a negative shape',
      tfjs({ weights: [{ name: 'd/kernel', shape: [-3, -2], dtype: 'float32' }] }),
    ),
    refused(
      'tfjs: a fraction of a number',
      tfjs({ weights: [{ name: 'd/kernel', shape: [2.5], dtype: 'float32' }] }),
    ),
    refused(
      'tfjs: the same weight twice',
      tfjs({
        weights: [
          { name: 'd/kernel', shape: [3, 2], dtype: 'float32' },
          { name: 'd/kernel', shape: [2], dtype: 'float32' },
        ],
      }),
    ),
    refused(
      'tfjs: unknown numbers',
      tfjs({ weights: [{ name: 'd/kernel', shape: [3, 2], dtype: 'complex64' }] }),
    ),
    refused(
      'tfjs: quantised to NaN',
      tfjs({
        weights: [
          {
            name: 'd/kernel',
            shape: [3, 2],
            dtype: 'float32',
            quantization: { dtype: 'uint8', scale: 'x', min: null },
          },
          { name: 'd/bias', shape: [2], dtype: 'float32' },
        ],
      }),
    ),
    refused('tfjs: layers that are no list', tfjs({ layers: {} })),
    refused('tfjs: no layer', tfjs({ layers: [] })),
    refused(
      'tfjs: a graph model',
      one('model.json', json({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] })),
    ),
    refused('tfjs: two model.json', [...tfjs({}), { name: 'b/model.json', bytes: json({}) }]),
    // Keras configurations
    refused(
      'keras: an unknown layer',
      kerasJson({ class_name: 'Telepathy', config: { name: 't', ...input } }),
      /Telepathy/,
    ),
    refused('keras: a class that is a number', kerasJson({ class_name: 7, config: { name: 't', ...input } })),
    refused(
      'keras: a layer called constructor',
      kerasJson({ class_name: 'constructor', config: { name: 't', ...input } }),
    ),
    refused(
      'keras: a layer called __proto__',
      kerasJson({ class_name: '__proto__', config: { name: 't', ...input } }),
    ),
    refused('keras: -3 filters', kerasJson(conv({ filters: -3 }))),
    refused('keras: 1e30 filters', kerasJson(conv({ filters: 1e30 }))),
    refused('keras: half a filter', kerasJson(conv({ filters: 0.5 }))),
    refused('keras: kernel of 0', kerasJson(conv({ kernel_size: [0, 0] }))),
    refused('keras: kernel in three dimensions', kerasJson(conv({ kernel_size: [3, 3, 3] }))),
    refused('keras: kernel larger than the picture', kerasJson(conv({ kernel_size: [9, 9] }))),
    refused('keras: a picture of 2³¹', kerasJson(conv({ batch_shape: [null, 2 ** 31, 2 ** 31, 3] }))),
    refused('keras: a picture of -1', kerasJson(conv({ batch_shape: [null, -1, 6, 1] }))),
    refused('keras: a picture of no channel', kerasJson(conv({ batch_shape: [null, 6, 6, 0] }))),
    refused('keras: unknown activation', kerasJson(conv({ activation: 'telepathy' }))),
    refused('keras: activation toString', kerasJson(conv({ activation: 'toString' }))),
    refused(
      'keras: a functional model in a circle',
      one(
        'keras.json',
        json({
          class_name: 'Functional',
          config: {
            name: 'f',
            layers: [
              {
                class_name: 'InputLayer',
                name: 'i',
                config: { name: 'i', batch_shape: [null, 4] },
                inbound_nodes: [],
              },
              {
                class_name: 'Add',
                name: 'a',
                config: { name: 'a' },
                inbound_nodes: [
                  [
                    ['i', 0, 0, {}],
                    ['b', 0, 0, {}],
                  ],
                ],
              },
              { class_name: 'ReLU', name: 'b', config: { name: 'b' }, inbound_nodes: [[['a', 0, 0, {}]]] },
            ],
            input_layers: [['i', 0, 0]],
            output_layers: [['b', 0, 0]],
          },
        }),
      ),
    ),
    refused(
      'keras: an input that is not there',
      one(
        'keras.json',
        json({
          class_name: 'Functional',
          config: {
            name: 'f',
            layers: [
              {
                class_name: 'ReLU',
                name: 'b',
                config: { name: 'b' },
                inbound_nodes: [[['ghost', 0, 0, {}]]],
              },
            ],
            input_layers: [['ghost', 0, 0]],
            output_layers: [['b', 0, 0]],
          },
        }),
      ),
    ),
    refused(
      'keras: models 600 deep in each other',
      one(
        'keras.json',
        (() => {
          let inner: object = { class_name: 'ReLU', config: { name: 'r' } };
          for (let i = 0; i < 600; i++)
            inner = { class_name: 'Sequential', config: { name: `s${i}`, layers: [inner] } };
          return json(inner);
        })(),
      ),
    ),
    refused(
      'keras: models 100 deep in each other',
      one(
        'keras.json',
        (() => {
          let inner: object = { class_name: 'Telepathy', config: { name: 'r' } };
          for (let i = 0; i < 100; i++)
            inner = { class_name: 'Sequential', config: { name: `s${i}`, layers: [inner] } };
          return json(inner);
        })(),
      ),
    ),
    // Our own JSON
    refused('own: no layers', own({ layers: [] })),
    refused('own: layers that are a text', own({ layers: 'conv' })),
    refused(
      'own: 10,000 layers',
      own({ layers: Array.from({ length: 10_000 }, (_, i) => ({ name: `r${i}`, kind: 'reLU' })) }),
      /2000/,
    ),
    refused('own: an unknown kind', ownLayer({ kind: 'telepathy' })),
    refused('own: a kind called toString', ownLayer({ kind: 'toString' })),
    refused('own: options that are a list', ownLayer({ kind: 'conv2d', options: [1] })),
    refused('own: a missing option', ownLayer({ kind: 'conv2d', options: {} })),
    refused(
      'own: NaN written as a text',
      ownLayer({ kind: 'conv2d', options: { filters: 'NaN', kernelSize: 3 } }),
    ),
    refused(
      'own: an infinite stride',
      one(
        'net.json',
        utf8(
          '{"name":"n","input":[6,6,1],"layers":[{"kind":"conv2d","options":{"filters":1,"kernelSize":3,"strides":1e999}}]}',
        ),
      ),
    ),
    refused('own: 2³⁰ units', ownLayer({ kind: 'dense', options: { units: 2 ** 53 } }, [2 ** 30])),
    refused('own: an input of a billion dimensions', own({ input: Array.from({ length: 5000 }, () => 1) })),
    refused('own: an empty input', own({ input: [] })),
    refused('own: a fraction of a pixel', own({ input: [2.5, 6, 1] })),
    refused('own: a layer that is its own input', ownLayer({ name: 'a', kind: 'reLU', inputs: ['a'] })),
    refused(
      'own: layers in a circle',
      own({
        layers: [
          { name: 'a', kind: 'reLU', inputs: ['b'] },
          { name: 'b', kind: 'reLU', inputs: ['a'] },
        ],
      }),
    ),
    refused(
      'own: a name twice',
      own({
        layers: [
          { name: 'a', kind: 'reLU' },
          { name: 'a', kind: 'reLU' },
        ],
      }),
    ),
    refused('own: a name of no letters', own({ layers: [{ name: '', kind: 'reLU' }] })),
    refused(
      'own: a name with a slash and an escape',
      own({ layers: [{ name: 'a/\u001b[2J', kind: 'telepathy' }] }),
    ),
    refused('own: a concatenation of one thing', ownLayer({ name: 'a', kind: 'concatenate', inputs: [] })),
    refused(
      'own: text with a byte that is no UTF-8',
      one('net.json', patched(json(network.toJSON()), 9, 0xff)),
    ),
    refused('own: two values', one('net.json', utf8('{} {}'))),
    refused('own: lists 200,000 deep', one('net.json', utf8(`{"input": ${deep(200_000)}}`))),
    refused('own: a text of 30 MB', one('net.json', utf8(`{"layers": "${'x'.repeat(3e7)}"}`))),
    // ONNX
    refused(
      'onnx: an unknown operator',
      onnx({ nodes: [op('Telepathy', 'x → y')], tensors: [] }),
      /Telepathy/,
    ),
    refused(
      'onnx: nodes in a circle',
      onnx({ nodes: [op('Add', 'x, b → a'), op('Relu', 'a → b'), op('Relu', 'b → y')], tensors: [] }),
    ),
    refused('onnx: a value that is not there', onnx({ nodes: [op('Relu', 'ghost → y')], tensors: [] })),
    refused('onnx: an output that is not there', onnx({ outputs: ['ghost'] })),
    refused(
      'onnx: an output made twice',
      onnx({ nodes: [op('Relu', 'x → y'), op('Sigmoid', 'x → y')], tensors: [] }),
    ),
    refused('onnx: negative dimensions', onnx({ inputs: { x: ['n', -2, 6, 6] } })),
    refused('onnx: dimensions of 2⁵³', onnx({ inputs: { x: ['n', 2, 2 ** 40, 2 ** 40] } })),
    refused('onnx: no dimension', onnx({ inputs: { x: [] } })),
    refused('onnx: no input', onnx({ inputs: {} })),
    refused(
      'onnx: a length of 2 GB',
      one('net.onnx', Uint8Array.of(0x08, 7, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x07)),
    ),
    refused(
      'onnx: a number of 11 bytes',
      one('net.onnx', Uint8Array.of(0x08, ...new Array<number>(11).fill(0xff))),
    ),
    refused('onnx: an unknown wire type', one('net.onnx', Uint8Array.of(0x08, 7, 0x3f, 1, 2, 3))),
    refused('onnx: messages 300 deep', one('net.onnx', Uint8Array.of(0x08, 7, ...nested(300)))),
    refused('onnx: the end of a group', one('net.onnx', Uint8Array.of(0x08, 7, 0x3c, 0x3c, 0x3c))),
    // PyTorch
    refused('pt: an empty pickle', checkpoint(new Uint8Array())),
    refused('pt: a pickle that ends at once', checkpoint(pickled('.'))),
    refused('pt: no end', checkpoint(pickled('}'))),
    refused('pt: an unknown operation', checkpoint(pickled([0xfe], '.'))),
    refused('pt: os.system', checkpoint(pickled('cos\nsystem\n(X', [4, 0, 0, 0], 'true', 'tR.')), /system/),
    refused('pt: builtins.eval', checkpoint(pickled('cbuiltins\neval\n(X', [1, 0, 0, 0], '1', 'tR.'))),
    refused('pt: a text of 4 GB', checkpoint(pickled('X', [255, 255, 255, 255], 'a.'))),
    refused('pt: a negative length', checkpoint(pickled('T', [255, 255, 255, 255], 'a.'))),
    refused('pt: a memo that is not there', checkpoint(pickled('h', [9], '.'))),
    refused('pt: a stack that is empty', checkpoint(pickled('R.'))),
    refused('pt: marks 100,000 deep', checkpoint(pickled('('.repeat(100_000), 't'.repeat(100_000), '.'))),
    refused('pt: a list that holds itself', checkpoint(pickled(']q', [0], 'h', [0], 'a.'))),
    refused('pt: a number', checkpoint(pickled('K', [7], '.'))),
    refused('pt: a text that is no UTF-8', checkpoint(pickled('X', [2, 0, 0, 0], [0xff, 0xfe], '.'))),
    refused('pt: a bare pickle', one('net.pt', pickled('}.')), /pickle/),
    // Files together
    refused('no file', []),
    refused('two files of other kinds', [...one('a.txt', utf8('a')), ...one('b.txt', utf8('b'))]),
    refused('weights of tfjs alone', one('group1-shard1of1.bin', new Uint8Array(32)), /model\.json/),
  );
  // Single bytes that changed: some of them are in names and numbers, which may be read.
  for (const [format, { name, bytes }] of whole)
    for (let i = 1; i <= 6; i++) {
      const at = Math.floor((bytes.length * i) / 7);
      cases.push({
        ...refused(`${format}: byte ${at} changed`, one(name, patched(bytes, at, (bytes[at] ?? 0) ^ 0xff))),
        mayBeRead: true,
      });
    }
  return cases;
}
