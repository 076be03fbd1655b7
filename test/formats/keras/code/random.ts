// Random networks and settings by a seed: layers of every kind with every option, in a row or with branches.

import fc from 'fast-check';
import { LAYERS } from '../../../../src/layers/all';
import type { Option, OptionTable } from '../../../../src/layers/options';
import { defineNetwork, type LayerConfig, type NetworkConfig } from '../../../../src/models/network';
import { epochStopping, reduceOnPlateau } from '../../../../src/formats/keras/callbacks';
import { CLIPPINGS } from '../../../../src/optimizers/clipping';
import type { Schedule } from '../../../../src/optimizers/schedules';
import { OPTIMIZERS } from '../../../../src/optimizers/more';
import type { CodeSettings } from '../../../../src/formats/keras/code/write';

const side = fc.integer({ min: 1, max: 4 });
const pair = fc.tuple(side, side);
const rate = fc.constantFrom(0, 0.1, 0.25, 0.5, 0.001, 0.0001);

/** With numbers of their own. */
const initializers = fc.constantFrom(
  { kind: 'constant', value: 0.1 },
  { kind: 'randomNormal', mean: 0, stddev: 0.01 },
  { kind: 'truncatedNormal', mean: -0.5, stddev: 0.25 },
  { kind: 'randomUniform', minval: -1, maxval: 0.5 },
  { kind: 'varianceScaling', scale: 0.5, mode: 'fanOut', distribution: 'untruncatedNormal' },
);

/** A value of an option, mostly one that is allowed. */
function valueOf(name: string, option: Option<unknown>): fc.Arbitrary<unknown> {
  if (name === 'axis') return fc.constantFrom(-1);
  if (name === 'maxValue') return fc.constantFrom(null, 6);
  if (name === 'targetShape') return fc.constantFrom([-1], [1, -1]);
  if (name === 'dims') return fc.constantFrom([1], [1, 2, 3], [2, 1, 3], [3, 1, 2]);
  switch (option.type) {
    case 'numbers':
      return fc.oneof(rate, fc.array(rate, { minLength: 1, maxLength: 4 }));
    case 'ends':
      return name === 'valueRange'
        ? fc.constantFrom([0, 1], [-1, 1])
        : fc.oneof(rate, fc.tuple(rate, fc.constantFrom(0.5, 0.75)));
    case 'integer':
      return fc.integer({ min: 1, max: 6 });
    case 'pair':
      return option.default === null ? fc.option(pair) : pair;
    case 'number':
      return rate;
    case 'boolean':
      return fc.boolean();
    case 'choice': {
      const values = fc.constantFrom(...(option.values ?? []));
      return name.endsWith('Initializer') ? fc.oneof(values, initializers) : values;
    }
    case 'border':
      return fc.tuple(pair, pair);
    case 'shape':
      return fc.constant([-1]);
    default:
      throw new Error(`random: no values for ${String(option.type satisfies never)}`);
  }
}

/** Of several matrices Dot is written as a function, without a name: see python.test.ts. */
const kinds = (Object.keys(LAYERS) as (keyof typeof LAYERS)[]).filter((kind) => kind !== 'dot');
const names = fc.option(fc.constantFrom('conv1', 'a b', 'たたみこみ', 'x-y', 'for', '3rd'), {
  nil: undefined,
});

interface Drawn {
  readonly kind: keyof typeof LAYERS;
  readonly options: Readonly<Record<string, unknown>>;
  readonly name: string | undefined;
  readonly trainable: boolean;
  /** Which earlier layer a joining layer reads besides. */
  readonly back: number;
}

const drawnLayer: fc.Arbitrary<Drawn> = fc.constantFrom(...kinds).chain((kind) => {
  const table = LAYERS[kind].options as OptionTable;
  const options = fc.record(
    Object.fromEntries(Object.entries(table).map(([name, option]) => [name, valueOf(name, option)])),
    {
      requiredKeys: Object.keys(table).filter(
        // Pixels of 0 to 255 are read as numbers from 0 to 1.
        (name) => table[name]?.default === undefined || name === 'valueRange',
      ),
    },
  );
  // Keras's SpatialDropout2D has no such argument.
  const trainable = fc.constantFrom(true, true, true, kind === 'spatialDropout2d');
  return fc.record({ kind: fc.constant(kind), options, name: names, trainable, back: fc.nat(8) });
});

