// The training settings as they are being edited: texts by Keras's names, checked by what reads Keras code. So whatever can
// be set here can be written as code and read back.

import {
  KERAS_OPTIMIZERS,
  KerasOptimizerError,
  optimizerArgument,
  optimizerDefaults,
  optimizerFromKeras,
  optimizerKind,
} from '../../formats/keras/optimizers';
import { CallbackError, plateauFromKeras, stoppingFromKeras } from '../../formats/keras/callbacks';
import { plateauToKeras, stoppingToKeras } from '../../formats/keras/callbacks';
import { scheduleFromKeras, scheduleToKeras } from '../../formats/keras/schedules';
import { runOptimizer } from '../../formats/keras/code/training';
import type { SessionSettings, TrainingSettings } from '../../session/facade';

export { optimizerKind };
export type OptimizerKind = keyof typeof KERAS_OPTIMIZERS;
type Values = Readonly<Record<string, string | boolean>>;

export const OPTIMIZER_NAMES = Object.entries(KERAS_OPTIMIZERS) as [OptimizerKind, { className: string }][];

export const CLIPPINGS = ['clipnorm', 'clipvalue', 'global_clipnorm'] as const;
export type ClippingName = (typeof CLIPPINGS)[number];

/** run: along a cosine over the whole run, as the page does; constant: one rate. The others are classes of Keras. */
export const SCHEDULE_NAMES = [
  ...(['run', 'constant', 'ExponentialDecay', 'InverseTimeDecay', 'PolynomialDecay'] as const),
  ...(['PiecewiseConstantDecay', 'CosineDecay', 'CosineDecayRestarts'] as const),
] as const;
export type ScheduleName = (typeof SCHEDULE_NAMES)[number];

/** How long a run is. */
export interface RunLength {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/** Arguments of a schedule, apart from its first rate, with what they begin with. */
function scheduleDefaults(name: ScheduleName, rate: number, { stepsPerEpoch, epochs }: RunLength): Values {
  const whole = String(stepsPerEpoch * epochs);
  const epoch = String(stepsPerEpoch);
  switch (name) {
    case 'run':
    case 'constant':
      return {};
    case 'ExponentialDecay':
      return { decay_steps: epoch, decay_rate: '0.9', staircase: false };
    case 'InverseTimeDecay':
      return { decay_steps: epoch, decay_rate: '0.5', staircase: false };
    case 'PolynomialDecay':
      return { decay_steps: whole, end_learning_rate: '0.0001', power: '1', cycle: false };
    case 'PiecewiseConstantDecay':
      return {
        boundaries: String(Math.ceil((stepsPerEpoch * epochs) / 2)),
        values: [rate, rate / 10].map((one) => String(Number(one.toPrecision(6)))).join(', '),
      };
    case 'CosineDecay':
      return { decay_steps: whole, alpha: '0', warmup_steps: '0' };
    case 'CosineDecayRestarts':
      return { first_decay_steps: epoch, t_mul: '2', m_mul: '1', alpha: '0' };
    default:
      return name satisfies never;
  }
}

const EARLY: Values = { monitor: 'val_loss', patience: '0', min_delta: '0', restore_best_weights: true };
const REDUCE: Values = {
  ...{ monitor: 'val_loss', factor: '0.1', patience: '10', min_delta: '0.0001', cooldown: '0', min_lr: '0' },
};

export interface SettingsDraft {
  readonly optimizer: OptimizerKind;
  /** By Keras's arguments; without weight decay and clipping. */
  readonly options: Values;
  readonly learningRate: string;
  readonly weightDecay: string;
  readonly clip: ClippingName | 'none';
  readonly clipLimit: string;
  readonly schedule: ScheduleName;
  readonly scheduleArguments: Values;
  readonly batchSize: string;
  readonly epochs: string;
  readonly isEarly: boolean;
  readonly early: Values;
  readonly isReduced: boolean;
  readonly reduce: Values;
  readonly labelSmoothing: string;
  readonly classWeights: 'none' | 'balanced' | 'own';
  /** One for each output, if there are several. */
  readonly lossWeights: readonly string[];
}

/** The field of an output's loss weight. */
export const lossWeightField = (output: number): string => `loss_weights[${output}]`;

const textOf = (value: unknown): string | boolean => {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
};
const textsOf = (values: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));

const APART: ReadonlySet<string> = new Set(['learning_rate', 'weight_decay', ...CLIPPINGS]);

const ownOptions = (kind: OptimizerKind, given: Readonly<Record<string, unknown>> = {}): Values =>
  textsOf(
    Object.fromEntries(
      Object.entries(optimizerDefaults(kind))
        .filter(([name]) => !APART.has(name))
        .map(([name, fallback]) => [name, given[name] ?? fallback]),
    ),
  );

