import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  FORMATS,
  formatByName,
  readModel,
  writeModel,
  type NamedFile,
  type ReadResult,
  type WritableFormat,
} from '../../src/formats/formats';
import { fitWeights } from '../../src/formats/fitWeights';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { parametersOf } from '../../src/formats/weights';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork, type Network } from '../../src/models/network';
import { PRESETS } from '../../src/models/presets';
import { ndArray } from '../../src/reference/ndArray';
import { networkForward } from '../support/networkReference';
import { randomInputs, randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';
import { ATTENTION } from '../support/attention';
import { LABELLED, STEPPED } from '../support/labelled';

const stored = (network: Network, seed = 1): StoredModel => ({
  network: network.toJSON(),
  weights: randomWeights(network, seed),
  remarks: [],
});
const file = (name: string, content: Uint8Array | string): NamedFile => ({
  name,
  bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
});
const lenet = stored(defineNetwork(lenet5));

/** The weights of what was read, fitted to the network where they came alone. */
function weightsOf(result: ReadResult, network: Network): ReadonlyMap<string, Float32Array> {
  if (result.kind === 'weights') return fitWeights(network, result.groups).weights;
  if (result.model.weights === null) throw new Error('no weights');
  return result.model.weights;
}

/** Every output in f64, for one input. */
function outputsOf(network: Network, weights: ReadonlyMap<string, Float32Array>, seed: number): number[][] {
  const values = new Map(
    parametersOf(network).map(({ name, shape }) => [name, ndArray(shape, [...weights.get(name)!])]),
  );
  const inputs = randomInputs(network, seed);
  const given = new Map(network.inputs.map(({ name }, i) => [name, [...inputs[i]!.data]]));
  const results = networkForward(network, values, given);
  return network.outputs.map((name) => [...results.get(name)!.data]);
}

describe('every format', () => {
  test.each(FORMATS.map(({ id, extension }) => [id, extension] as const))(
    '%s: the file is known by its content, whatever it is called',
    async (id, extension) => {
      const { files } = await writeModel(id, lenet, 'mine');
      expect(id === 'tfjs' || files[0]!.name === `mine${extension}`).toBe(true);
      expect(formatByName(`MINE${extension.toUpperCase()}`)).toBe(id);
      const renamed = files.length === 1 ? [{ ...files[0]!, name: 'download' }] : files;
      const result = await readModel(renamed);
      expect(result.format).toBe(id === 'weights.h5' ? 'h5' : id);
      expect(result.kind).toBe(id === 'weights.h5' ? 'weights' : 'model');
      expect(weightsOf(result, defineNetwork(lenet5))).toEqual(lenet.weights);
    },
  );

  test('layers of data augmentation come back from those that have them, and change nothing in others', async () => {
    const valueRange = [0, 1];
    const front = [
      ['randomFlip', { mode: 'vertical' }],
      ['randomRotation', { factor: [-0.1, 0.2], fillMode: 'constant', fillValue: 0.5 }],
      ['randomZoom', { heightFactor: 0.2, widthFactor: [-0.3, 0.1], fillMode: 'wrap' }],
      ['randomTranslation', { heightFactor: 0.1, widthFactor: 0, interpolation: 'nearest' }],
      ['randomContrast', { factor: [0.2, 0.4], valueRange }],
      ['randomBrightness', { factor: 0.3, valueRange }],
    ] as const;
    const network = defineNetwork({
      name: 'augmented',
      input: [6, 5, 3],
      layers: [
        ...front.map(([kind, options]) => ({ name: kind, kind, options })),
        { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3 } },
        { name: 'flat', kind: 'flatten' },
        { name: 'answer', kind: 'dense', options: { units: 2 } },
      ],
    });
    const model = stored(network, 5);
    for (const { id } of FORMATS) {
      const { files, remarks } = await writeModel(id, model, 'augmented');
      expect(remarks, id).toHaveLength(id === 'tfjs' ? front.length : 0);
      const result = await readModel(files);
      if (result.kind === 'weights') {
        expect(weightsOf(result, network), id).toEqual(model.weights);
        continue;
      }
      const back = defineNetwork(result.model.network);
      if (!['tfjs', 'onnx'].includes(id)) expect(back.toJSON().layers, id).toEqual(network.toJSON().layers);
      const [actual, expected] = [
        outputsOf(back, weightsOf(result, back), 3),
        outputsOf(network, model.weights!, 3),
      ];
      actual[0]!.forEach((value, i) => expect(value, id).toBeCloseTo(expected[0]![i]!, 6));
    }
  });

  test('the longest extension counts', () => {
    expect(formatByName('a.weights.h5')).toBe('weights.h5');
    expect(formatByName('a.tfjs.zip')).toBe('tfjs');
    expect(formatByName('a.zip')).toBe('convscope');
    expect(formatByName('a.png')).toBeNull();
  });

  const affordable = Object.values(PRESETS)
    .map(defineNetwork)
    .filter(({ parameterCount }) => parameterCount < 2_000_000);
  test.each(affordable.map((network) => [network.name, network] as const))(
    '%s comes back from each with equal weights, in the same order of layers',
    async (_, network) => {
      const model = stored(network, 7);
      for (const { id } of FORMATS) {
        const result = await readModel((await writeModel(id, model)).files);
        expect(weightsOf(result, network), id).toEqual(model.weights);
        if (result.kind === 'model') {
          const read = defineNetwork(result.model.network);
          expect(
            read.layers.map(({ name, outputShape }) => [name, outputShape]),
            id,
          ).toEqual(network.layers.map(({ name, outputShape }) => [name, outputShape]));
        }
      }
    },
  );

  test('rows that a label names and attention of tokens come back', async () => {
    for (const config of [ATTENTION, LABELLED, STEPPED]) {
      const network = defineNetwork(config);
      const model = stored(network, 2);
      for (const { id } of FORMATS) {
        if (id === 'tfjs' && config !== LABELLED) continue; // they are refused: see tfjs.test.ts
        const { files, remarks } = await writeModel(id, model, 'labelled');
        expect(remarks, id).toEqual([]);
        const result = await readModel(files);
        expect(weightsOf(result, network), id).toEqual(model.weights);
        if (result.kind === 'model') expect(result.model.network, id).toEqual(network.toJSON());
      }
    }
  });

  test('200 random architectures: equal weights, and equal numbers come out', async () => {
    const own: readonly WritableFormat[] = ['convscope', 'keras', 'h5', 'weights.h5', 'safetensors', 'json'];
    for (let seed = 1; seed <= 200; seed++) {
      const network = randomNetwork(seed);
      const model = stored(network, seed);
      const expected = outputsOf(network, model.weights!, seed);
      for (const id of own) {
        const result = await readModel((await writeModel(id, model)).files);
        const weights = weightsOf(result, network);
        expect(weights, `seed ${seed}, ${id}`).toEqual(model.weights);
        if (result.kind === 'model') {
          const read = defineNetwork(result.model.network);
          expect(outputsOf(read, weights, seed), `seed ${seed}, ${id}`).toEqual(expected);
        }
      }
    }
  });
});

