// What the engine refuses is said in both languages: each class of error, made where it is thrown, brings facts, and no
// English is left in its Japanese sentence.

import { describe, expect, it } from 'vitest';
import '../../src/elements/locales/dataSetErrors';
import { errorText, factsText } from '../../src/elements/text/errorText';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { DataFileError } from '../../src/data/fetchDataset';
import {
  refuse as refuseFile,
  type DataExpected,
  type DataPlace,
  type DataReceived,
} from '../../src/data/files/dataSetError';
import { requestGpuDevice } from '../../src/gpu/requestDevice';
import { requireF16 } from '../../src/gpu/requireF16';
import { ShaderError } from '../../src/gpu/pipelines';
import { checkBufferSize } from '../../src/gpu/slab';
import { checkOptions } from '../../src/graph/options';
import { layerDefinition } from '../../src/layers/all';
import { lossDefinition } from '../../src/losses/losses';
import { defineNetwork, type LayerConfig } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { factsOf } from '../../src/session/errorFacts';
import { checkMemory } from '../../src/train/memory';
import { NonFiniteLossError } from '../../src/train/nonFiniteLoss';
import { SessionError } from '../../src/session/sessionError';
import { NotTrainableError } from '../../src/inspect/microscope/stepSandbox';
import { DeviceLostError } from '../../src/gpu/deviceLoss';
import { twinOf } from '../../src/session/twins/twinChange';

const network = (layers: readonly LayerConfig[], input = [8, 8, 1]): unknown =>
  defineNetwork({ name: 'small', input, layers });
const dense = { kind: 'dense', options: { units: 2 } };
const device = (limits: object): GPUDevice => ({ limits, features: new Set() }) as unknown as GPUDevice;
const withOption = (kind: string, options: object): unknown =>
  checkOptions(`${layerDefinition(kind).className} 'one'`, layerDefinition(kind).options, { ...options });
const gpuWith = (requestAdapter: () => Promise<unknown>): GPU => ({ requestAdapter }) as unknown as GPU;

/** By code: what is refused. */
const REFUSALS: Readonly<Record<string, () => unknown>> = {
  noAdapter: () => requestGpuDevice({ gpu: gpuWith(() => Promise.resolve(null)) }),
  noDevice: () =>
    requestGpuDevice({
      gpu: gpuWith(() =>
        Promise.resolve({
          limits: {},
          features: new Set(),
          info: { vendor: 'acme', architecture: '', device: '', description: '' },
          requestDevice: () => Promise.reject(new Error('no')),
        }),
      ),
    }),
  noFeature: () => requireF16(device({})),
  shader: () => {
    throw new ShaderError('line 1', { code: 'shader', shader: 'conv2d_forward' });
  },
  tooLarge: () => checkBufferSize(device({ maxBufferSize: 2 ** 20 }), 'fc1/weight', 2 ** 24),
  memory: () =>
    checkMemory(
      defineNetwork(preset('lenet5')),
      { batch: 64, optimizer: { kind: 'adam' } },
      { budgetBytes: 2 ** 20 },
    ),
  unknownOption: () => withOption('dense', { units: 2, unit: 3 }),
  missingOption: () => withOption('dense', {}),
  badOption: () => withOption('dense', { units: 0 }),
  shape: () => network([{ name: 'c', kind: 'conv2d', options: { filters: 1, kernelSize: 9 } }]),
  noLoss: () => lossDefinition('hinge'),
  lossTarget: () => lossDefinition('sparseCategoricalCrossentropy').checkTarget([10], [3]),
  sameName: () =>
    network([
      { name: 'a', ...dense },
      { name: 'a', ...dense },
    ]),
  noLayers: () => network([]),
  noOutput: () => defineNetwork({ name: 'small', input: [4], layers: [dense], outputs: ['b'] }),
  badInput: () => network([dense], [0]),
  readsUnknown: () => network([{ ...dense, inputs: ['b'] }]),
  shares: () => network([dense, { kind: 'dense', sharesWith: 'dense_1' }], [8]),
  inputCount: () => network([{ kind: 'add' }]),
  noPooling: () => twinOf({ name: 'small', input: [4], layers: [dense] }, { kind: 'poolings' }),
  noLayer: () => twinOf(preset('lenet5'), { kind: 'option', layer: 'b', option: 'units', value: 1 }),
  nonFinite: () => {
    throw new NonFiniteLossError(6, 'conv1/forward', 0.1);
  },
  deviceLost: () => {
    throw new DeviceLostError('gone');
  },
  frozen: () => {
    throw new NotTrainableError('conv1');
  },
  dataFile: () => {
    const facts = { code: 'dataFile', file: 'digits', url: '/1', silent: true, status: null } as const;
    throw new DataFileError(facts, 'nothing came');
  },
  dataSetFile: () =>
    refuseFile(
      { file: 'set.npz', entry: 'x.npy' },
      { at: 'header' },
      { wants: 'numbers' },
      { is: 'verbatim', text: '|O' },
    ),
  notWhile: () => {
    throw new SessionError('not now', { code: 'notWhile', state: 'recovering' });
  },
};