/** The settings of a run, to be edited. @param outputs of its network */
export function draftOf(settings: SessionSettings, length: RunLength, outputs = 1): SettingsDraft {
  const kind = optimizerKind(settings.optimizer) ?? 'adam';
  const given = Object.fromEntries(
    Object.entries(settings.optimizerOptions ?? {}).map(([name, value]) => [optimizerArgument(name), value]),
  );
  const defaults = optimizerDefaults(kind);
  const clip = CLIPPINGS.find((name) => Number(given[name] ?? 0) > 0) ?? 'none';
  const { learningRate, schedule = null, earlyStopping, reduceOnPlateau, classWeights = null } = settings;
  const keras = schedule === null ? null : scheduleToKeras({ learningRate, schedule });
  const name =
    schedule === null ? 'run' : (SCHEDULE_NAMES.find((one) => one === keras?.className) ?? 'constant');
  const early = earlyStopping?.every === 'epoch' ? earlyStopping : null;
  const stopping = early === null ? {} : stoppingToKeras(early);
  return {
    optimizer: kind,
    options: ownOptions(kind, given),
    learningRate: String(learningRate),
    weightDecay: String(given.weight_decay ?? defaults.weight_decay),
    clip,
    clipLimit: clip === 'none' ? '1' : String(given[clip]),
    schedule: name,
    scheduleArguments: {
      ...scheduleDefaults(name, learningRate, length),
      ...known(textsOf(keras?.config ?? {}), scheduleDefaults(name, learningRate, length)),
    },
    batchSize: String(settings.batchSize),
    epochs: String(settings.epochs),
    isEarly: early !== null,
    early: {
      ...EARLY,
      ...known(textsOf(stopping), EARLY),
      ...(early === null ? {} : { restore_best_weights: early.keepsLast !== true }),
    },
    isReduced: Boolean(reduceOnPlateau),
    reduce: {
      ...REDUCE,
      ...(reduceOnPlateau ? known(textsOf(plateauToKeras(reduceOnPlateau)), REDUCE) : {}),
    },
    labelSmoothing: String(settings.labelSmoothing ?? 0),
    classWeights: classWeights === null ? 'none' : classWeights === 'balanced' ? 'balanced' : 'own',
    lossWeights:
      outputs === 1
        ? []
        : Array.from({ length: outputs }, (_, output) => String(settings.lossWeights?.[output] ?? 1)),
  };
}

/** Of some values those that have a field. */
const known = (values: Values, fields: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name in fields));

/** With another optimizer: its own options and rate, as Keras has them. */
export function withOptimizer(draft: SettingsDraft, optimizer: OptimizerKind): SettingsDraft {
  const defaults = optimizerDefaults(optimizer);
  return {
    ...draft,
    optimizer,
    options: ownOptions(optimizer),
    learningRate: String(defaults.learning_rate),
    weightDecay: String(defaults.weight_decay),
  };
}

export function withSchedule(draft: SettingsDraft, schedule: ScheduleName, length: RunLength): SettingsDraft {
  const rate = Number(draft.learningRate);
  return { ...draft, schedule, scheduleArguments: scheduleDefaults(schedule, rate, length) };
}

/** What of a draft does not fit: the field, and what it must be. */
export interface WrongField {
  readonly className: string;
  readonly field: string;
  readonly expected: string;
  readonly received: string;
}

class Wrong extends Error {
  constructor(readonly field: WrongField) {
    super(field.field);
  }
}

function numberOf(className: string, field: string, text: string, whole = false): number {
  const value = Number(text.trim().replace('−', '-'));
  const expected = whole ? 'a whole number of at least 1' : 'a number of at least 0';
  const fits = text.trim() !== '' && value >= 0 && value < Infinity;
  if (!fits || (whole && !(Number.isInteger(value) && value >= 1)))
    throw new Wrong({ className, field, expected, received: text.trim() || '–' });
  return value;
}

const LISTS: ReadonlySet<string> = new Set(['boundaries', 'values']);

/** Texts as Keras would be given them. */
function configOf(className: string, values: Values): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): readonly [string, unknown] => {
      if (typeof value === 'boolean' || name === 'monitor') return [name, value];
      if (!LISTS.has(name)) return [name, numberOf(className, name, value)];
      return [
        name,
        value
          .split(/[\s,]+/)
          .filter(Boolean)
          .map((one) => numberOf(className, name, one)),
      ];
    }),
  );
}

