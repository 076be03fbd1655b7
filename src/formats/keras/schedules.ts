// Learning-rate schedules of Keras, both ways. Ours multiply the learning rate; Keras names rates.
// https://keras.io/api/optimizers/learning_rate_schedules/

import { encodeSchedule, type Schedule } from '../../optimizers/moreSchedules';

export interface KerasSchedule {
  readonly className: string;
  /** In Keras's order. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ScheduledRate {
  readonly learningRate: number;
  readonly schedule: Schedule;
}

/** Arguments by class, in Keras's order. */
export const SCHEDULE_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  ExponentialDecay: ['initial_learning_rate', 'decay_steps', 'decay_rate', 'staircase', 'name'],
  InverseTimeDecay: ['initial_learning_rate', 'decay_steps', 'decay_rate', 'staircase', 'name'],
  PolynomialDecay: [
    ...['initial_learning_rate', 'decay_steps', 'end_learning_rate', 'power', 'cycle', 'name'],
  ],
  PiecewiseConstantDecay: ['boundaries', 'values', 'name'],
  CosineDecay: [
    ...['initial_learning_rate', 'decay_steps', 'alpha', 'name', 'warmup_target', 'warmup_steps'],
  ],
  CosineDecayRestarts: ['initial_learning_rate', 'first_decay_steps', 't_mul', 'm_mul', 'alpha', 'name'],
};

/** A fraction of two rates, in digits that survive being written as rates again. */
const fraction = (part: number, whole: number): number => Number((part / whole).toPrecision(9));
const rateOf = (factor: number, learningRate: number): number =>
  Number((factor * learningRate).toPrecision(12));

/** Entries that differ from their default. */
function given<T extends object>(values: T, defaults: Readonly<Record<string, unknown>>): T {
  const own = Object.entries(values).filter(([name, value]) => value !== defaults[name]);
  return Object.fromEntries(own) as T;
}

/**
 * @returns null for a class that is no schedule here, or arguments that are missing or of another type
 * @throws RangeError for numbers that a schedule cannot have
 */
export function scheduleFromKeras({ className, config }: KerasSchedule): ScheduledRate | null {
  const read = readSchedule(className, config);
  if (read === null || !(read.learningRate > 0)) return null;
  encodeSchedule(read.schedule);
  return read;
}

