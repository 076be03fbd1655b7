// Learning-rate schedules: how far to step, as a function of how many steps were taken.
//
//   constant     lr
//   stepDecay    lr · decayRate ^ ⌊step / decaySteps⌋          (Keras: ExponentialDecay with staircase)
//   cosineDecay  lr · ((1 − alpha) · ½(1 + cos(π · min(step / decaySteps, 1))) + alpha)
//                after an optional linear warm-up to `warmupTarget`, which then takes the place of lr
//   the others   as the classes of Keras of that name, written as their __call__ is
//
// Source: https://keras.io/api/optimizers/learning_rate_schedules/; Loshchilov & Hutter 2016, arXiv:1608.03983;
// warm-up: Goyal et al. 2017, arXiv:1706.02677.

export type Schedule =
  | { readonly kind: 'constant'; readonly learningRate: number }
  | {
      readonly kind: 'stepDecay';
      readonly learningRate: number;
      /** Steps on one stair. */
      readonly decaySteps: number;
      /** Factor from one stair to the next. */
      readonly decayRate: number;
    }
  | {
      readonly kind: 'cosineDecay';
      /** At step 0: where the warm-up begins, or the decay if there is none. */
      readonly learningRate: number;
      /** Steps from the top to the bottom, the warm-up not counted. */
      readonly decaySteps: number;
      /** The bottom, as a fraction of the top. Default 0. */
      readonly alpha?: number;
      /** The top after the warm-up; without it there is no warm-up. */
      readonly warmupTarget?: number;
      readonly warmupSteps?: number;
    }
  | {
      readonly kind: 'exponentialDecay' | 'inverseTimeDecay';
      readonly learningRate: number;
      readonly decaySteps: number;
      readonly decayRate: number;
      readonly staircase: boolean;
    }
  | {
      readonly kind: 'polynomialDecay';
      readonly learningRate: number;
      readonly decaySteps: number;
      readonly endLearningRate: number;
      readonly power: number;
      readonly cycle: boolean;
    }
  | {
      readonly kind: 'piecewiseConstantDecay';
      readonly boundaries: readonly number[];
      /** One more than boundaries. */
      readonly values: readonly number[];
    }
  | {
      readonly kind: 'cosineDecayRestarts';
      readonly learningRate: number;
      readonly firstDecaySteps: number;
      readonly tMul: number;
      readonly mMul: number;
      readonly alpha: number;
    };

/**
 * @param step optimizer steps already taken: 0 for the first
 * @returns the learning rate of this step
 * @throws RangeError if decaySteps is not above 0
 */
export function learningRateAt(schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.learningRate;
    case 'stepDecay': {
      const { learningRate, decaySteps, decayRate } = schedule;
      checkSteps(schedule.kind, decaySteps);
      return learningRate * decayRate ** Math.floor(step / decaySteps);
    }
    case 'cosineDecay': {
      const { learningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = schedule;
      checkSteps(schedule.kind, decaySteps);
      const warmingUp = warmupTarget !== undefined && step < warmupSteps;
      if (warmingUp) return learningRate + (warmupTarget - learningRate) * (step / warmupSteps);
      const top = warmupTarget ?? learningRate;
      const taken = warmupTarget === undefined ? step : step - warmupSteps;
      const cosine = 0.5 * (1 + Math.cos((Math.PI * Math.min(taken, decaySteps)) / decaySteps));
      return top * ((1 - alpha) * cosine + alpha);
    }
    case 'exponentialDecay':
    case 'inverseTimeDecay': {
      const { kind, learningRate, decaySteps, decayRate, staircase } = schedule;
      checkSteps(kind, decaySteps);
      const p = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
      return kind === 'exponentialDecay' ? learningRate * decayRate ** p : learningRate / (1 + decayRate * p);
    }
    case 'polynomialDecay': {
      const { learningRate, decaySteps, endLearningRate, power, cycle } = schedule;
      checkSteps(schedule.kind, decaySteps);
      const multiplier = cycle && step !== 0 ? Math.ceil(step / decaySteps) : 1;
      const p = cycle ? step / (decaySteps * multiplier) : Math.min(step, decaySteps) / decaySteps;
      return (learningRate - endLearningRate) * (1 - p) ** power + endLearningRate;
    }
    case 'piecewiseConstantDecay': {
      const { boundaries, values } = schedule;
      const [last = Infinity] = boundaries.slice(-1);
      if (step <= (boundaries[0] ?? Infinity)) return values[0] ?? NaN;
      if (step > last) return values.at(-1) ?? NaN;
      return values[boundaries.findIndex((high) => step <= high)] ?? NaN;
    }
    case 'cosineDecayRestarts': {
      const { learningRate, firstDecaySteps, tMul, mMul, alpha } = schedule;
      checkSteps(schedule.kind, firstDecaySteps);
      let completed = step / firstDecaySteps;
      let restart = Math.floor(completed);
      if (tMul === 1) completed -= restart;
      else {
        // Rounding must not put a restart one step off, as Keras's f32 may.
        restart = Math.floor(Math.log(1 - completed * (1 - tMul)) / Math.log(tMul) + 1e-12);
        completed = (completed - (1 - tMul ** restart) / (1 - tMul)) / tMul ** restart;
      }
      const cosine = 0.5 * mMul ** restart * (1 + Math.cos(Math.PI * completed));
      return learningRate * ((1 - alpha) * cosine + alpha);
    }
    default:
      throw new RangeError(`learningRateAt: unknown kind. Received ${String(schedule satisfies never)}`);
  }
}

function checkSteps(kind: string, decaySteps: number): void {
  if (!(decaySteps > 0))
    throw new RangeError(`${kind}: decaySteps needs to be above 0. Received ${decaySteps}`);
}
