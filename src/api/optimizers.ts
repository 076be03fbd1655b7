// Optimizers such as `train.adam(0.001)`, and learning-rate schedules.

import { checkOptions, type OptionTable, type Resolved } from '../graph/options';
import { clipOf } from '../optimizers/clipping';
import { optimizerDefinition } from '../optimizers/optimizers';
import '../optimizers/more';
import { encodeSchedule, type Schedule } from '../optimizers/moreSchedules';
import { ModelError } from './errors';

/** A learning rate and its schedule; the GPU computes the rate of every step. */
export interface ScheduledRate {
  readonly learningRate: number;
  readonly schedule: Schedule;
}

export type LearningRate = number | ScheduledRate;

/** The settings of an optimizer. Its moments belong to the model, from one compile() to the next. */
export class Optimizer {
  readonly options: Resolved<OptionTable>;
  readonly schedule: Schedule | null;
  #learningRate: number;

  /** @throws OptionError, or an Error that lists the optimizers */
  constructor(
    readonly kind: string,
    learningRate: LearningRate | undefined,
    options: Readonly<Record<string, unknown>> = {},
  ) {
    const definition = optimizerDefinition(kind);
    this.kind = definition.kind;
    this.schedule = typeof learningRate === 'object' ? learningRate.schedule : null;
    if (this.schedule !== null) encodeSchedule(this.schedule); // throws where it is wrong
    const rate = typeof learningRate === 'object' ? learningRate.learningRate : learningRate;
    this.options = checkOptions(`optimizer '${definition.kind}'`, definition.options, {
      ...options,
      learningRate: rate,
    });
    this.#learningRate = this.options.learningRate as number;
    clipOf(this.options); // throws for two kinds
  }

  /** The base rate, before the schedule. A change takes effect with the next submitted steps, also during fit(). */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(rate: number) {
    if (!Number.isFinite(rate) || rate < 0) {
      throw new ModelError(
        `optimizer '${this.kind}': learningRate must be a number of at least 0. Received ${rate}`,
      );
    }
    this.#learningRate = rate;
  }

  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }

  /** tfjs: trains variables on a function of tensors. @throws ModelError, always */
  minimize(..._args: readonly unknown[]): never {
    throw new ModelError(
      `optimizer '${this.kind}': minimize is not here, because operations on tensors have no gradients, only layers have. Build the network of layers, and train it with compile() and fit()`,
    );
  }

  getClassName(): string {
    return optimizerDefinition(this.kind).className;
  }

  getConfig(): Readonly<Record<string, unknown>> {
    return { ...this.options, learningRate: this.#learningRate };
  }
}

/** Optimizers, with tfjs's argument order. Updates follow Keras 3; docs/api.md says where tfjs differs. */
export const train = Object.freeze({
  /**
   * Gradient descent: the gradient times the rate.
   * @example
   * tf.train.sgd(0.01).learningRate; // → 0.01
   */
  sgd: (learningRate: LearningRate): Optimizer => new Optimizer('sgd', learningRate),
  /**
   * Gradient descent with momentum, or with that of Nesterov.
   * @example
   * tf.train.momentum(0.01, 0.9).learningRate; // → 0.01
   */
  momentum: (learningRate: LearningRate, momentum: number, useNesterov = false): Optimizer =>
    new Optimizer('sgd', learningRate, { momentum, nesterov: useNesterov }),
  /**
   * Adam: a rate of its own for each parameter.
   * @example
   * tf.train.adam(0.01).learningRate; // → 0.01
   */
  adam: (learningRate: LearningRate = 0.001, beta1?: number, beta2?: number, epsilon?: number): Optimizer =>
    new Optimizer('adam', learningRate, { beta1, beta2, epsilon }),
  /**
   * Not in tfjs: Adam with decoupled weight decay.
   * @example
   * tf.train.adamw(0.01).learningRate; // → 0.01
   */
  adamw: (
    learningRate: LearningRate = 0.001,
    beta1?: number,
    beta2?: number,
    epsilon?: number,
    weightDecay?: number,
  ): Optimizer => new Optimizer('adamw', learningRate, { beta1, beta2, epsilon, weightDecay }),
  /**
   * RMSProp: the gradient divided by its recent size.
   * @example
   * tf.train.rmsprop(0.01).learningRate; // → 0.01
   */
  rmsprop: (
    learningRate: LearningRate,
    decay?: number,
    momentum?: number,
    epsilon?: number,
    centered?: boolean,
  ): Optimizer => new Optimizer('rmsprop', learningRate, { rho: decay, momentum, epsilon, centered }),
  /**
   * Adagrad: the gradient divided by the root of the sum of all its squares so far.
   * @example
   * tf.train.adagrad(0.01).learningRate; // → 0.01
   */
  adagrad: (learningRate: LearningRate, initialAccumulatorValue?: number): Optimizer =>
    new Optimizer('adagrad', learningRate, { initialAccumulatorValue }),
  /**
   * Adadelta: steps as large as those before it were, in the units of the weights.
   * @example
   * tf.train.adadelta(1).learningRate; // → 1
   */
  adadelta: (learningRate: LearningRate = 0.001, rho?: number, epsilon?: number): Optimizer =>
    new Optimizer('adadelta', learningRate, { rho, epsilon }),
  /**
   * Adamax: Adam with the largest gradient in place of the root of the mean square.
   * @example
   * tf.train.adamax().learningRate; // → 0.002
   */
  adamax: (learningRate: LearningRate = 0.002, beta1?: number, beta2?: number, epsilon?: number): Optimizer =>
    new Optimizer('adamax', learningRate, { beta1, beta2, epsilon }),
  /**
   * Nadam: Adam with Nesterov's momentum. Not in tfjs.
   * @example
   * tf.train.nadam().learningRate; // → 0.001
   */
  nadam: (learningRate: LearningRate = 0.001, beta1?: number, beta2?: number, epsilon?: number): Optimizer =>
    new Optimizer('nadam', learningRate, { beta1, beta2, epsilon }),
  /**
   * Lion: steps of one size, in the direction of the sign of the momentum. Not in tfjs.
   * @example
   * tf.train.lion(1e-4).learningRate; // → 0.0001
   */
  lion: (learningRate: LearningRate = 0.001, beta1?: number, beta2?: number): Optimizer =>
    new Optimizer('lion', learningRate, { beta1, beta2 }),
});