const h5 = (await writeModel('h5', lenet, 'm')).files[0]!.bytes;
const onnx = (await writeModel('onnx', lenet, 'm')).files[0]!.bytes;

describe('what a file is', () => {
  test('a tfjs model in a folder, dropped as files, or packed', async () => {
    const { files } = await writeModel('tfjs', lenet);
    const folder = files.map(({ name, bytes }) => file(`my model/${name}`, bytes));
    expect((await readModel(folder)).file).toBe('my model/model.json');
    const packed = zipSync(Object.fromEntries(folder.map(({ name, bytes }) => [name, bytes])));
    const result = await readModel([file('packed.zip', packed)]);
    expect(result).toMatchObject({ kind: 'model', format: 'tfjs', file: 'packed.zip' });
    expect(weightsOf(result, defineNetwork(lenet5))).toEqual(lenet.weights);
  });

  test('other files beside a model do not matter', async () => {
    const { files } = await writeModel('h5', lenet, 'm');
    const result = await readModel([file('notes.txt', 'x'), ...files]);
    expect(result).toMatchObject({ format: 'h5', file: 'm.h5' });
  });

  test('a network alone, as JSON by hand', async () => {
    const result = await readModel([
      file('net.json', JSON.stringify({ input: [4], layers: [{ kind: 'dense', options: { units: 2 } }] })),
    ]);
    expect(result).toMatchObject({
      kind: 'model',
      format: 'json',
      model: { weights: null, network: { name: 'network' } },
    });
  });

  test("Keras's architecture alone, as JSON", async () => {
    const json = {
      class_name: 'Sequential',
      config: {
        name: 's',
        layers: [{ class_name: 'Dense', config: { name: 'd', units: 3, batch_input_shape: [null, 4] } }],
      },
    };
    const result = await readModel([file('architecture.json', JSON.stringify(json))]);
    expect(result).toMatchObject({ kind: 'model', model: { weights: null } });
  });

  test.each<[string, readonly NamedFile[], RegExp]>([
    ['no file', [], /there is no file/],
    ['an empty file', [file('a.txt', '')], /^a\.txt: is empty/],
    [
      'a picture',
      [file('cat.png', '\x89PNG')],
      /^cat\.png: is not a file that can be read. Known: \.zip, \.keras/,
    ],
    ['shards without their model', [file('group1-shard1of1.bin', 'xxxx')], /open its model\.json together/],
    ['a name that promises', [file('a.h5', 'hello')], /^a\.h5: is not an HDF5 file/],
    ['an invalid .keras', [file('a.keras', 'hello')], /^a\.keras: is not a complete zip/],
    [
      'an invalid .safetensors',
      [file('a.safetensors', 'hello')],
      /^a\.safetensors: is not a safetensors file/,
    ],
    ['an invalid .json', [file('a.json', '{')], /^a\.json: expected JSON/],
    ['a .json of something else', [file('a.json', '{"a": 1}')], /^a\.json/],
    ['an .onnx cut off', [file('a.onnx', onnx.slice(0, 300))], /^a\.onnx/],
    ['two models', [file('a.h5', h5), file('b.onnx', onnx)], /'b\.onnx' is a model too; open one at a time/],
    [
      'a zip of pictures',
      [file('a.zip', zipSync({ 'cat.png': new Uint8Array(4) }))],
      /^a\.zip: holds no model that can be read. It holds cat\.png/,
    ],
    [
      'a zip of zips',
      [file('a.zip', zipSync({ 'b.zip': new Uint8Array(4), 'model.h5': h5 }))],
      /^a\.zip: holds no model/,
    ],
  ])('refused, with what and where: %s', async (_, files, message) => {
    const failure: unknown = await readModel(files).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(FormatError);
    expect((failure as Error).message).toMatch(message);
  });

  test('a size beyond all buffers is refused before anything is read', async () => {
    const huge = { name: 'huge.h5', bytes: { byteLength: 3 * 2 ** 30 } as Uint8Array };
    await expect(readModel([huge])).rejects.toThrow(/^huge\.h5: 3\.0 GiB are more than the 2\.0 GiB/);
  });

  test('any cut and any flipped byte of any format is an error or a model, never something else', async () => {
    let state = 99;
    const next = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
    const small = stored(
      defineNetwork({
        name: 'small',
        input: [6, 6, 1],
        layers: [
          { kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'relu' } },
          { kind: 'batchNormalization' },
          { kind: 'flatten' },
          { kind: 'dense', options: { units: 3, activation: 'softmax' } },
        ],
      }),
    );
    for (const { id } of FORMATS) {
      const { files } = await writeModel(id, small);
      for (let i = 0; i < 60; i++) {
        const broken = files.map(({ name, bytes }) => {
          const copy = bytes.slice(0, i % 3 === 0 ? next(bytes.byteLength) : undefined);
          for (let flips = 0; flips < 3 && copy.byteLength > 0; flips++)
            copy[next(copy.byteLength)] = next(256);
          return { name, bytes: copy };
        });
        const failure: unknown = await readModel(broken).then(
          () => null,
          (error: unknown) => error,
        );
        if (failure !== null)
          expect(failure, `${id}: ${String((failure as Error).stack)}`).toBeInstanceOf(FormatError);
      }
    }
  });
});

