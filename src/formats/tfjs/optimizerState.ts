// The settings of compile() and the state of the optimizer in a tfjs model: `trainingConfig`, and weights of the group
// 'optimizer' behind those of the layers: `iter`, the number of steps, and one list of moments after the other, each in
// the order of the trained weights.
// Source: tfjs-core, optimizers/*_optimizer.ts; tfjs-layers, engine/training.ts.

import { sameShape } from '../../graph/tensor';
import { snakeCase } from '../../layers/shared/kerasNames';
import type { Network } from '../../models/network';
import { isRecord, type JsonRecord } from '../json';
import { FormatError } from '../storedModel';
import { wantedOf, type StoredWeight } from './artifacts';
import { decodeWeight, type WeightSpec } from './weightSpecs';

/** What compile() was given. */
export interface CompileSettings {
  readonly optimizer: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  /** One for all outputs, or one for each: a list; read also by their names. */
  readonly loss: string | readonly string[] | Readonly<Record<string, string>>;
  /** As Keras writes them, where there are some. */
  readonly lossWeights?: readonly number[] | Readonly<Record<string, number>>;
  /** Of several outputs a list for each. */
  readonly metrics: readonly string[] | readonly (readonly string[])[];
}

/** Steps taken, and the moments by slot and weight (`conv1/weight`). */
export interface OptimizerState {
  readonly step: number;
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;
}

interface TfjsOptimizer {
  readonly className: string;
  /** Its settings in tfjs, and the options here. */
  readonly config: Readonly<Record<string, string>>;
  /** Lists of moments in their order: the ending of their names, and the slot here. */
  readonly moments: readonly { readonly ending: string; readonly slot: string; readonly when?: string }[];
}

const ADAM: TfjsOptimizer = {
  className: 'Adam',
  config: { learningRate: 'learningRate', beta1: 'beta1', beta2: 'beta2', epsilon: 'epsilon' },
  moments: [
    { ending: 'm', slot: 'momentum' },
    { ending: 'v', slot: 'velocity' },
  ],
};
const RMSPROP: TfjsOptimizer = {
  className: 'RMSProp',
  config: {
    learningRate: 'learningRate',
    decay: 'rho',
    momentum: 'momentum',
    epsilon: 'epsilon',
    centered: 'centered',
  },
  moments: [
    { ending: 'rms', slot: 'velocity' },
    { ending: 'momentum', slot: 'momentum' },
    { ending: 'mg', slot: 'averageGradient', when: 'centered' },
  ],
};
const SGD: TfjsOptimizer = { className: 'SGD', config: { learningRate: 'learningRate' }, moments: [] };
const MOMENTUM: TfjsOptimizer = {
  className: 'Momentum',
  config: { learningRate: 'learningRate', momentum: 'momentum', useNesterov: 'nesterov' },
  moments: [{ ending: 'momentum', slot: 'velocity' }],
};

const KINDS: readonly (readonly [TfjsOptimizer, kind: string])[] = [
  [ADAM, 'adam'],
  [RMSPROP, 'rmsprop'],
  [SGD, 'sgd'],
  [MOMENTUM, 'sgd'],
];

function tfjsOptimizer({ kind, options }: CompileSettings['optimizer']): TfjsOptimizer | null {
  const found = KINDS.filter(([, one]) => one === kind).map(([optimizer]) => optimizer);
  const [first = null] = found;
  return first === SGD && Number(options.momentum ?? 0) > 0 ? MOMENTUM : first;
}

/** tfjs's momentum sums gradients; here the velocity has the learning rate inside: v = −η·m. */
function scaleOf(optimizer: TfjsOptimizer, options: Readonly<Record<string, unknown>>): number {
  return optimizer === MOMENTUM ? -Number(options.learningRate) : 1;
}

