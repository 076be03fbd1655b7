// The best weights of a run, chosen on pictures that it does not learn from, and when to end it early. What Keras calls
// EarlyStopping(monitor='val_loss', restore_best_weights=True), with one difference: of weights that are about as good the last are
// kept. A few pictures tell no small differences apart, and while the learning rate falls, later weights are steadier.

import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import type { ParameterStore } from '../models/parameterStore';
import type { Evaluation, Evaluator } from './evaluator';
import type { Trainer } from './trainer';

export interface Validation extends Pick<Evaluation, 'loss' | 'accuracy'> {
  readonly step: number;
}

/** A loss that falls by less is no reason to go on. */
const MIN_DELTA = 0.01;
/** Up to this loss weights are about as good as those with the smallest. */
const asGoodAs = (loss: number): number => 1.1 * loss + 0.02;

export class StoppingRule {
  #best: Validation | null = null;
  #smallest = Infinity;
  /** The last that was clearly better than the one before it. */
  #improved: Validation | null = null;
  #step = 0;

  /** @param patienceSteps so many without a clear improvement end the run; Infinity: it is never ended */
  constructor(private readonly patienceSteps: number) {}

  get best(): Validation | null {
    return this.#best;
  }

  /** Nothing has improved for long. */
  get exhausted(): boolean {
    return this.#improved !== null && this.#step - this.#improved.step >= this.patienceSteps;
  }

  /** @returns whether this is the best so far, so that its weights are to be kept */
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

/** The validation part of a run, asked now and then, and the weights that did best on it. */
export class BestWeights {
  private constructor(
    readonly stopping: StoppingRule,
    private readonly data: DeviceDataset,
    private readonly evaluator: Evaluator,
    private readonly kept: KeptParameters,
  ) {}

  /** @param patienceSteps as of `StoppingRule` */
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

  /** Asks with the weights as they are. @param step steps taken so far */
  async validate(step: number): Promise<Validation> {
    const { loss, accuracy } = await this.evaluator.run();
    const validation = { step, loss, accuracy };
    if (this.stopping.add(validation)) this.kept.keep();
    return validation;
  }

  /** The best weights become those of the network. @returns null if none were kept */
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

/** One copy of a network's parameters and averages, beside them on the GPU. */
class KeptParameters {
  readonly #copies: readonly { readonly buffer: GPUBuffer; readonly copy: GPUBuffer }[];

  /** @throws DeviceLimitError, or an error of the device, where there is no memory for a second set */
  constructor(private readonly store: ParameterStore) {
    this.#copies = [store.parameters, store.state].map(({ buffer, label }) => ({
      buffer,
      copy: store.device.createBuffer({
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
