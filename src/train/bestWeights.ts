// Keeps the weights that are best on validation pictures, and ends a run early. Like Keras's
// EarlyStopping(monitor='val_loss', restore_best_weights=True), with one difference: among weights that are about as
// good, the last are kept. A few pictures do not resolve small differences, and while the learning rate falls, later
// weights vary less.

import { createBuffer } from '../gpu/buffers';
import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import type { ParameterStore } from '../models/parameterStore';
import type { Evaluation, Evaluator } from './evaluator';
import type { Stopping } from './monitored';
import type { Trainer } from './trainer';

export interface Validation extends Pick<Evaluation, 'loss' | 'accuracy'> {
  readonly step: number;
}

/** What a training loop needs to keep the best weights. */
export interface BestKeeper {
  readonly stopping: Stopping;
  /** Validates the current weights. @param step steps taken so far */
  validate(step: number): Promise<Validation>;
  /** The loop has ended: the best weights come back. */
  restore(): unknown;
}

/** A smaller decrease of the loss does not count as an improvement. */
const MIN_DELTA = 0.01;
/** The largest loss that counts as about as good as the smallest one. */
const asGoodAs = (loss: number): number => 1.1 * loss + 0.02;

export class StoppingRule implements Stopping {
  #best: Validation | null = null;
  #smallest = Infinity;
  /** The last one that was clearly better than the one before it. */
  #improved: Validation | null = null;
  #step = 0;

  /** @param patienceSteps the run ends after this many steps without a clear improvement; Infinity: never */
  constructor(private readonly patienceSteps: number) {}

  get best(): Validation | null {
    return this.#best;
  }

  /** Whether patience is exhausted. */
  get exhausted(): boolean {
    return this.#improved !== null && this.#step - this.#improved.step >= this.patienceSteps;
  }

  /** @returns whether to keep these weights: their loss is about as good as the smallest so far */
  add(validation: Validation): boolean {
    const { loss, step } = validation;
    this.#step = step;
    if (!Number.isFinite(loss)) return false;
    if (this.#improved === null || loss < this.#improved.loss - MIN_DELTA) this.#improved = validation;
    this.#smallest = Math.min(this.#smallest, loss);
    if (loss > asGoodAs(this.#smallest)) return false;
    this.#best = validation;
    return true;
  }
}

const BATCH = 64;

/** Validates a run at intervals and keeps a copy of the weights with the best result. */
export class BestWeights implements BestKeeper {
  private constructor(
    readonly stopping: StoppingRule,
    private readonly data: DeviceDataset,
    private readonly evaluator: Evaluator,
    private readonly kept: KeptParameters,
  ) {}

  /** @param patienceSteps as in `StoppingRule` */
  static async create(
    trainer: Trainer,
    validation: ImageDataset,
    patienceSteps: number,
  ): Promise<BestWeights> {
    const data = uploadImages(trainer.device, validation);
    const evaluator = await trainer.evaluator(data, Math.min(BATCH, validation.count));
    const kept = new KeptParameters(trainer.store);
    return new BestWeights(new StoppingRule(patienceSteps), data, evaluator, kept);
  }

  async validate(step: number): Promise<Validation> {
    const { loss, accuracy } = await this.evaluator.run();
    const validation = { step, loss, accuracy };
    if (this.stopping.add(validation)) this.kept.keep();
    return validation;
  }

  /** Restores the best weights. @returns null if none were kept */
  restore(): Validation | null {
    const { best } = this.stopping;
    if (best !== null) this.kept.restore();
    return best;
  }

  destroy(): void {
    this.evaluator.destroy();
    this.kept.destroy();
    this.data.destroy();
  }
}

/** A copy of a network's parameters and moving averages on the GPU. */
class KeptParameters {
  readonly #copies: readonly { readonly buffer: GPUBuffer; readonly copy: GPUBuffer }[];

  /** @throws DeviceLimitError, or an error of the device, if there is no memory for a second copy */
  constructor(private readonly store: ParameterStore) {
    this.#copies = [store.parameters, store.state].map(({ buffer, label }) => ({
      buffer,
      copy: createBuffer(store.device, {
        label: `best ${label}`,
        size: buffer.size,
        usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    }));
  }

  keep(): void {
    this.#run('keep the best weights', ({ buffer, copy }) => [buffer, copy]);
  }

  restore(): void {
    this.#run('restore the best weights', ({ buffer, copy }) => [copy, buffer]);
    this.store.changed();
  }

  destroy(): void {
    for (const { copy } of this.#copies) copy.destroy();
  }

  #run(
    label: string,
    way: (pair: { buffer: GPUBuffer; copy: GPUBuffer }) => [from: GPUBuffer, to: GPUBuffer],
  ): void {
    const encoder = this.store.device.createCommandEncoder({ label });
    for (const pair of this.#copies) {
      const [from, to] = way(pair);
      encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    }
    this.store.device.queue.submit([encoder.finish()]);
  }
}
