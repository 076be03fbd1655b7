// One of two twins: a training context of its own, driven step by step by the pair (twins.ts), and what a stage needs to draw it.

import type { TensorView } from '../../gpu/tensorView';
import type { ImageDataset } from '../../data/imageDataset';
import type { NetworkConfig } from '../../models/network';
import { explainCell } from '../../inspect/cell/explainCell';
import type { CellExplanation, LayerView, Trace, WeightUse } from '../../inspect/viewsFacade';
import type { History } from '../runFacade';
import type { StageFacade } from '../stageFacade';
import { RunHistory } from '../../train/history';
import type { StepRecord } from '../../train/historyReader';
import type { TrainingEvents, TrainingOptions } from '../../train/trainingLoop';
import { layerViews, type LayerDomains } from '../../inspect/probe/layerViews';
import { Pending } from '../../inspect/pending';
import { destroyTrainingContext, type TrainingContext } from '../trainingContext';
import { TestAnswers, type AnswersOptions } from '../../train/testAnswers';
import { tracerOf } from '../../inspect/cell/trace';

export interface TwinProgress {
  /** Means over the last steps read; NaN before the first. */
  readonly loss: number;
  readonly accuracy: number;
  /** On the whole test set, 0…1; NaN before the first evaluation. */
  readonly testAccuracy: number;
}

const NOTHING: TwinProgress = { loss: NaN, accuracy: NaN, testAccuracy: NaN };

/** Events: `layerschange` (other views) · `domainchange` (a colour range grew, in either twin). */
export class Twin extends EventTarget implements StageFacade {
  layers: readonly LayerView[];
  progress = NOTHING;
  #history = new RunHistory();
  #closed = false;
  readonly #pending = new Pending();

  constructor(
    readonly context: TrainingContext,
    private readonly domains: LayerDomains,
  ) {
    super();
    this.layers = layerViews(context.network, context.probe, domains);
  }

  get device(): GPUDevice {
    return this.context.device;
  }

  get data(): TrainingContext['data'] {
    return this.context.data;
  }

  get classNames(): readonly string[] {
    return this.data.test.classNames;
  }

  get input(): TensorView {
    return this.context.probe.input;
  }

  get network(): NetworkConfig {
    return this.context.network.toJSON();
  }

  get history(): History {
    return this.#history;
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    if (this.#closed) throw new Error('twin: it was given up');
    return this.#pending.add(
      explainCell(this.context.device, this.context.network, this.context.probe, layer, index),
    );
  }

  trace(way: 'back' | 'forward', layer: string, index: readonly number[]): Trace {
    return tracerOf(this.context.network)[way](layer, index);
  }

  weightUse(layer: string, at: readonly number[]): WeightUse | null {
    return tracerOf(this.context.network).weightUse(layer, at);
  }

  train<Evaluation = never>(options: TrainingOptions<Evaluation>): TrainingEvents<Evaluation> {
    return this.context.trainer.train({ pacer: this.context.pacer, ...options });
  }

  /** Reads what was recorded. @throws NonFiniteLossError */
  async read(): Promise<void> {
    const { trainer } = this.context;
    const reading = await trainer.read();
    this.take(reading.records.filter(({ loss }) => Number.isFinite(loss)));
    if (reading.halted) throw await trainer.nonFiniteLoss(reading.step);
  }

  /** Takes in what was recorded. */
  take(records: readonly StepRecord[]): void {
    this.#history.add(records);
    if (records.length > 0) this.progress = { ...this.progress, ...this.#history.shown };
  }

  /** @returns whether it came to its end */
  async evaluate(step: number, wanted: () => boolean): Promise<boolean> {
    const result = await this.context.evaluator.run({ wanted });
    if (result === null) return false;
    this.tested(step, result.accuracy);
    return true;
  }

  /** Takes in what share of the test set is right. */
  tested(step: number, accuracy: number): void {
    this.progress = { ...this.progress, testAccuracy: accuracy };
    if (this.#history.testStep.at(-1) === step) return;
    this.#history.addTest(step, accuracy);
  }

  /** The probabilities for every picture of a data set; null if it was broken off. */
  async answers(data: ImageDataset, options: AnswersOptions): Promise<Float32Array | null> {
    const { device, network, store, tools } = this.context;
    const tool = await tools.get('test answers', () => TestAnswers.create(device, network, store));
    return tool.run(data, options);
  }

  /** Back to the initial parameters of the seed. */
  restart(seed: number): void {
    this.context.trainer.reset(seed);
    this.#history = new RunHistory();
    this.progress = NOTHING;
  }

  /** The views again, with the ranges of now. */
  recolour(): void {
    this.layers = layerViews(this.context.network, this.context.probe, this.domains);
    this.dispatchEvent(new Event('domainchange'));
  }

  /** Once what is being asked is answered. */
  destroy(): void {
    this.#closed = true;
    void this.#pending.settled().then(() => destroyTrainingContext(this.context));
  }
}
