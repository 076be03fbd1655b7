// Two runs differ by the settings that were changed, and by none that follow from them.

import { describe, expect, it } from 'vitest';
import { defineNetwork, type LayerConfig, type NetworkConfig } from '../../src/models/network';
import { differences, isAnotherSeed, type RunSettings } from '../../src/session/notebook/differences';
import { isSameRun } from '../../src/session/notebook/notebookRun';
import type { SavedHistory } from '../../src/train/history';

const conv = (name: string, options: object = {}): LayerConfig & { readonly name: string } => ({
  name,
  kind: 'conv2d',
  options: { filters: 4, kernelSize: 3, activation: 'relu', ...options },
});
const LAYERS: readonly LayerConfig[] = [
  conv('conv1'),
  { name: 'pool1', kind: 'maxPooling2d' },
  conv('conv2', { filters: 8 }),
  { name: 'flatten', kind: 'flatten' },
  { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
];
const networkOf = (layers: readonly LayerConfig[], name = 'small'): NetworkConfig =>
  defineNetwork({ name, input: [16, 16, 1], layers }).toJSON();

function runOf(
  layers: readonly LayerConfig[] = LAYERS,
  { data, rates, name, ...settings }: Partial<RunSettings['settings'] & RunSettings> & { name?: string } = {},
): RunSettings {
  return {
    network: networkOf(layers, name),
    settings: {
      ...{ network: 'small', optimizer: 'adam', optimizerOptions: {}, learningRate: 0.002 },
      ...{ batchSize: 64, epochs: 5, seed: 1 },
      ...settings,
    },
    data: data ?? { name: 'shapes', options: { colour: true } },
    ...(rates && { rates }),
  };
}
const change = (at: number, options: object): readonly LayerConfig[] =>
  LAYERS.map((layer, i) => (i === at ? { ...layer, options: { ...layer.options, ...options } } : layer));
const found = (b: RunSettings, a = runOf()): readonly object[] => differences(a, b);

describe('layers', () => {
  it('finds nothing between equal runs', () => {
    expect(found(runOf())).toEqual([]);
  });

  it('names an option as Keras does', () => {
    expect(found(runOf(change(0, { kernelSize: 5 })))).toEqual([
      { kind: 'option', layer: 'conv1', option: 'kernel_size', from: [3, 3], to: [5, 5] },
    ]);
  });

  it('takes another number of filters for one change, though later shapes follow', () => {
    const wide = runOf(change(0, { filters: 16 }));
    expect(defineNetwork(wide.network).parameterCount).not.toBe(
      defineNetwork(runOf().network).parameterCount,
    );
    expect(found(wide)).toEqual([{ kind: 'option', layer: 'conv1', option: 'filters', from: 4, to: 16 }]);
  });

  it('takes an inserted layer for one change, though the next one reads it', () => {
    const inserted = runOf(LAYERS.toSpliced(2, 0, { name: 'drop', kind: 'dropout', options: { rate: 0.5 } }));
    expect(inserted.network.layers[3]?.inputs).toEqual(['drop']);
    expect(found(inserted)).toEqual([{ kind: 'added', layer: 'drop', layerKind: 'dropout' }]);
    expect(differences(inserted, runOf())).toEqual([
      { kind: 'removed', layer: 'drop', layerKind: 'dropout' },
    ]);
  });

  it('takes a layer of another kind in the same place for one change', () => {
    const average = runOf(LAYERS.with(1, { name: 'average', kind: 'averagePooling2d' }));
    expect(found(average)).toEqual([
      { kind: 'replaced', layer: 'pool1', from: 'maxPooling2d', to: 'averagePooling2d' },
    ]);
    const sameName = runOf(LAYERS.with(1, { name: 'pool1', kind: 'averagePooling2d' }));
    expect(found(sameName)).toEqual([
      { kind: 'replaced', layer: 'pool1', from: 'maxPooling2d', to: 'averagePooling2d' },
    ]);
  });

  it('takes a moved layer for one change', () => {
    const [conv1, pool1, conv2, ...others] = LAYERS as [LayerConfig, LayerConfig, LayerConfig];
    expect(found(runOf([conv1, conv2, pool1, ...others]))).toEqual([
      {
        kind: 'moved',
        layer: expect.stringMatching(/pool1|conv2/) as string,
        layerKind: expect.any(String) as string,
      },
    ]);
  });

  it('does not count a new name', () => {
    const renamed = LAYERS.map((layer) => ({ ...layer, name: `${layer.name ?? ''}_new` }));
    expect(found(runOf(renamed))).toEqual([]);
    expect(
      found(
        runOf(
          renamed.with(0, { ...conv('first'), options: { filters: 9, kernelSize: 3, activation: 'relu' } }),
        ),
      ),
    ).toEqual([{ kind: 'option', layer: 'first', option: 'filters', from: 4, to: 9 }]);
  });

  it('finds a layer that reads another one', () => {
    const joined = (from: string): readonly LayerConfig[] => [
      conv('a', { padding: 'same' }),
      conv('b', { padding: 'same' }),
      conv('c', { padding: 'same' }),
      { name: 'sum', kind: 'add', inputs: ['c', from] },
      ...LAYERS.slice(3),
    ];
    expect(found(runOf(joined('b')), runOf(joined('a')))).toEqual([
      { kind: 'reads', layer: 'sum', from: 'c, a', to: 'c, b' },
    ]);
  });

  it('counts each change', () => {
    const two = change(0, { kernelSize: 5 }).toSpliced(3, 0, {
      name: 'drop',
      kind: 'dropout',
      options: { rate: 0.5 },
    });
    expect(found(runOf(two))).toHaveLength(2);
    expect(found(runOf([{ ...conv('conv1'), trainable: false }, ...LAYERS.slice(1)]))).toEqual([
      { kind: 'option', layer: 'conv1', option: 'trainable', from: true, to: false },
    ]);
  });

  it('takes a network of another name and many other layers for another network', () => {
    const other = [
      conv('c1', { filters: 3 }),
      conv('c2', { filters: 3 }),
      conv('c3', { filters: 3 }),
      { name: 'norm', kind: 'batchNormalization' },
      { name: 'pool', kind: 'globalAveragePooling2d' },
      { name: 'dense', kind: 'dense', options: { units: 10, activation: 'softmax' } },
    ];
    expect(found(runOf(other, { name: 'other' }))).toEqual([{ kind: 'network', from: 'small', to: 'other' }]);
  });
});

describe('data', () => {
  it('takes the number of answers for what follows from other data', () => {
    const data = { name: 'fruit-synthetic' };
    expect(found(runOf(change(4, { units: 8 }), { data }))).toEqual([
      { kind: 'data', from: { name: 'shapes', options: { colour: true } }, to: data },
    ]);
  });

  it('names options of the same data', () => {
    expect(found(runOf(LAYERS, { data: { name: 'shapes' } }))).toEqual([
      { kind: 'setting', name: 'data.colour', from: true, to: undefined },
    ]);
  });
});

describe('training', () => {
  it.each([
    [{ optimizer: 'sgd' }, { name: 'optimizer', from: 'adam', to: 'sgd' }],
    [{ optimizerOptions: { beta1: 0.8 } }, { name: 'optimizer.beta_1', from: undefined, to: 0.8 }],
    [{ batchSize: 32 }, { name: 'batch_size', from: 64, to: 32 }],
    [{ epochs: 9 }, { name: 'epochs', from: 5, to: 9 }],
    [{ earlyStopping: { every: 9, patience: 2 } }, { name: 'early_stopping', from: false, to: true }],
    [{ schedule: { kind: 'cosine', decaySteps: 9 } as const }, { name: 'schedule', from: false, to: true }],
    [
      { augmentation: { flip: true, shift: 0.1, scale: 0, rotate: 0, colour: 0, cutOut: 0 } },
      { name: 'augmentation', from: false, to: true },
    ],
  ])('%o is one change', (settings, expected) => {
    expect(found(runOf(LAYERS, settings))).toEqual([{ kind: 'setting', ...expected }]);
  });

  it('takes another optimizer for one change, whatever options it has', () => {
    const b = runOf(LAYERS, { optimizer: 'sgd', optimizerOptions: { momentum: 0.9 } });
    expect(found(b)).toEqual([{ kind: 'setting', name: 'optimizer', from: 'adam', to: 'sgd' }]);
  });

  it('names the options of an augmentation that both have', () => {
    const none = { flip: false, shift: 0, scale: 0, rotate: 0, colour: 0, cutOut: 0 };
    const [a, b] = [
      { ...none, flip: true },
      { ...none, flip: true, cutOut: 0.2 },
    ];
    expect(found(runOf(LAYERS, { augmentation: b }), runOf(LAYERS, { augmentation: a }))).toEqual([
      { kind: 'setting', name: 'augmentation.cut_out', from: 0, to: 0.2 },
    ]);
  });

  it('finds a learning rate that changed on the way', () => {
    const rates = [
      { step: 0, value: 0.002 },
      { step: 300, value: 0.0002 },
    ];
    expect(found(runOf(LAYERS, { learningRate: 0.0002, rates }))).toEqual([
      { kind: 'learningRate', from: [{ step: 0, value: 0.002 }], to: rates },
    ]);
  });

  it('tells another seed from another setting', () => {
    const seed = found(runOf(LAYERS, { seed: 7 }));
    expect(seed).toEqual([{ kind: 'seed', from: 1, to: 7 }]);
    expect(isAnotherSeed(differences(runOf(), runOf(LAYERS, { seed: 7 })))).toBe(true);
    expect(isAnotherSeed(differences(runOf(), runOf(LAYERS, { seed: 7, epochs: 1 })))).toBe(false);
    expect(isAnotherSeed([])).toBe(false);
  });
});

describe('the same run at two steps', () => {
  const history = (loss: readonly number[], stride = 1): SavedHistory => ({
    step: loss.map((_, at) => (at + 1) * stride),
    loss,
    accuracy: loss.map(() => 0),
    ...{ testStep: [], testAccuracy: [], stride },
  });
  const losses = [2.3, 2.1, 1.9, 1.2];

  it('has the same curve as far as both go, also where one is averaged', () => {
    const run = { ...runOf(), history: history(losses) };
    expect(isSameRun(run, { ...runOf(), history: history(losses.slice(0, 2)) })).toBe(true);
    expect(isSameRun(run, { ...runOf(), history: history([2.2, 1.55, 0.7], 2) })).toBe(true);
    expect(isSameRun(run, { ...runOf(LAYERS, { learningRate: 0.1 }), history: history(losses) })).toBe(true);
  });

  it('is another one where the curves part, or a setting differs', () => {
    const run = { ...runOf(), history: history(losses) };
    expect(isSameRun(run, { ...runOf(), history: history([2.3, 2.1, 1.9, 1.3]) })).toBe(false);
    expect(isSameRun(run, { ...runOf(LAYERS, { batchSize: 32 }), history: history(losses) })).toBe(false);
    expect(isSameRun(run, { ...runOf(), history: history([]) })).toBe(false);
  });
});
