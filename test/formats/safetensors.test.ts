import { describe, expect, test } from 'vitest';
import { fromHalf } from '../../src/formats/floats';
import { modelOf, readSafeTensors, writeSafeTensors } from '../../src/formats/safetensors/safetensors';
import { FormatError } from '../../src/formats/storedModel';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork } from '../../src/models/network';
import { randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';

/** A file from its parts, made by hand. */
function file(header: unknown, data: Uint8Array = new Uint8Array(0), stated?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.byteLength + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, stated ?? BigInt(json.byteLength), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.byteLength);
  return bytes;
}

/** A reader of its own, straight from the format's description; for what our writer wrote. */
function readPlainly(bytes: Uint8Array): {
  metadata: Record<string, string>;
  tensors: Map<string, { shape: number[]; values: number[] }>;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerBytes)).toString('utf8')) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, { shape: number[]; values: number[] }>();
  let indexed = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets } = entry;
    expect(dtype).toBe('F32');
    const [from, to] = data_offsets;
    expect(to - from).toBe(4 * shape.reduce((a, b) => a * b, 1));
    const values = Array.from({ length: (to - from) / 4 }, (_, i) =>
      view.getFloat32(8 + headerBytes + from + 4 * i, true),
    );
    tensors.set(name, { shape, values });
    indexed += to - from;
  }
  expect(indexed, 'no holes').toBe(bytes.byteLength - 8 - headerBytes);
  return { metadata: header.__metadata__ as unknown as Record<string, string>, tensors };
}

const words = (...numbers: number[]) => new Uint8Array(Uint16Array.from(numbers).buffer);

describe('reading', () => {
  test('numbers of every width become f32, in the order of the bytes', () => {
    const data = new Uint8Array(96);
    const view = new DataView(data.buffer);
    view.setFloat32(0, 1.5, true);
    view.setFloat64(8, -2.25, true);
    data.set(words(0x3c00, 0xc000, 0x7c00, 0x0001), 16); // F16: 1, −2, ∞, the smallest
    data.set(words(0x3f80, 0xc040), 24); // BF16: 1, −3
    view.setBigInt64(32, -7n, true);
    view.setInt32(40, -9, true);
    view.setUint8(44, 200);
    view.setInt8(45, -5);
    view.setInt16(46, -300, true);
    const { tensors, remarks } = readSafeTensors(
      'x',
      file(
        {
          pad: { dtype: 'U8', shape: [4], data_offsets: [4, 8] },
          f32: { dtype: 'F32', shape: [1, 1], data_offsets: [0, 4] },
          f64: { dtype: 'F64', shape: [], data_offsets: [8, 16] },
          f16: { dtype: 'F16', shape: [4], data_offsets: [16, 24] },
          bf16: { dtype: 'BF16', shape: [2], data_offsets: [24, 28] },
          pad2: { dtype: 'U8', shape: [4], data_offsets: [28, 32] },
          i64: { dtype: 'I64', shape: [1], data_offsets: [32, 40] },
          i32: { dtype: 'I32', shape: [1], data_offsets: [40, 44] },
          u8: { dtype: 'U8', shape: [1], data_offsets: [44, 45] },
          i8: { dtype: 'I8', shape: [1], data_offsets: [45, 46] },
          i16: { dtype: 'I16', shape: [1], data_offsets: [46, 48] },
          empty: { dtype: 'F32', shape: [0, 3], data_offsets: [48, 48] },
        },
        data.subarray(0, 48),
      ),
    );
    const read = Object.fromEntries(tensors.map(({ name, values }) => [name, [...values]]));
    expect(tensors.map(({ name }) => name).slice(0, 3)).toEqual(['f32', 'pad', 'f64']);
    expect(read).toMatchObject({
      f32: [1.5],
      f64: [-2.25],
      f16: [1, -2, Infinity, 2 ** -24],
      bf16: [1, -3],
      i64: [-7],
      i32: [-9],
      u8: [200],
      i8: [-5],
      i16: [-300],
      empty: [],
    });
    expect(remarks.join('\n')).toMatch(/'f64' is F64/);
    expect(remarks).toHaveLength(3);
  });

  test('every half is the number that IEEE 754 says', () => {
    // 2^(e−15)·1.m as a decimal of its parts, against tables of a few.
    expect([0x0000, 0x8000, 0x3555, 0x7bff, 0x0400, 0x03ff, 0xfbff].map(fromHalf)).toEqual([
      0,
      -0,
      0.333251953125,
      65504,
      2 ** -14,
      2 ** -14 - 2 ** -24,
      -65504,
    ]);
    expect(fromHalf(0x7e00)).toBeNaN();
  });

  test('spaces may follow the header', () => {
    const header = `${JSON.stringify({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })}   `;
    const { tensors } = readSafeTensors('x', file(header, new Uint8Array(Float32Array.of(3).buffer)));
    expect(tensors).toEqual([{ name: 'a', shape: [1], values: Float32Array.of(3) }]);
  });

  test('weights of others have no architecture', () => {
    const bytes = file({ __metadata__: { format: 'pt' } });
    expect(modelOf('x', readSafeTensors('x', bytes))).toBeNull();
  });

  const tensor = (from: number, to: number, more: object = {}) => ({
    dtype: 'F32',
    shape: [(to - from) / 4],
    data_offsets: [from, to],
    ...more,
  });
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /0 bytes are too few/],
    [
      'a header of 2 GB',
      file('{}', undefined, 2n ** 31n),
      /says? that the header has 2147483648 bytes, but 2 follow/,
    ],
    ['a header of 2^63 bytes', file('{}', undefined, 2n ** 63n), /9223372036854775808/],
    ['a header that is no JSON', file('{"a": '), /its header: expected JSON/],
    ['a header that is a list', file('[1]'), /not a JSON object/],
    [
      'an offset past the end',
      file({ a: tensor(0, 8) }, new Uint8Array(4)),
      /'a': lies at bytes \[0,8\] of 4/,
    ],
    ['a negative offset', file({ a: tensor(-4, 0) }, new Uint8Array(4)), /'a': lies at bytes \[-4,0\]/],
    [
      'offsets the wrong way round',
      file({ a: tensor(4, 0, { shape: [1] }) }, new Uint8Array(4)),
      /not a place/,
    ],
    [
      'tensors that overlap',
      file({ a: tensor(0, 8), b: tensor(4, 12) }, new Uint8Array(12)),
      /'b': begins at byte 4, inside/,
    ],
    [
      'a hole',
      file({ a: tensor(0, 4), b: tensor(8, 12) }, new Uint8Array(12)),
      /bytes 4 to 8 belong to no tensor/,
    ],
    ['bytes at the end', file({ a: tensor(0, 4) }, new Uint8Array(12)), /8 bytes after the last tensor/],
    [
      'a shape that does not fill its place',
      file({ a: tensor(0, 8, { shape: [3] }) }, new Uint8Array(8)),
      /3 numbers of F32 are 12 bytes, but its place has 8/,
    ],
    [
      'an invalid shape',
      file({ a: tensor(0, 8, { shape: [-2] }) }, new Uint8Array(8)),
      /its shape is \[-2\]/,
    ],
    [
      'a shape beyond counting',
      file({ a: tensor(0, 8, { shape: [2 ** 40, 2 ** 40] }) }, new Uint8Array(8)),
      /but its place has 8/,
    ],
    [
      'an unknown dtype',
      file({ a: tensor(0, 8, { dtype: 'F4' }) }, new Uint8Array(8)),
      /dtype is "F4"; known are F64/,
    ],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), /must hold only strings/],
    ['a tensor that is null', file({ a: null }), /'a': it must be an object \{…\}\. Received null/],
  ])('refused, with what and where: %s', (_, bytes, message) => {
    expect(() => readSafeTensors('w.safetensors', bytes)).toThrow(FormatError);
    expect(() => readSafeTensors('w.safetensors', bytes)).toThrow(message);
    expect(() => readSafeTensors('w.safetensors', bytes)).toThrow(/^w\.safetensors/);
  });

  test('nothing is allocated for what a file only claims', () => {
    // Were it, this would take terabytes.
    const bytes = file(
      { a: { dtype: 'F32', shape: [2 ** 45], data_offsets: [0, 2 ** 47] } },
      new Uint8Array(4),
    );
    expect(() => readSafeTensors('x', bytes)).toThrow(FormatError);
  });
});