function readSchedule(className: string, config: KerasSchedule['config']): ScheduledRate | null {
  const names = (SCHEDULE_ARGUMENTS[className] ?? []).filter((name) => name !== 'name');
  if (names.length === 0 || Object.keys(config).some((name) => !names.includes(name) && name !== 'name'))
    return null;
  const number = (name: string, fallback = NaN): number => {
    const value = config[name] ?? fallback;
    return typeof value === 'number' ? value : NaN;
  };
  const initial = number('initial_learning_rate');
  const flag = (name: string): boolean => config[name] === true;
  const numbers = [initial, number('decay_steps')];
  switch (className) {
    case 'ExponentialDecay':
    case 'InverseTimeDecay': {
      const kind = className === 'ExponentialDecay' ? 'exponential' : 'inverseTime';
      const schedule = { kind, decaySteps: number('decay_steps'), decayRate: number('decay_rate') } as const;
      if ([...numbers, schedule.decayRate].some(Number.isNaN)) return null;
      return {
        learningRate: initial,
        schedule: flag('staircase') ? { ...schedule, staircase: true } : schedule,
      };
    }
    case 'PolynomialDecay': {
      const [end, power] = [number('end_learning_rate', 1e-4), number('power', 1)];
      if ([...numbers, end, power].some(Number.isNaN)) return null;
      const schedule = {
        kind: 'polynomial',
        ...{ decaySteps: number('decay_steps'), alpha: fraction(end, initial) },
        ...given({ power, cycle: flag('cycle') }, { power: 1, cycle: false }),
      } as const;
      return { learningRate: initial, schedule };
    }
    case 'PiecewiseConstantDecay': {
      const { boundaries, values } = config;
      if (!isNumbers(boundaries) || !isNumbers(values) || values.length !== boundaries.length + 1)
        return null;
      const [learningRate = NaN, ...rest] = values;
      const factors = rest.map((value) => fraction(value, learningRate));
      return { learningRate, schedule: { kind: 'piecewise', boundaries, factors } };
    }
    case 'CosineDecay': {
      const warmup = number('warmup_target', initial);
      const [alpha, warmupSteps] = [number('alpha', 0), number('warmup_steps', 0)];
      if ([...numbers, warmup, alpha, warmupSteps].some(Number.isNaN)) return null;
      const isWarm = typeof config.warmup_target === 'number' && warmupSteps > 0;
      const own = isWarm ? { alpha, warmupSteps, warmupFrom: fraction(initial, warmup) } : { alpha };
      const schedule = {
        kind: 'cosine',
        decaySteps: number('decay_steps'),
        ...given(own, { alpha: 0, warmupSteps: 0, warmupFrom: 0 }),
      } as const;
      return { learningRate: warmup, schedule };
    }
    case 'CosineDecayRestarts': {
      const [tMul, mMul, alpha] = [number('t_mul', 2), number('m_mul', 1), number('alpha', 0)];
      if ([initial, number('first_decay_steps'), tMul, mMul, alpha].some(Number.isNaN)) return null;
      const schedule = {
        kind: 'cosineRestarts',
        firstDecaySteps: number('first_decay_steps'),
        ...given({ tMul, mMul, alpha }, { tMul: 2, mMul: 1, alpha: 0 }),
      } as const;
      return { learningRate: initial, schedule };
    }
    default:
      return null;
  }
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');

/** Null: the rate is constant. */
export function scheduleToKeras({ learningRate, schedule }: ScheduledRate): KerasSchedule | null {
  const initial = { initial_learning_rate: learningRate };
  const own = (
    values: Readonly<Record<string, unknown>>,
    defaults: Readonly<Record<string, unknown>>,
  ): object => given(values, defaults);
  switch (schedule.kind) {
    case 'constant':
      return null;
    case 'step':
      return {
        className: 'ExponentialDecay',
        config: { ...initial, decay_steps: schedule.every, decay_rate: schedule.factor, staircase: true },
      };
    case 'exponential':
    case 'inverseTime': {
      const { kind, decaySteps, decayRate, staircase = false } = schedule;
      return {
        className: kind === 'exponential' ? 'ExponentialDecay' : 'InverseTimeDecay',
        config: {
          ...{ ...initial, decay_steps: decaySteps, decay_rate: decayRate },
          ...own({ staircase }, { staircase: false }),
        },
      };
    }
    case 'polynomial': {
      const { decaySteps, alpha, power = 1, cycle = false } = schedule;
      const end = rateOf(alpha, learningRate);
      return {
        className: 'PolynomialDecay',
        config: {
          ...{ ...initial, decay_steps: decaySteps },
          ...own(
            { end_learning_rate: end, power, cycle },
            { end_learning_rate: 1e-4, power: 1, cycle: false },
          ),
        },
      };
    }
    case 'piecewise': {
      const { boundaries, factors } = schedule;
      const values = [learningRate, ...factors.map((factor) => rateOf(factor, learningRate))];
      return { className: 'PiecewiseConstantDecay', config: { boundaries, values } };
    }
    case 'cosine': {
      const { decaySteps, alpha = 0, warmupSteps = 0, warmupFrom = 0 } = schedule;
      const warm = warmupSteps === 0 ? {} : { warmup_target: learningRate, warmup_steps: warmupSteps };
      const from = warmupSteps === 0 ? learningRate : rateOf(warmupFrom, learningRate);
      return {
        className: 'CosineDecay',
        config: {
          ...{ initial_learning_rate: from, decay_steps: decaySteps },
          ...own({ alpha }, { alpha: 0 }),
          ...warm,
        },
      };
    }
    case 'cosineRestarts': {
      const { firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = schedule;
      return {
        className: 'CosineDecayRestarts',
        config: {
          ...{ ...initial, first_decay_steps: firstDecaySteps },
          ...own({ t_mul: tMul, m_mul: mMul, alpha }, { t_mul: 2, m_mul: 1, alpha: 0 }),
        },
      };
    }
    default:
      return schedule satisfies never;
  }
}
