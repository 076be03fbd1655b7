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

/** How a schedule is written into the training state, and what it makes of a step. */
export interface ScheduleForm<Kind extends Schedule['kind'] = Schedule['kind']> {
  /** @throws RangeError */
  parameters(schedule: Extract<Schedule, { kind: Kind }>, check: Check): readonly number[];
  /** What multiplies the learning rate. @param step steps already taken */
  factor(schedule: Extract<Schedule, { kind: Kind }>, step: number): number;
}

export type ScheduleForms<Kind extends Schedule['kind']> = { readonly [One in Kind]: ScheduleForm<One> };

/** Checks of one schedule's numbers. Each throws RangeError naming schedule, number, expected and received. */
export class Check {
  constructor(private readonly kind: string) {}

  whole(name: string, value: number, min = 1): number {
    if (Number.isInteger(value) && value >= min) return value;
    return this.refuse(name, `a whole number of at least ${min}`, value);
  }

  number(name: string, value: number, min = 0): number {
    return Number.isFinite(value) && value >= min ? value : this.refuse(name, `at least ${min}`, value);
  }

  refuse(name: string, expected: string, received: unknown): never {
    throw new RangeError(
      `schedule '${this.kind}': ${name} must be ${expected}. Received ${String(received)}`,
    );
  }
}

export const halfCosine = (share: number): number => 0.5 * (1 + Math.cos(Math.PI * share));

const COMMON: ScheduleForms<'constant' | 'step' | 'cosine'> = {
  constant: { parameters: () => [], factor: () => 1 },
  step: {
    parameters: ({ factor, every }, check) => [check.number('factor', factor), check.whole('every', every)],
    factor: ({ factor, every }, step) => factor ** Math.floor(step / every),
  },
  cosine: {
    parameters: ({ decaySteps, alpha = 0, warmupSteps = 0, warmupFrom = 0 }, check) => [
      ...[check.whole('decaySteps', decaySteps), check.number('alpha', alpha)],
      ...[check.whole('warmupSteps', warmupSteps, 0), check.number('warmupFrom', warmupFrom)],
    ],
    factor: ({ decaySteps, alpha = 0, warmupSteps = 0, warmupFrom = 0 }, step) => {
      if (step < warmupSteps) return warmupFrom + (1 - warmupFrom) * (step / warmupSteps);
      return (1 - alpha) * halfCosine(Math.min((step - warmupSteps) / decaySteps, 1)) + alpha;
    },
  },
};

const loaded = new Map<string, ScheduleForm>(
  Object.entries(COMMON as unknown as Readonly<Record<string, ScheduleForm>>),
);

/** Called by moreSchedules.ts. */
export function addSchedules(forms: object): void {
  for (const [kind, form] of Object.entries(forms)) loaded.set(kind, form as ScheduleForm);
}

/** Before the first use of a schedule, where moreSchedules.ts is not imported anyway. */
export async function loadSchedule(schedule: Schedule | null | undefined): Promise<void> {
  if (schedule && !loaded.has(schedule.kind)) await import('./moreSchedules');
}

function formOf({ kind }: Schedule): ScheduleForm {
  const form = loaded.get(kind);
  if (form === undefined) throw new Error(`schedule '${kind}': is unknown, or not loaded yet`);
  return form;
}

/**
 * The schedule as the training state holds it.
 * @throws RangeError naming schedule, number, expected and received
 */
export function encodeSchedule(schedule: Schedule): {
  readonly kind: number;
  readonly parameters: readonly number[];
} {
  const { kind } = schedule;
  return {
    kind: SCHEDULES.indexOf(kind),
    parameters: formOf(schedule).parameters(schedule, new Check(kind)),
  };
}

/**
 * The learning rate of a step, in f64.
 * @param step steps already taken: 0 for the first
 */
export function rateAt(schedule: Schedule, learningRate: number, step: number): number {
  return learningRate * formOf(schedule).factor(schedule, step);
}
