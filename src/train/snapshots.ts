// The past of a run: copies of everything that training changes (parameters, averages, the optimizer's moments, the
// clock with the place in the shuffled data), made on the GPU between two steps and never read back. So each is a
// place to train on from, to the same bits, and looking at it costs one more copy.
//
// Memory: all instants together stay below a budget; where one copy is large, fewer are kept.

import type { Trainer } from './trainer';
import { leastMissed, nextSnapshot } from './snapshotSchedule';

/** The past of one network on the GPU at most. */
const BUDGET_BYTES = 128 * 2 ** 20;
/** So many instants at most: more could not be told apart on the curve. */
const MOST = 120;
/** With fewer there is nothing to travel to. */
const LEAST = 4;

export interface Snapshot {
  readonly step: number;
  /** Before the schedule. */
  readonly learningRate: number;
  readonly buffer: GPUBuffer;
}

export class Snapshots {
  /** How many are kept at most; 0 where this network is too large to keep its past. */
  readonly limit: number;
  readonly sizeBytes: number;
  /** Steps that must not be let go: someone looks at them. */
  readonly held = new Set<number>();
  /** Ascending. */
  #kept: Snapshot[] = [];
  readonly #free: GPUBuffer[] = [];
  readonly #all = new Set<GPUBuffer>();

  constructor(
    private readonly device: GPUDevice,
    private readonly trainer: Trainer,
    budgetBytes = BUDGET_BYTES,
  ) {
    this.sizeBytes = [...trainer.live.values()].reduce((sum, { buffer }) => sum + buffer.size, 0);
    const limit = Math.min(MOST, Math.floor(budgetBytes / this.sizeBytes));
    this.limit = limit < LEAST ? 0 : limit;
  }

  get steps(): readonly number[] {
    return this.#kept.map(({ step }) => step);
  }

  /** The first step after `step` that is to be kept. */
  nextAfter(step: number): number {
    return this.limit === 0 ? Infinity : nextSnapshot(step);
  }

  at(step: number): Snapshot | undefined {
    return this.#kept.find((one) => one.step === step);
  }

  /** Keeps the run as it is now, at this step; the copy runs after the steps submitted so far. */
  take(step: number, learningRate: number): void {
    if (this.limit === 0 || this.at(step) !== undefined) return;
    this.#kept.push(this.capture(step, learningRate));
    this.#kept.sort((a, b) => a.step - b.step);
    if (this.#kept.length <= this.limit) return;
    const least = leastMissed(this.steps, (one) => this.held.has(one));
    if (least !== -1) this.release(this.#kept.splice(least, 1));
  }

  /** A copy that is not one of the instants; the caller releases it. */
  capture(step: number, learningRate: number): Snapshot {
    const buffer = this.#free.pop() ?? this.#make();
    this.#copy('keep', (slab, offset, size, encoder) =>
      encoder.copyBufferToBuffer(slab, 0, buffer, offset, size),
    );
    return Object.freeze({ step, learningRate, buffer });
  }

  /** Sets training to an instant. Nothing may be under way. */
  restore({ step, learningRate, buffer }: Snapshot): void {
    this.#copy('go back', (slab, offset, size, encoder) =>
      encoder.copyBufferToBuffer(buffer, offset, slab, 0, size),
    );
    this.trainer.movedTo(step);
    this.trainer.setLearningRate(learningRate);
  }

  /** Copies one part of an instant, such as `parameters`, to the beginning of a buffer of the same size. */
  copyPart(snapshot: Snapshot, part: string, to: GPUBuffer): void {
    this.#copy('look back', (slab, offset, size, encoder, name) => {
      if (name === part) encoder.copyBufferToBuffer(snapshot.buffer, offset, to, 0, size);
    });
  }

  /** Takes the instants after a step out, for another branch to keep or to release. */
  cutAfter(step: number): Snapshot[] {
    const cut = this.#kept.filter((one) => one.step > step);
    this.#kept = this.#kept.filter((one) => one.step <= step);
    return cut;
  }

  /** Puts instants back that were cut out. */
  add(snapshots: readonly Snapshot[]): void {
    this.#kept = [...this.#kept, ...snapshots].sort((a, b) => a.step - b.step);
  }

  /** Their memory is used again. */
  release(snapshots: readonly Snapshot[]): void {
    this.#free.push(...snapshots.map(({ buffer }) => buffer));
  }

  clear(): void {
    this.release(this.#kept.splice(0));
    this.held.clear();
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
  }

  #make(): GPUBuffer {
    const buffer = this.device.createBuffer({
      label: 'snapshot',
      size: this.sizeBytes,
      usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    this.#all.add(buffer);
    return buffer;
  }

  #copy(
    label: string,
    part: (slab: GPUBuffer, offset: number, size: number, encoder: GPUCommandEncoder, name: string) => void,
  ): void {
    const encoder = this.device.createCommandEncoder({ label: `snapshot/${label}` });
    let offset = 0;
    for (const [name, { buffer }] of this.trainer.live) {
      part(buffer, offset, buffer.size, encoder, name);
      offset += buffer.size;
    }
    this.device.queue.submit([encoder.finish()]);
  }
}