/** One form may be that of several kinds. */
type FormOf<Kind, One = Schedule> = One extends { kind: infer Kinds }
  ? Kind extends Kinds
    ? One
    : never
  : never;
type Of<Kind extends Schedule['kind']> = Omit<FormOf<Kind>, 'kind'> & { readonly learningRate: number };

const scheduled =
  <Kind extends Schedule['kind']>(kind: Kind) =>
  ({ learningRate, ...rest }: Of<Kind>): ScheduledRate => ({
    learningRate,
    schedule: { kind, ...rest } as unknown as Schedule,
  });

/** Learning-rate schedules by step, for the argument `learningRate`. Not in tfjs. */
export const schedules = Object.freeze({
  /**
   * Multiplies the rate by `factor` after every `every` steps.
   * @example
   * const rate = tf.schedules.step({ learningRate: 0.1, every: 1000, factor: 0.5 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  step: scheduled('step'),
  /**
   * Warms up from `warmupFrom` of the rate in `warmupSteps`, then decays along half a cosine to `alpha` of it in `decaySteps`.
   * @example
   * const rate = tf.schedules.cosine({ learningRate: 0.1, decaySteps: 1000 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  cosine: scheduled('cosine'),
  /**
   * Multiplies the rate by `decayRate` in every `decaySteps` steps, or after them with `staircase`.
   * @example
   * const rate = tf.schedules.exponential({ learningRate: 0.1, decaySteps: 1000, decayRate: 0.9 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  exponential: scheduled('exponential'),
  /**
   * Divides the rate by 1 + decayRate · step / decaySteps.
   * @example
   * const rate = tf.schedules.inverseTime({ learningRate: 0.1, decaySteps: 1000, decayRate: 0.5 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  inverseTime: scheduled('inverseTime'),
  /**
   * To `alpha` of the rate in `decaySteps`, in a straight line or along a power of it.
   * @example
   * const rate = tf.schedules.polynomial({ learningRate: 0.1, decaySteps: 1000, alpha: 0.01 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  polynomial: scheduled('polynomial'),
  /**
   * Multiplies the rate by `factors[k]` once more than `boundaries[k]` steps were taken.
   * @example
   * const rate = tf.schedules.piecewise({ learningRate: 0.1, boundaries: [100, 200], factors: [0.5, 0.1] });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  piecewise: scheduled('piecewise'),
  /**
   * A cosine that begins again after `firstDecaySteps`, each time `tMul` times as long and `mMul` times as high.
   * @example
   * const rate = tf.schedules.cosineRestarts({ learningRate: 0.1, firstDecaySteps: 100 });
   * tf.train.sgd(rate).learningRate; // → 0.1
   */
  cosineRestarts: scheduled('cosineRestarts'),
});

/** @throws ModelError if the argument is neither a name nor an optimizer */
export function readOptimizer(given: unknown): Optimizer {
  if (given instanceof Optimizer) return given;
  if (typeof given === 'string') return new Optimizer(given, undefined);
  throw new ModelError(
    `compile: optimizer must be a name or made by train.sgd(…) and its like. Received ${typeof given}`,
  );
}
