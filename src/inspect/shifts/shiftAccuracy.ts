// The accuracy on test pictures that are all shifted by the same (dx, dy): the real extent of pooling's tolerance.
// Pictures are shifted on the GPU right after they are gathered; only two numbers per shift are uploaded.
//
// The parameters are copied at the start of a measurement, so that all its numbers belong to one network while training
// continues.
//
// Zhang, "Making Convolutional Networks Shift-Invariant Again", ICML 2019: pooling gives tolerance, not invariance.

import type { DeviceDataset } from '../../data/deviceDataset';
import { Slab } from '../../gpu/slab';
import { reserveTensor, type Graph } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import type { Tensor } from '../../graph/tensor';
import { MOVES, shift } from '../../kernels/shift';
import { trainingStateAt } from '../../kernels/trainingState';
import { lossDefinition } from '../../losses/losses';
import type { Network } from '../../models/network';
import { ParameterStore } from '../../models/parameterStore';
import { takeOver } from '../../models/takeOver';
import { HistoryReader } from '../../train/historyReader';
import { forwardBatch } from '../../train/memory';
import { createMetrics } from '../../train/metrics';
import { evaluationGraph, HISTORY_CAPACITY, lossWeightsOf, type Metrics } from '../../train/stepGraph';

/** The farthest move to either side, in pixels. */
export const FARTHEST = 6;

export interface Move {
  readonly dx: number;
  readonly dy: number;
}

/** Every move up to `FARTHEST`, the small ones first: the middle of the map tells most. */
export const MOVES_BY_SIZE: readonly Move[] = Object.freeze(
  Array.from({ length: (2 * FARTHEST + 1) ** 2 }, (_, at): Move => {
    const side = 2 * FARTHEST + 1;
    return { dx: (at % side) - FARTHEST, dy: Math.floor(at / side) - FARTHEST };
  }).sort(
    (a, b) =>
      Math.max(Math.abs(a.dx), Math.abs(a.dy)) - Math.max(Math.abs(b.dx), Math.abs(b.dy)) ||
      Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy),
  ),
);

export interface ShiftMeasurement {
  readonly moves: readonly Move[];
  /** So many pictures from the start of the test set. */
  readonly samples: number;
  /** Called for each move, in order. */
  readonly onResult: (move: Move, accuracy: number, at: number) => void;
  /** Asked now and then; once it says no, the rest is left out. */
  readonly wanted: () => boolean;
}

/** Steps per submit: short enough that a slow device still answers the page. */
const STEPS = 4;
/** Results come about this often; moves between two readings are as many as take that long. */
const READING_MS = 150;

export class ShiftAccuracy {
  #busy = false;
  #closed = false;

  private constructor(
    private readonly device: GPUDevice,
    private readonly from: ParameterStore,
    private readonly copy: ParameterStore,
    private readonly plan: Plan,
    private readonly reader: HistoryReader,
    private readonly made: {
      readonly metrics: Metrics;
      readonly moves: Tensor;
      readonly slabs: readonly Slab[];
      readonly samples: number;
      readonly batchSize: number;
    },
  ) {}

  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    data: DeviceDataset,
    loss: string,
  ): Promise<ShiftAccuracy> {
    const copy = new ParameterStore(device, network);
    const { metrics, slabs } = createMetrics(device, network.outputs.length);
    const movesSlab = new Slab('moves');
    const moves = reserveTensor('moves', [MOVES.offsets + 2], movesSlab, 'u32');
    movesSlab.allocate(device);
    const batchSize = Math.min(forwardBatch(network), data.samples);
    const changed = (graph: Graph, x: Tensor): Tensor => {
      const [rows = 1, height = 1, width = 1, channels = 1] = x.shape;
      const y = graph.tensor('batch/moved', x.shape);
      const params = { rows, sources: rows, offsets: 1, height, width, channels };
      graph.dispatch(shift, 'batch/move', params, { x, moves, y });
      return y;
    };
    const losses = [lossDefinition(loss)];
    const parts = { network, store: copy, losses, data, batchSize, metrics, changed };
    const plan = await compilePlan(device, evaluationGraph(parts));
    const reader = new HistoryReader(
      device,
      plan.view(metrics.trainingState),
      plan.view(metrics.history),
      HISTORY_CAPACITY,
      lossWeightsOf(parts),
    );
    const made = { metrics, moves, slabs: [...slabs, movesSlab], samples: data.samples, batchSize };
    return new ShiftAccuracy(device, store, copy, plan, reader, made);
  }

  /** Pictures in the test set. */
  get samples(): number {
    return this.made.samples;
  }

  /**
   * Measures move by move, on the parameters as they are at the call.
   * @returns whether it came to its end
   * @throws Error while another measurement runs, or where the loss is not finite
   */
  async measure({ moves, samples, onResult, wanted }: ShiftMeasurement): Promise<boolean> {
    if (this.#busy) throw new Error('accuracy under shifts: a measurement is under way');
    this.#busy = true;
    try {
      takeOver(this.copy, this.from);
      const { metrics, batchSize } = this.made;
      const count = Math.min(samples, this.made.samples);
      const batches = Math.ceil(count / batchSize);
      const trainingState = trainingStateAt({
        seed: 0,
        samples: count,
        batchSize,
        shuffle: false,
        learningRate: 0,
      });
      this.write(metrics.trainingState, trainingState);
      this.reader.restartAt(0);
      const most = Math.max(1, Math.floor(HISTORY_CAPACITY / batches / 2));
      let together = 1;
      for (let done = 0; done < moves.length;) {
        if (this.#closed || !wanted()) return false;
        const start = performance.now();
        const now = moves.slice(done, done + Math.min(together, most));
        for (const { dx, dy } of now) {
          this.write(this.made.moves, Int32Array.of(dx, dy), MOVES.offsets);
          for (let left = batches; left > 0; left -= STEPS) this.plan.run(Math.min(STEPS, left));
        }
        const { records, halted } = await this.reader.read();
        if (halted) throw new Error('accuracy under shifts: the loss is not finite');
        now.forEach((move, at) => {
          const rows = records.slice(at * batches, (at + 1) * batches);
          const right = rows.reduce((sum, { accuracy, rows: valid }) => sum + accuracy * valid, 0);
          onResult(move, right / count, done + at);
        });
        done += now.length;
        const ms = performance.now() - start;
        together = ms < READING_MS ? now.length * 2 : Math.max(1, Math.floor((now.length * READING_MS) / ms));
      }
      return true;
    } catch (error) {
      // Its network is gone, and what was to be read with it.
      if (this.#closed) return false;
      throw error;
    } finally {
      this.#busy = false;
    }
  }

  /** @param first the number to begin with */
  private write(tensor: Tensor, values: Uint32Array | Int32Array, first = 0): void {
    const { buffer, offsetBytes } = this.plan.view(tensor);
    this.device.queue.writeBuffer(buffer, offsetBytes + 4 * first, values as Uint32Array<ArrayBuffer>);
  }

  destroy(): void {
    this.#closed = true;
    this.plan.destroy();
    this.reader.destroy();
    this.copy.destroy();
    for (const slab of this.made.slabs) slab.destroy();
  }
}
