// What follows from validations: that training ends early, and that the learning rate is reduced. Both depend only on the
// validations so far, so a run that is taken up again continues as if it had not been interrupted.
// Semantics: Keras 3, https://keras.io/api/callbacks/early_stopping/ and reduce_lr_on_plateau/.

import { PLATEAU_DEFAULTS, type Monitor, type ReduceOnPlateau } from '../optimizers/plateau';
import type { Validation } from './bestWeights';

export { MONITORS, PLATEAU_DEFAULTS, type Monitor, type ReduceOnPlateau } from '../optimizers/plateau';

/** As Keras's EarlyStopping, at the end of every epoch. */
export interface EpochStopping {
  readonly every: 'epoch';
  /** Default: the loss. */
  readonly monitor?: Monitor;
  /** Epochs without improvement after which training ends; 0 does the same as 1. */
  readonly patience: number;
  /** An improvement is larger than this. Default 0. */
  readonly minDelta?: number;
  /** Keras's `restore_best_weights=False`: the last weights stay. Default false. */
  readonly keepsLast?: boolean;
}

/** Whether training ends, and which weights are the best. */
export interface Stopping {
  readonly best: Validation | null;
  readonly exhausted: boolean;
  /** @returns whether to keep these weights */
  add(validation: Validation): boolean;
}

/** Neither ends training nor chooses weights. */
export const NEVER: Stopping = Object.freeze({ best: null, exhausted: false, add: () => false });

/** The last value that was better than the one before by more than `minDelta`. */
class Best {
  validation: Validation | null = null;

  constructor(
    private readonly monitor: Monitor,
    private readonly minDelta: number,
  ) {}

  /** NaN is no improvement. */
  improvedBy(validation: Validation): boolean {
    const valueOf = ({ loss, accuracy }: Validation): number =>
      this.monitor === 'val_loss' ? -loss : accuracy;
    const before = this.validation === null ? -Infinity : valueOf(this.validation);
    if (!(valueOf(validation) - Math.abs(this.minDelta) > before)) return false;
    this.validation = validation;
    return true;
  }
}

export class EpochStoppingRule implements Stopping {
  readonly #best: Best;
  #waited = 0;

  constructor(private readonly settings: EpochStopping) {
    this.#best = new Best(settings.monitor ?? 'val_loss', settings.minDelta ?? 0);
  }

  get best(): Validation | null {
    return this.settings.keepsLast === true ? null : this.#best.validation;
  }

  get exhausted(): boolean {
    return this.#waited >= Math.max(1, this.settings.patience);
  }

  add(validation: Validation): boolean {
    const improved = this.#best.improvedBy(validation);
    this.#waited = improved ? 0 : this.#waited + 1;
    return improved && this.settings.keepsLast !== true;
  }
}

export class PlateauRule {
  readonly #settings: Required<ReduceOnPlateau>;
  readonly #best: Best;
  #waited = 0;
  #cooldown = 0;
  #reductions = 0;

  constructor(settings: ReduceOnPlateau) {
    this.#settings = { ...PLATEAU_DEFAULTS, ...settings };
    this.#best = new Best(this.#settings.monitor, this.#settings.minDelta);
  }

  /** @returns whether the learning rate is now reduced */
  add(validation: Validation): boolean {
    const { patience, cooldown } = this.#settings;
    if (this.#cooldown > 0) {
      this.#cooldown--;
      this.#waited = 0;
    }
    if (this.#best.improvedBy(validation)) {
      this.#waited = 0;
      return false;
    }
    if (this.#cooldown > 0 || ++this.#waited < patience) return false;
    this.#reductions++;
    this.#cooldown = cooldown;
    this.#waited = 0;
    return true;
  }

  /** What has become of a learning rate. */
  rate(learningRate: number): number {
    const { factor, minLearningRate } = this.#settings;
    let rate = learningRate;
    for (let i = 0; i < this.#reductions && rate > minLearningRate; i++)
      rate = Math.max(rate * factor, minLearningRate);
    return rate;
  }
}

/** 'balanced': all classes count alike in all, however many pictures each has; or a weight for each class, 1 where none is given. */
export type ClassWeights = 'balanced' | readonly number[];

/** Weights for as many classes. Balanced: pictures / (classes · pictures of the class), as scikit-learn has it. */
export function classWeightsOf(given: ClassWeights, labels: ArrayLike<number>, classes: number): number[] {
  if (given !== 'balanced') return Array.from({ length: classes }, (_, i) => given[i] ?? 1);
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts.map((count) => (count === 0 ? 1 : labels.length / (classes * count)));
}