/** Layers that do not fit behind what is there are left out. */
export const networks: fc.Arbitrary<NetworkConfig> = fc
  .record({
    name: fc.constantFrom('model', 'mine', 'lenet5-1998'),
    input: fc.constantFrom([28, 28, 1], [9, 7, 3], [16, 16, 2]),
    inputName: fc.constantFrom('input', 'picture'),
    drawn: fc.array(drawnLayer, { minLength: 1, maxLength: 9 }),
  })
  .map(({ name, input, inputName, drawn }): NetworkConfig => {
    let network: NetworkConfig = { name, input: [{ name: inputName, shape: input }], layers: [] };
    for (const [at, one] of drawn.entries()) {
      const before = [inputName, ...network.layers.flatMap((layer) => layer.name ?? [])];
      const free = one.name !== undefined && !before.includes(one.name) ? one.name : `${one.kind}_${at + 1}`;
      const last = before.at(-1) ?? inputName;
      const reads =
        LAYERS[one.kind].inputs.min > 1 ? [last, before[one.back % before.length] ?? inputName] : [last];
      const { kind, options, trainable } = one;
      const layer: LayerConfig = { name: free, kind, options, inputs: reads, trainable };
      const next = { ...network, layers: [...network.layers, layer] };
      try {
        defineNetwork(next);
        network = next;
      } catch {
        continue;
      }
    }
    if (network.layers.length === 0)
      network = { ...network, layers: [{ name: 'flatten', kind: 'flatten', inputs: [inputName] }] };
    return defineNetwork(network).toJSON();
  });

const share = fc.constantFrom(0.5, 0.25, 0.1, 0.03);
const length = fc.integer({ min: 1, max: 10_000 });
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record(
    { kind: fc.constant('cosine' as const), decaySteps: length, alpha: share },
    { requiredKeys: ['kind', 'decaySteps'] },
  ),
  fc.record({
    kind: fc.constant('cosine' as const),
    ...{ decaySteps: length, warmupSteps: length, warmupFrom: share },
  }),
  fc.record(
    {
      kind: fc.constantFrom('exponential' as const, 'inverseTime' as const),
      ...{ decaySteps: length, decayRate: share, staircase: fc.constant(true) },
    },
    { requiredKeys: ['kind', 'decaySteps', 'decayRate'] },
  ),
  fc.record(
    {
      kind: fc.constant('polynomial' as const),
      ...{ decaySteps: length, alpha: share, power: fc.constant(2), cycle: fc.constant(true) },
    },
    { requiredKeys: ['kind', 'decaySteps', 'alpha'] },
  ),
  fc.constant({ kind: 'piecewise', boundaries: [5, 9], factors: [0.3, 0.07] } as const),
  fc.record(
    {
      kind: fc.constant('cosineRestarts' as const),
      ...{ firstDecaySteps: length, tMul: fc.constant(1.5), mMul: share, alpha: share },
    },
    { requiredKeys: ['kind', 'firstDecaySteps'] },
  ),
);

const monitor = fc.constantFrom('val_loss' as const, 'val_accuracy' as const);
const count = fc.integer({ min: 0, max: 20 });

const stoppings = fc
  .record({ monitor, patience: count, minDelta: rate, keepsLast: fc.boolean() })
  .map(epochStopping);

const plateaus = fc
  .record({ monitor, factor: share, patience: count, minDelta: rate, cooldown: count, minLearningRate: rate })
  .map(reduceOnPlateau);

/** Keras takes one kind of clipping. */
function onlyOneClipping(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [, ...others] = CLIPPINGS.filter((name) => Number(options[name] ?? 0) > 0);
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !others.some((other) => other === name)),
  );
}

export const settings: fc.Arbitrary<CodeSettings> = fc
  .constantFrom(...(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[]))
  .chain((optimizer) =>
    fc.record({
      optimizer: fc.constant<string>(optimizer),
      optimizerOptions: fc.record(
        Object.fromEntries(
          Object.entries(OPTIMIZERS[optimizer].options as OptionTable).map(([name, option]) => [
            name,
            option.type === 'boolean' ? fc.boolean() : rate,
          ]),
        ),
        { requiredKeys: [] },
      ),
      schedule: fc.option(schedules),
      loss: fc.constantFrom('categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'meanSquaredError'),
      batchSize: fc.integer({ min: 1, max: 512 }),
      epochs: fc.integer({ min: 1, max: 50 }),
      labelSmoothing: fc.constantFrom(0, 0.1, 0.25),
      classWeights: fc.oneof(
        fc.constantFrom(null, 'balanced' as const),
        fc.array(fc.constantFrom(0, 0.5, 1, 2.5), { minLength: 1, maxLength: 4 }),
      ),
      earlyStopping: fc.option(stoppings),
      reduceOnPlateau: fc.option(plateaus),
    }),
  )
  // A rate of 0 follows nothing.
  .map((given) => ({ ...given, optimizerOptions: onlyOneClipping(given.optimizerOptions) }))
  // Only a cross-entropy with a number for each class can be smoothed in Keras.
  .map((given) => (given.loss === 'categoricalCrossentropy' ? given : { ...given, labelSmoothing: 0 }))
  .map((given) => (given.optimizerOptions.learningRate === 0 ? { ...given, schedule: null } : given));