describe('ours', () => {
  const network = defineNetwork(lenet5);
  const model = { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };

  test('an independent reader finds every weight and the network', () => {
    const bytes = writeSafeTensors(model);
    const { metadata, tensors } = readPlainly(bytes);
    expect(JSON.parse(metadata.network!)).toEqual(JSON.parse(JSON.stringify(network)));
    expect(tensors.get('conv1/weight')!.shape).toEqual([5, 5, 1, 6]);
    for (const [name, values] of model.weights) expect(tensors.get(name)!.values).toEqual([...values]);
    expect(tensors.size).toBe(model.weights.size);
  });

  test('comes back whole, and the numbers can be mapped as they lie', () => {
    const bytes = writeSafeTensors(model);
    expect(modelOf('x', readSafeTensors('x', bytes))).toEqual(model);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  test('of random architectures, too', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomNetwork(seed);
      const written = { network: random.toJSON(), weights: randomWeights(random, seed), remarks: [] };
      const read = modelOf('x', readSafeTensors('x', writeSafeTensors(written)));
      expect(read!.weights, `seed ${seed}`).toEqual(written.weights);
      expect(defineNetwork(read!.network).toJSON(), `seed ${seed}`).toEqual(written.network);
    }
  });

  test('refused where a weight is missing, of another shape or no number', () => {
    const broken = (change: (weights: Map<string, Float32Array>) => void) => {
      const weights = new Map(model.weights);
      change(weights);
      return () => writeSafeTensors({ ...model, weights });
    };
    expect(broken((w) => w.delete('conv2/bias'))).toThrow(/'conv2\/bias' \(16\) is missing/);
    expect(broken((w) => w.set('conv2/bias', new Float32Array(3)))).toThrow(/needs 16 numbers/);
    expect(broken((w) => w.set('conv2/bias', new Float32Array(16).fill(NaN)))).toThrow(
      /'conv2\/bias': number 1 of 16 is NaN/,
    );
  });

  test('a network in the metadata that does not hold together is refused', () => {
    const text = (network: unknown) =>
      file({
        __metadata__: {
          convscope: '1',
          network: typeof network === 'string' ? network : JSON.stringify(network),
        },
      });
    const read = (bytes: Uint8Array) => () => modelOf('x', readSafeTensors('x', bytes));
    expect(read(text('{'))).toThrow(/its network: expected JSON/);
    expect(read(text({ name: 'a', input: [4], layers: [{ kind: 'warp' }] }))).toThrow(
      /there is no layer 'warp'/,
    );
    expect(read(text({ name: 'a', input: [4], layers: [{ kind: 'dense', options: { units: 2 } }] }))).toThrow(
      /'dense_1\/weight' \(4×2\) is missing/,
    );
    expect(read(text(null))).toThrow(FormatError);
    expect(read(file({ __metadata__: { convscope: '2', network: '{}' } }))).toThrow(
      /version 2; this Convscope reads version 1/,
    );
  });
});