/** @throws Wrong */
function scheduleSettings(
  { schedule: name, scheduleArguments }: SettingsDraft,
  learningRate: number,
): Pick<SessionSettings, 'learningRate'> & { readonly schedule: SessionSettings['schedule'] } {
  if (name === 'run') return { learningRate, schedule: null };
  if (name === 'constant') return { learningRate, schedule: { kind: 'constant' } };
  const given = configOf(name, scheduleArguments);
  const warm =
    name === 'CosineDecay' && Number(given.warmup_steps) > 0
      ? { initial_learning_rate: 0, warmup_target: learningRate }
      : { initial_learning_rate: learningRate };
  const { warmup_steps: steps, ...others } = given;
  const warmup = steps === undefined || steps === 0 ? {} : { warmup_steps: steps };
  const config = name === 'PiecewiseConstantDecay' ? given : { ...warm, ...others, ...warmup };
  const wrong = (field: string, expected: string): Wrong =>
    new Wrong({ className: name, field, expected, received: String(scheduleArguments[field] ?? '') });
  try {
    const read = scheduleFromKeras({ className: name, config });
    // All its numbers are checked above; what is left is how many there are.
    if (read === null) throw wrong('values', 'one more than `boundaries`');
    return read;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [, ours = '', expected = ''] = /: (\w+) must be (.*)\. Received/.exec(error.message) ?? [];
    throw wrong(optimizerArgument(ours), expected);
  }
}

/**
 * The settings that a draft asks for.
 * @param now weights of classes that are written out, and validation every so many steps, stay as they are
 */
export function settingsOf(draft: SettingsDraft, now: SessionSettings): TrainingSettings | WrongField {
  const { className } = KERAS_OPTIMIZERS[draft.optimizer];
  try {
    const rate = numberOf(className, 'learning_rate', draft.learningRate);
    if (rate === 0)
      throw new Wrong({ className, field: 'learning_rate', expected: 'above 0', received: '0' });
    const config = {
      ...configOf(className, draft.options),
      weight_decay: numberOf(className, 'weight_decay', draft.weightDecay),
      ...(draft.clip === 'none' ? {} : { [draft.clip]: numberOf(className, draft.clip, draft.clipLimit) }),
    };
    const { kind, options } = optimizerFromKeras('settings', className, config);
    const { learningRate, schedule } = scheduleSettings(draft, rate);
    const smoothing = numberOf('CategoricalCrossentropy', 'label_smoothing', draft.labelSmoothing);
    if (smoothing > 1) {
      const field = { field: 'label_smoothing', expected: 'between 0 and 1', received: draft.labelSmoothing };
      throw new Wrong({ className: 'CategoricalCrossentropy', ...field });
    }
    const lossWeights = draft.lossWeights.map((text, output) =>
      numberOf('compile', lossWeightField(output), text),
    );
    // Weights of 1 are none.
    const isUsual = lossWeights.every((weight) => weight === 1);
    const byStep = now.earlyStopping?.every === 'epoch' ? null : (now.earlyStopping ?? null);
    return {
      ...runOptimizer(kind, { ...options, learningRate }),
      schedule,
      batchSize: numberOf('fit', 'batch_size', draft.batchSize, true),
      epochs: numberOf('fit', 'epochs', draft.epochs, true),
      earlyStopping: draft.isEarly ? stoppingFromKeras(configOf('EarlyStopping', draft.early)) : byStep,
      reduceOnPlateau: draft.isReduced ? plateauFromKeras(configOf('ReduceLROnPlateau', draft.reduce)) : null,
      labelSmoothing: smoothing,
      classWeights:
        draft.classWeights === 'own'
          ? (now.classWeights ?? null)
          : draft.classWeights === 'balanced'
            ? 'balanced'
            : null,
      ...(lossWeights.length === 0 ? {} : { lossWeights: isUsual ? null : lossWeights }),
    };
  } catch (error) {
    if (error instanceof Wrong) return error.field;
    if (error instanceof KerasOptimizerError) {
      const { argument, expected } = error;
      return {
        className,
        field: argument ?? 'optimizer',
        expected,
        received: JSON.stringify(error.received),
      };
    }
    if (!(error instanceof CallbackError)) throw error;
    const { argument: field, expected } = error;
    const isEarly = draft.isEarly && field in draft.early && !(field in draft.reduce);
    const values = isEarly ? draft.early : draft.reduce;
    return {
      className: isEarly ? 'EarlyStopping' : 'ReduceLROnPlateau',
      ...{ field, expected, received: String(values[field] ?? '') },
    };
  }
}

const DEFAULTS: TrainingSettings = {
  ...{ schedule: null, optimizerOptions: {}, earlyStopping: null, reduceOnPlateau: null },
  ...{ labelSmoothing: 0, classWeights: null, lossWeights: null },
};

/** Those of `wanted` that are others now. */
export function changesIn(wanted: TrainingSettings, now: SessionSettings): TrainingSettings {
  const before: Readonly<Record<string, unknown>> = { ...now };
  const fallback = DEFAULTS as Readonly<Record<string, unknown>>;
  const text = (name: string, value: unknown): string => JSON.stringify(value ?? fallback[name]);
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => text(name, value) !== text(name, before[name])),
  );
}