/** @throws FormatError if tfjs has no such optimizer */
export function writeOptimizer(
  where: string,
  network: Network,
  { optimizer: { kind, options }, loss, lossWeights, metrics }: CompileSettings,
  { step, slots }: OptimizerState,
): {
  readonly trainingConfig: JsonRecord;
  readonly specs: readonly WeightSpec[];
  readonly data: readonly (Float32Array | Int32Array)[];
} {
  const optimizer = tfjsOptimizer({ kind, options });
  if (optimizer === null)
    throw new FormatError(where, `tfjs has no optimizer '${kind}' to save the state of`);
  const scale = scaleOf(optimizer, options);
  const moments = optimizer.moments
    .filter(({ when }) => when === undefined || options[when] === true)
    .flatMap(({ ending, slot }) =>
      trainedOf(network).map(({ key, shape, written }) => ({
        spec: { name: `${written}/${ending}`, shape, dtype: 'float32', group: 'optimizer' } as const,
        values:
          slots
            .get(slot)
            ?.get(key)
            ?.map((value) => value / scale) ??
          new Float32Array(shape.reduce((product, length) => product * length, 1)),
      })),
    );
  return {
    trainingConfig: {
      loss: typeof loss === 'string' ? snakeCase(loss) : Object.values(loss).map(snakeCase),
      ...(lossWeights === undefined ? {} : { loss_weights: lossWeights }),
      metrics,
      optimizer_config: {
        class_name: optimizer.className,
        config: Object.fromEntries(
          Object.entries(optimizer.config).map(([theirs, ours]) => [theirs, options[ours]]),
        ),
      },
    },
    specs: [
      { name: 'iter', shape: [], dtype: 'int32', group: 'optimizer' },
      ...moments.map(({ spec }) => spec),
    ],
    data: [Int32Array.of(step), ...moments.map(({ values }) => values)],
  };
}

const trainedOf = (network: Network): ReturnType<typeof wantedOf> =>
  wantedOf(network).filter(({ trained }) => trained);

/** @throws FormatError naming what is not here */
export function readSettings(where: string, trainingConfig: unknown): CompileSettings {
  const config = isRecord(trainingConfig) ? trainingConfig : {};
  const { optimizer_config: optimizer, loss, loss_weights: weights, metrics } = config;
  const className = isRecord(optimizer) ? optimizer.class_name : undefined;
  const given = isRecord(optimizer) && isRecord(optimizer.config) ? optimizer.config : {};
  const [form, kind] = KINDS.find(([one]) => one.className === className) ?? [];
  if (form === undefined || kind === undefined)
    throw new FormatError(where, `there is no optimizer ${JSON.stringify(className)}`);
  const names: unknown = typeof loss === 'object' && loss !== null ? Object.values(loss) : [loss];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new FormatError(where, `losses must be names. Received ${JSON.stringify(loss)}`);
  const options = Object.entries(form.config).flatMap(([theirs, ours]) => {
    const value = given[theirs] ?? given[snakeCase(theirs)];
    return value === undefined || value === null ? [] : [[ours, value] as const];
  });
  // compile() checks them.
  const others = {
    ...(isRecord(weights) || Array.isArray(weights) ? { lossWeights: weights } : {}),
    metrics,
  };
  return { optimizer: { kind, options: Object.fromEntries(options) }, loss, ...others } as CompileSettings;
}

/**
 * @param weights those of the group 'optimizer', in their order
 * @param options the settings, defaults included
 * @throws FormatError if they do not fit the network
 */
export function readState(
  where: string,
  network: Network,
  { kind, options }: CompileSettings['optimizer'],
  weights: readonly StoredWeight[],
): OptimizerState {
  const optimizer = tfjsOptimizer({ kind, options });
  const steps = weights.find(({ spec }) => spec.name === 'iter');
  const moments = weights.filter((weight) => weight !== steps);
  const trained = trainedOf(network);
  const lists = optimizer?.moments.filter(({ when }) => when === undefined || options[when] === true) ?? [];
  if (optimizer === null || moments.length !== lists.length * trained.length)
    throw new FormatError(
      where,
      `the state of ${kind} needs ${lists.length * trained.length} lists of moments. Received ${moments.length}`,
    );
  const scale = scaleOf(optimizer, options);
  const slots = lists.map(({ slot }, list) => {
    const values = trained.map(({ key, shape }, i) => {
      const weight = moments[list * trained.length + i];
      if (weight === undefined || !sameShape(weight.spec.shape, shape))
        throw new FormatError(where, `moments '${weight?.spec.name ?? ''}' do not fit weight '${key}'`);
      const read = decodeWeight(`${where}: '${weight.spec.name}'`, weight.spec, weight.bytes());
      return [key, read.map((value) => value * scale)] as const;
    });
    return [slot, new Map(values)] as const;
  });
  const bytes = steps?.bytes().slice();
  return { step: bytes === undefined ? 0 : (new Int32Array(bytes.buffer)[0] ?? 0), slots: new Map(slots) };
}