async function refusal(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

/** Names stay as they are in every language: those of layers, options and shaders, in code font or in quotes, and these. */
const NAMES =
  /`[^`]*`|'[^']*'|「[^」]*」|WebGPU|https|localhost|Chrome|Edge|Safari|Firefox|GPU|MiB|Conv2D|Dense|Add/g;

describe.each(Object.entries(REFUSALS))('%s', (code, act) => {
  it('is said in English and in Japanese', async () => {
    const error = await refusal(act);
    expect(factsOf(error)?.code).toBe(code);
    const { message } = error as Error;
    const english = factsText(factsOf(error), message, en);
    const japanese = factsText(factsOf(error), message, ja);
    expect(english).toMatch(/^[^ぁ-ん]+[.)]$/);
    expect(japanese).toMatch(/[ぁ-ん].*。$/);
    expect(japanese.replace(NAMES, '').match(/[A-Za-z]{3,}/g) ?? []).toEqual([]);
  });
});

it('every option of every layer says what it expects in both languages', async () => {
  const seen = new Set<string>();
  for (const kind of [
    'conv2d',
    'dense',
    'reshape',
    'zeroPadding2d',
    'reLU',
    'dropout',
    'batchNormalization',
    'maxPooling2d',
  ]) {
    const { options } = layerDefinition(kind);
    for (const [name, option] of Object.entries(options)) {
      for (const value of ['wrong', -7, 1, {}, [-1, -1], 0.5]) {
        const found = await refusal(() => {
          option.parse(value);
          throw new RangeError('taken');
        });
        if (found instanceof RangeError) continue;
        const error = await refusal(() => checkOptions('one', { [name]: option }, { [name]: value }));
        const facts = factsOf(error);
        if (facts?.code !== 'badOption') throw new Error(`${kind} ${name}: brings no facts`);
        seen.add(facts.expected.wants);
        const said = errorText(error, ja).replace(facts.received, '');
        expect(said).toMatch(/でなければなりませんが/);
      }
    }
  }
  expect([...seen].sort()).toEqual(
    [
      'belowOne',
      'border',
      'choice',
      'flag',
      'number',
      'oneUnknown',
      'pair',
      'range',
      'shape',
      'whole',
    ].sort(),
  );
});

it('what brings no facts is said in its own words', () => {
  expect(errorText(new Error('a disk is full'), ja)).toBe('a disk is full');
  expect(errorText('plain', en)).toBe('plain');
});

describe('a file that is no data set', () => {
  const names = ['a', 'b'];
  const places: DataPlace[] = [
    ...(['file', 'header', 'values', 'images', 'labels', 'classes', 'folders', 'pixels'] as const).map(
      (at) => ({ at }),
    ),
    ...[{ at: 'label', index: 3 } as const, { at: 'class', name: 'plum' } as const],
    ...[{ at: 'part', part: 'train' } as const, { at: 'part', part: 'test' } as const],
  ];
  const wanted: DataExpected[] = [
    ...(
      ['dataSet', 'pictureFile', 'decodable', 'numpyHeader', 'imageShape', 'numbers', 'oneHot'] as const
    ).map((wants) => ({ wants })),
    ...(['wholeNumber', 'pixelRange', 'classFolders', 'noArchive', 'oneFormat', 'oneDataSet'] as const).map(
      (wants) => ({ wants }),
    ),
    ...(['numpyVersion', 'cifarBytes', 'binaryVersion'] as const).map((wants) => ({ wants })),
    { wants: 'idxMagic', magic: '0x00000803', dimensions: 3 },
    ...(['images', 'classes', 'pixels', 'bytes'] as const).flatMap((of) =>
      (['count', 'atLeast', 'atMost'] as const).map((wants) => ({ wants, count: 2, of })),
    ),
    { wants: 'shapeBytes', shape: [2, 3], bytes: 6 },
    { wants: 'range', min: 0, max: 9 },
    { wants: 'labelEach', images: 4 },
    { wants: 'one', of: 'labels', part: 'test' },
    ...(['classes', 'classOf'] as const).map((wants) => ({ wants, names })),
    { wants: 'size', size: [2, 3, 1] },
    { wants: 'intact', kind: 'gzip' },
  ];
  const received: DataReceived[] = [
    { is: 'number', value: 3 },
    { is: 'verbatim', text: "'<c8'" },
    { is: 'count', count: 1, of: 'images' },
    { is: 'bytes', bytes: 3, needed: 4 },
    { is: 'bytes', bytes: 5, needed: 4 },
    { is: 'size', size: [2, 3] },
    { is: 'names', names: Array.from({ length: 20 }, (_, i) => `class ${i}`) },
    ...(
      [
        'empty',
        'text',
        'html',
        'pickle',
        'hdf5',
        'parquet',
        'pdf',
        'archive',
        'picture',
        'video',
        'unknown',
      ] as const
    ).map((kind) => ({ is: 'kind', kind }) as const),
    ...(
      ['cutOff', 'damaged', 'checksum', 'encrypted', 'method', 'missing', 'tooLarge', 'tooMany'] as const
    ).map((problem) => ({ is: 'archive', problem }) as const),
    ...(['nothing', 'damagedPicture', 'otherHeader'] as const).map((is) => ({ is })),
  ];

  it('says every place, need and content in both languages', async () => {
    const seen = new Set<string>();
    const most = Math.max(places.length, wanted.length, received.length);
    for (let i = 0; i < most; i++) {
      const [place, need, content] = [places, wanted, received].map((all) => all[i % all.length]) as [
        DataPlace,
        DataExpected,
        DataReceived,
      ];
      const error = await refusal(() => refuseFile({ file: 'set.npz', entry: null }, place, need, content));
      const [english, japanese] = [en, ja].map((words) =>
        factsText(factsOf(error), (error as Error).message, words),
      ) as [string, string];
      expect(english).toBe((error as Error).message);
      expect(english).toMatch(/^file 'set\.npz': .*expected .+\. Received .+\.$/);
      expect(japanese).toMatch(/^ファイル「set\.npz」.*：必要なのは.+ですが、.+。$/);
      expect(japanese.replace(NAMES, '').match(/[A-Za-z]{3,}/g) ?? []).toEqual([]);
      seen.add(japanese);
    }
    expect(seen.size).toBe(most);
  });
});
