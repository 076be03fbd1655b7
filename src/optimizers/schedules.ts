// Learning-rate schedules: plain data, which the host turns into numbers for the training state. The GPU computes the
// rate of each step from them (shaders/lib/schedule.wgsl); rateAt() is its twin in f64.
//
//   constant  the learning rate as it is
//   step      times `factor` after every `every` steps       (Keras: ExponentialDecay with staircase)
//   cosine    down half a cosine to `alpha` of it in `decaySteps`, after `warmupSteps` from 0 up to it
//             (Keras: CosineDecay; with a warm-up, initial_learning_rate 0 and warmup_target)
//
// Sources: https://keras.io/api/optimizers/learning_rate_schedules/; Loshchilov & Hutter 2016, arXiv:1608.03983.

import { learningRateAt } from '../reference/schedules';

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
    };

/** In the order of the numbers that shaders/lib/schedule.wgsl gives them. */
export const SCHEDULES = ['constant', 'step', 'cosine'] as const satisfies readonly Schedule['kind'][];

/**
 * The schedule as the training state holds it.
 * @throws RangeError if a number of steps is not whole or not above 0 (0 is allowed for the warm-up)
 */
export function encodeSchedule(schedule: Schedule): {
  readonly kind: number;
  readonly parameters: readonly number[];
} {
  return { kind: SCHEDULES.indexOf(schedule.kind), parameters: parametersOf(schedule) };
}

function parametersOf(schedule: Schedule): readonly number[] {
  switch (schedule.kind) {
    case 'constant':
      return [];
    case 'step':
      return [schedule.factor, steps(schedule.kind, 'every', schedule.every, 1)];
    case 'cosine': {
      const { kind, decaySteps, alpha = 0, warmupSteps = 0 } = schedule;
      return [steps(kind, 'decaySteps', decaySteps, 1), alpha, steps(kind, 'warmupSteps', warmupSteps, 0)];
    }
    default:
      return schedule satisfies never;
  }
}

function steps(kind: string, name: string, value: number, min: number): number {
  if (!Number.isInteger(value) || value < min) {
    throw new RangeError(
      `schedule '${kind}': ${name} must be a whole number of at least ${min}. Received ${value}`,
    );
  }
  return value;
}

/**
 * The learning rate of a step, in f64.
 * @param step steps already taken: 0 for the first
 */
export function rateAt(schedule: Schedule, learningRate: number, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'step':
      return learningRateAt(
        { kind: 'stepDecay', learningRate, decayRate: schedule.factor, decaySteps: schedule.every },
        step,
      );
    case 'cosine': {
      const { decaySteps, alpha = 0, warmupSteps = 0 } = schedule;
      if (warmupSteps === 0)
        return learningRateAt({ kind: 'cosineDecay', learningRate, decaySteps, alpha }, step);
      return learningRateAt(
        { kind: 'cosineDecay', learningRate: 0, warmupTarget: learningRate, warmupSteps, decaySteps, alpha },
        step,
      );
    }
    default:
      return schedule satisfies never;
  }
}
