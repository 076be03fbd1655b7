// When the learning rate is reduced because validation does not improve, as settings; train/monitored.ts has the rule.
// Semantics: Keras 3, https://keras.io/api/callbacks/reduce_lr_on_plateau/

export type Monitor = 'val_loss' | 'val_accuracy';
export const MONITORS: readonly Monitor[] = ['val_loss', 'val_accuracy'];

/** As Keras's ReduceLROnPlateau, after each validation. */
export interface ReduceOnPlateau {
  /** Default: the loss. */
  readonly monitor?: Monitor;
  /** What multiplies the learning rate, below 1. Default 0.1. */
  readonly factor?: number;
  /** Validations without improvement before it. Default 10. */
  readonly patience?: number;
  /** An improvement is larger than this. Default 1e-4. */
  readonly minDelta?: number;
  /** Validations after it that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The learning rate does not become smaller than this. Default 0. */
  readonly minLearningRate?: number;
}

export const PLATEAU_DEFAULTS: Required<ReduceOnPlateau> = Object.freeze({
  monitor: 'val_loss',
  factor: 0.1,
  patience: 10,
  minDelta: 1e-4,
  cooldown: 0,
  minLearningRate: 0,
});
