// What the engine refuses is said in both languages: each class of error, made where it is thrown, brings facts, and no
// English is left in its Japanese sentence.

import { describe, expect, it } from 'vitest';
import { errorText, factsText } from '../../src/elements/text/errorText';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { DataFileError } from '../../src/data/fetchDataset';
import { requestGpuDevice, requireF16 } from '../../src/gpu/requestDevice';
import { ShaderError } from '../../src/gpu/pipelines';
import { checkBufferSize } from '../../src/gpu/slab';
import { checkOptions } from '../../src/graph/options';
import { layerDefinition } from '../../src/layers/registry';
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
    const english = factsText(factsOf(error), '', en);
    const japanese = factsText(factsOf(error), '', ja);
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
      'sixOrNull',
      'whole',
    ].sort(),
  );
});

it('what brings no facts is said in its own words', () => {
  expect(errorText(new Error('a disk is full'), ja)).toBe('a disk is full');
  expect(errorText('plain', en)).toBe('plain');
});