describe('what a format says of its layers', () => {
  const small = stored(
    defineNetwork({
      name: 'small',
      input: [4, 4, 6],
      layers: [
        { name: 'lrn', kind: 'localResponseNormalization', trainable: false },
        { name: 'flat', kind: 'flatten' },
        { name: 'frozen', kind: 'dense', options: { units: 3 }, trainable: false },
        { name: 'head', kind: 'dense', options: { units: 2 } },
      ],
    }),
  );
  const back = async (id: WritableFormat, model: StoredModel): Promise<ReadResult & { kind: 'model' }> => {
    const read = await readModel((await writeModel(id, model)).files);
    if (read.kind !== 'model') throw new Error('weights alone');
    return read;
  };

  test.each<WritableFormat>(['convscope', 'keras', 'h5', 'safetensors', 'onnx', 'json'])(
    '%s keeps which of them are not trainable',
    async (id) => {
      const { model } = await back(id, small);
      expect(model.network).toEqual(small.network);
    },
  );

  test('tfjs too, which has no layer that normalizes over channels', async () => {
    const { layers, ...rest } = small.network;
    const network = defineNetwork({
      ...rest,
      layers: layers.slice(1).map(({ inputs: _, ...layer }) => layer),
    });
    const { model } = await back('tfjs', stored(network));
    expect(model.network.layers.map(({ trainable }) => trainable)).toEqual([undefined, false, undefined]);
  });

  test.each<WritableFormat>(['keras', 'h5'])(
    '%s tells what Keras must know of a layer that it has not',
    async (id) => {
      const { remarks } = await writeModel(id, small);
      expect(remarks).toEqual([
        expect.stringMatching(
          /^small\.\w+: 'lrn': Keras has no layer 'LocalResponseNormalization'\. .* registered as 'convscope>LocalResponseNormalization'/,
        ),
      ]);
      expect((await writeModel(id, lenet)).remarks).toEqual([]);
    },
  );
});
