// Mean loss and accuracy over a whole data set: forward passes only, summed on the GPU, with the parameters at the time
// it runs.

import { wholeOrNothing } from '../gpu/buffers';
import type { Slab } from '../gpu/slab';
import { compilePlan, type Plan } from '../graph/plan';
import { trainingStateAt } from '../kernels/trainingState';
import { HistoryReader } from './historyReader';
import { createMetrics } from './metrics';
import { ScoreSum, type TotalScore } from './score';
import { evaluationGraph, HISTORY_CAPACITY, lossWeightsOf, type EvaluationParts } from './stepGraph';

/** Steps per submit while evaluating: few enough for the page to stay responsive on a slow device. */
const EVALUATION_STEPS = 4;

export interface Evaluation extends TotalScore {
  readonly samples: number;
}

export interface EvaluationOptions {
  readonly onProgress?: (fraction: number) => void;
}

export class Evaluator {
  private constructor(
    private readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly parts: EvaluationParts,
    private readonly slabs: readonly [trainingState: Slab, history: Slab],
    private readonly reader: HistoryReader,
  ) {}

  static async create(device: GPUDevice, given: Omit<EvaluationParts, 'metrics'>): Promise<Evaluator> {
    return wholeOrNothing(async (own) => {
      const { metrics, slabs } = createMetrics(device, given.network.outputs.length);
      slabs.forEach(own);
      const parts = { ...given, batchSize: Math.min(given.batchSize, given.data.samples), metrics };
      const plan = await compilePlan(device, evaluationGraph(parts));
      const reader = new HistoryReader(
        device,
        plan.view(metrics.trainingState),
        plan.view(metrics.history),
        HISTORY_CAPACITY,
        lossWeightsOf(parts),
      );
      return new Evaluator(device, plan, parts, slabs, reader);
    });
  }

  /**
   * @param onProgress called with the share done, 0…1
   * @param wanted called repeatedly; evaluation is cancelled when it returns false
   * @returns null if it was cancelled
   */
  async run(options: EvaluationOptions & { wanted: () => boolean }): Promise<Evaluation | null>;
  async run(options?: EvaluationOptions): Promise<Evaluation>;
  async run({
    onProgress,
    wanted,
  }: EvaluationOptions & { wanted?: () => boolean } = {}): Promise<Evaluation | null> {
    const { data, batchSize } = this.parts;
    const batches = Math.ceil(data.samples / batchSize);
    const trainingState = trainingStateAt({
      seed: 0,
      samples: data.samples,
      batchSize,
      shuffle: false,
      learningRate: 0,
    });
    this.device.queue.writeBuffer(this.slabs[0].buffer, 0, trainingState);
    this.reader.restartAt(0);
    const sum = new ScoreSum();
    for (let done = 0; done < batches;) {
      if (wanted?.() === false) return null;
      const steps = Math.min(EVALUATION_STEPS, batches - done);
      this.plan.run(steps);
      done += steps;
      const { records, halted } = await this.reader.read();
      for (const record of records) sum.add(record, record.rows);
      onProgress?.(done / batches);
      if (halted) return { ...sum.mean, loss: NaN, accuracy: NaN, samples: sum.samples };
    }
    return { ...sum.mean, samples: sum.samples };
  }

  destroy(): void {
    this.plan.destroy();
    this.reader.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
