// Learning-rate schedules: plain data, which the host turns into numbers for the training state. The GPU computes the
// rate of each step from them (shaders/lib/schedule.wgsl); rateAt() is its twin in f64. All of them multiply the learning
// rate, so that it can be changed while a network is trained. s is the number of steps already taken.
//
//   constant        the learning rate as it is
//   step            times `factor` after every `every` steps           (Keras: ExponentialDecay with staircase)
//   cosine          down half a cosine to `alpha` of it in `decaySteps`, after `warmupSteps` from `warmupFrom` of it
//                   (Keras: CosineDecay; with a warm-up, initial_learning_rate 0 and warmup_target)
//   exponential     times decayRate ^ (s / decaySteps)                 (Keras: ExponentialDecay)
//   inverseTime     divided by 1 + decayRate · s / decaySteps          (Keras: InverseTimeDecay)
//   polynomial      to `alpha` of it along (1 − s / decaySteps) ^ power; with `cycle` again and again, each time longer
//                   (Keras: PolynomialDecay)
//   piecewise       times factors[k] once s is above boundaries[k]     (Keras: PiecewiseConstantDecay)
//   cosineRestarts  a cosine in firstDecaySteps, and again, tMul times as long and mMul times as high
//                   (Keras: CosineDecayRestarts)
//
// Sources: https://keras.io/api/optimizers/learning_rate_schedules/; Loshchilov & Hutter 2016, arXiv:1608.03983.

export type Schedule =
  | { readonly kind: 'constant' }
  | {
      readonly kind: 'step';
      readonly factor: number;
      /** In steps. */
      readonly every: number;
    }
  | {
      readonly kind: 'cosine';
      /** From top to bottom, the warm-up not counted. */
      readonly decaySteps: number;
      /** The bottom as a fraction of the top. Default 0. */
      readonly alpha?: number;
      /** Default 0. */
      readonly warmupSteps?: number;
      /** Where the warm-up begins, as a fraction of the top. Default 0. */
      readonly warmupFrom?: number;
    }
  | {
      readonly kind: 'exponential' | 'inverseTime';
      readonly decaySteps: number;
      readonly decayRate: number;
      /** Only whole multiples of `decaySteps` count. Default false. */
      readonly staircase?: boolean;
    }
  | {
      readonly kind: 'polynomial';
      readonly decaySteps: number;
      /** The end as a fraction of the beginning. */
      readonly alpha: number;
      /** Default 1. */
      readonly power?: number;
      /** Default false. */
      readonly cycle?: boolean;
    }
  | {
      readonly kind: 'piecewise';
      /** Rising; at most MAX_BOUNDARIES. */
      readonly boundaries: readonly number[];
      /** One a boundary: what multiplies the learning rate after it. */
      readonly factors: readonly number[];
    }
  | {
      readonly kind: 'cosineRestarts';
      readonly firstDecaySteps: number;
      /** At least 1. Default 2. */
      readonly tMul?: number;
      /** Default 1. */
      readonly mMul?: number;
      /** Default 0. */
      readonly alpha?: number;
    };

/** In the order of the numbers that shaders/lib/schedule.wgsl gives them. */
export const SCHEDULES = [
  ...(['constant', 'step', 'cosine', 'exponential', 'inverseTime', 'polynomial', 'piecewise'] as const),
  'cosineRestarts',
] as const satisfies readonly Schedule['kind'][];

/** The training state has room for as many. */
export const MAX_BOUNDARIES = 9;

/**
 * The schedule as the training state holds it.
 * @throws RangeError naming schedule, number, expected and received
 */
export function encodeSchedule(schedule: Schedule): {
  readonly kind: number;
  readonly parameters: readonly number[];
} {
  return { kind: SCHEDULES.indexOf(schedule.kind), parameters: parametersOf(schedule) };
}

