// Brings what the GPU recorded back to the host: training state and history ring, copied together, a few at a time
// in flight, never waited for by the training loop.

import { createBuffer } from '../gpu/buffers';
import type { TensorView } from '../gpu/tensorView';
import { mapForReading } from '../gpu/waits';
import { TRAINING_STATE, TRAINING_STATE_LENGTH } from '../kernels/trainingState';
import { totalOf, type TotalScore } from './score';

export interface StepRecord extends TotalScore {
  /** 0-based. */
  readonly step: number;
  readonly learningRate: number;
  readonly rows: number;
}

export interface Reading {
  /** Steps taken when the copy was made. */
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly halted: boolean;
  /** The records since the previous reading, oldest first. */
  readonly records: readonly StepRecord[];
}

const ROW_BYTES = 16;

export class HistoryReader {
  readonly #staging: { buffer: GPUBuffer; busy: boolean }[] = [];
  #readUpTo = 0;

  constructor(
    readonly device: GPUDevice,
    private readonly trainingState: TensorView,
    private readonly history: TensorView,
    private readonly capacity: number,
    /** Of the loss of each output. */
    private readonly lossWeights: readonly number[] = [1],
  ) {}

  /** Call this after training was set to another step, as by a reset. */
  restartAt(step: number): void {
    this.#readUpTo = step;
  }

  async read(): Promise<Reading> {
    const entry = this.#acquire();
    const historyBytes = this.#historyBytes;
    const encoder = this.device.createCommandEncoder({ label: 'history' });
    encoder.copyBufferToBuffer(
      this.trainingState.buffer,
      this.trainingState.offsetBytes,
      entry.buffer,
      0,
      TRAINING_STATE_LENGTH * 4,
    );
    encoder.copyBufferToBuffer(
      this.history.buffer,
      this.history.offsetBytes,
      entry.buffer,
      TRAINING_STATE_LENGTH * 4,
      historyBytes,
    );
    this.device.queue.submit([encoder.finish()]);
    await mapForReading(this.device, entry.buffer);
    const bytes = entry.buffer.getMappedRange();
    const trainingState = new Uint32Array(bytes, 0, TRAINING_STATE_LENGTH);
    const rows = new Float32Array(bytes, TRAINING_STATE_LENGTH * 4);
    const step = trainingState[TRAINING_STATE.step] ?? 0;
    const halted = trainingState[TRAINING_STATE.halted] === 1;
    // A step that halted was recorded but not counted.
    const end = halted ? step + 1 : step;
    const records: StepRecord[] = [];
    for (let s = Math.max(this.#readUpTo, end - this.capacity); s < end; s++) {
      let [learningRate, rowCount] = [NaN, NaN];
      const outputs = this.lossWeights.map((_, output) => {
        const at = (output * this.capacity + (s % this.capacity)) * 4;
        const [loss = NaN, accuracy = NaN, rate = NaN, valid = NaN] = rows.subarray(at, at + 4);
        [learningRate, rowCount] = [rate, valid];
        return { loss, accuracy };
      });
      records.push({ step: s, ...totalOf(outputs, this.lossWeights), learningRate, rows: rowCount });
    }
    this.#readUpTo = Math.max(this.#readUpTo, step);
    const reading = {
      step,
      epoch: trainingState[TRAINING_STATE.epoch] ?? 0,
      batch: trainingState[TRAINING_STATE.batch] ?? 0,
      halted,
      records,
    };
    entry.buffer.unmap();
    entry.busy = false;
    return reading;
  }

  get #historyBytes(): number {
    return this.lossWeights.length * this.capacity * ROW_BYTES;
  }

  #acquire(): { buffer: GPUBuffer; busy: boolean } {
    let entry = this.#staging.find(({ busy }) => !busy);
    if (entry === undefined) {
      const size = TRAINING_STATE_LENGTH * 4 + this.#historyBytes;
      entry = {
        buffer: createBuffer(this.device, {
          label: 'history staging',
          size,
          usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
        }),
        busy: false,
      };
      this.#staging.push(entry);
    }
    entry.busy = true;
    return entry;
  }

  destroy(): void {
    for (const { buffer } of this.#staging) buffer.destroy();
  }
}