function parametersOf(schedule: Schedule): readonly number[] {
  const { kind } = schedule;
  const whole = (name: string, value: number, min = 1): number =>
    Number.isInteger(value) && value >= min
      ? value
      : refuse(kind, name, `a whole number of at least ${min}`, value);
  const number = (name: string, value: number, min = 0): number =>
    Number.isFinite(value) && value >= min ? value : refuse(kind, name, `at least ${min}`, value);
  switch (schedule.kind) {
    case 'constant':
      return [];
    case 'step':
      return [number('factor', schedule.factor), whole('every', schedule.every)];
    case 'cosine': {
      const { decaySteps, alpha = 0, warmupSteps = 0, warmupFrom = 0 } = schedule;
      return [
        ...[whole('decaySteps', decaySteps), number('alpha', alpha), whole('warmupSteps', warmupSteps, 0)],
        number('warmupFrom', warmupFrom),
      ];
    }
    case 'exponential':
    case 'inverseTime': {
      const { decaySteps, staircase = false } = schedule;
      const rate = number('decayRate', schedule.decayRate);
      // The logarithm comes rounded from f64, and stays finite for 0.
      return [whole('decaySteps', decaySteps), rate, Number(staircase), Math.log(Math.max(rate, 1e-37))];
    }
    case 'polynomial': {
      const { decaySteps, alpha, power = 1, cycle = false } = schedule;
      return [
        ...[whole('decaySteps', decaySteps), number('alpha', alpha), number('power', power)],
        Number(cycle),
      ];
    }
    case 'piecewise': {
      const { boundaries, factors } = schedule;
      const rises = boundaries.every((value, i) => i === 0 || value > (boundaries[i - 1] ?? 0));
      const { length } = boundaries;
      if (length < 1 || length > MAX_BOUNDARIES || !rises)
        refuse(kind, 'boundaries', `1 to ${MAX_BOUNDARIES} rising numbers of steps`, boundaries.join(', '));
      if (factors.length !== length)
        refuse(kind, 'factors', `${length} numbers, one a boundary`, factors.join(', '));
      return [
        length,
        ...boundaries.flatMap((value, i) => [
          whole('boundaries', value, 0),
          number('factors', factors[i] ?? NaN),
        ]),
      ];
    }
    case 'cosineRestarts': {
      const { firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = schedule;
      return [
        whole('firstDecaySteps', firstDecaySteps),
        ...[number('tMul', tMul, 1), number('mMul', mMul), number('alpha', alpha)],
      ];
    }
    default:
      return schedule satisfies never;
  }
}

function refuse(kind: string, name: string, expected: string, received: unknown): never {
  throw new RangeError(`schedule '${kind}': ${name} must be ${expected}. Received ${String(received)}`);
}

const halfCosine = (share: number): number => 0.5 * (1 + Math.cos(Math.PI * share));

/**
 * The learning rate of a step, in f64.
 * @param step steps already taken: 0 for the first
 */
export function rateAt(schedule: Schedule, learningRate: number, step: number): number {
  return learningRate * factorAt(schedule, step);
}

function factorAt(schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(step / schedule.every);
    case 'cosine': {
      const { decaySteps, alpha = 0, warmupSteps = 0, warmupFrom = 0 } = schedule;
      if (step < warmupSteps) return warmupFrom + (1 - warmupFrom) * (step / warmupSteps);
      return (1 - alpha) * halfCosine(Math.min((step - warmupSteps) / decaySteps, 1)) + alpha;
    }
    case 'exponential':
    case 'inverseTime': {
      const { kind, decaySteps, decayRate, staircase = false } = schedule;
      const taken = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
      return kind === 'exponential' ? decayRate ** taken : 1 / (1 + decayRate * taken);
    }
    case 'polynomial': {
      const { decaySteps, alpha, power = 1, cycle = false } = schedule;
      const length = decaySteps * (cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1);
      return (1 - alpha) * (1 - Math.min(step, length) / length) ** power + alpha;
    }
    case 'piecewise':
      return schedule.factors[schedule.boundaries.findLastIndex((boundary) => step > boundary)] ?? 1;
    case 'cosineRestarts': {
      const { firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = schedule;
      let [length, taken, restarts] = [firstDecaySteps, step, 0];
      if (tMul === 1) [taken, restarts] = [step % length, Math.floor(step / length)];
      for (; taken >= length; restarts++, length *= tMul) taken -= length;
      return (1 - alpha) * mMul ** restarts * halfCosine(taken / length) + alpha;
    }
    default:
      return schedule satisfies never;
  }
}
