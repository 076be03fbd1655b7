// The past of a run: copies of everything that training changes (parameters, averages, the optimizer's moments, the
// training state with the place in the shuffled data), made on the GPU between two steps. So each is a place to train on
// from, to the same bits, and looking at it costs one more copy. An instant never changes, so several may hold it: the
// run, the branch it left behind, and the edits that can be undone; its memory is free when none does.
//
// Memory: all instants together stay below a budget; where one copy is large, fewer are kept.

import type { Trainer } from './trainer';
import { leastMissed, nextSnapshot } from './snapshotSchedule';

/** The past of one network on the GPU at most. */
const BUDGET_BYTES = 128 * 2 ** 20;
/** So many instants at most: more could not be told apart on the curve. */
const MOST = 120;
/** With fewer there is nothing to travel to. */
export const LEAST = 4;

export class Snapshot {
  #holders = 1;

  constructor(
    readonly step: number,
    /** Before the schedule. */
    readonly learningRate: number,
    readonly device: GPUDevice,
    readonly buffer: GPUBuffer,
  ) {}

  /** One more holds it; each lets it go once. */
  hold(): this {
    this.#holders++;
    return this;
  }

  /** @returns whether it is held no more: then its memory is the caller's */
  letGo(): boolean {
    return --this.#holders === 0;
  }
}

/** An instant on the host: all parts of the run's state, one after another. */
export interface SavedInstant {
  readonly step: number;
  readonly learningRate: number;
  readonly bytes: ArrayBuffer;
}

export class Snapshots {
  /** How many are kept at most; 0 where this network is too large to keep its past. */
  readonly limit: number;
  readonly sizeBytes: number;
  /** Steps that must not be let go: someone looks at them. */
  readonly held = new Set<number>();
  /** Ascending. */
  #kept: readonly Snapshot[] = [];
  readonly #free: GPUBuffer[] = [];

  constructor(
    private readonly device: GPUDevice,
    private readonly trainer: Trainer,
    budgetBytes = BUDGET_BYTES,
  ) {
    this.sizeBytes = [...trainer.live.values()].reduce((sum, { buffer }) => sum + buffer.size, 0);
    const limit = Math.min(MOST, Math.floor(budgetBytes / this.sizeBytes));
    this.limit = limit < LEAST ? 0 : limit;
  }

  get kept(): readonly Snapshot[] {
    return this.#kept;
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
    this.add([this.capture(step, learningRate)]);
  }

  /** A copy that is not one of the instants; the caller releases it. */
  capture(step: number, learningRate: number): Snapshot {
    const buffer = this.#room();
    this.#copy('keep', (slab, offset, size, encoder) =>
      encoder.copyBufferToBuffer(slab, 0, buffer, offset, size),
    );
    return new Snapshot(step, learningRate, this.device, buffer);
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
  cutAfter(step: number): readonly Snapshot[] {
    const cut = this.#kept.filter((one) => one.step > step);
    this.#kept = this.#kept.filter((one) => one.step <= step);
    return cut;
  }

  /** Puts instants back, in place of those of the same steps; holds them from now on as the caller did. */
  add(snapshots: readonly Snapshot[]): void {
    const steps = new Set(snapshots.map(({ step }) => step));
    this.release(this.#kept.filter(({ step }) => steps.has(step)));
    this.#kept = [...this.#kept.filter(({ step }) => !steps.has(step)), ...snapshots].sort(
      (a, b) => a.step - b.step,
    );
    while (this.#kept.length > this.limit) {
      const least = leastMissed(this.steps, (step) => this.held.has(step));
      if (least === -1) return;
      this.release(this.#kept.slice(least, least + 1));
      this.#kept = this.#kept.filter((_, at) => at !== least);
    }
  }

  /** Holds those of the instants that are of a network like this one, on this device. */
  addShared(snapshots: readonly Snapshot[]): void {
    if (this.limit === 0) return;
    const fit = snapshots.filter(
      ({ device, buffer }) => device === this.device && buffer.size === this.sizeBytes,
    );
    this.add(fit.map((one) => one.hold()));
  }

  /** Brings instants from the host, those that are of a network like this one. */
  addSaved(instants: readonly SavedInstant[]): void {
    if (this.limit === 0) return;
    const fit = instants.filter(({ bytes }) => bytes.byteLength === this.sizeBytes).slice(-this.limit);
    this.add(
      fit.map(({ step, learningRate, bytes }) => {
        const buffer = this.#room();
        this.device.queue.writeBuffer(buffer, 0, bytes);
        return new Snapshot(step, learningRate, this.device, buffer);
      }),
    );
  }

  /** Their memory is used again, where they are not held elsewhere. */
  release(snapshots: readonly Snapshot[]): void {
    for (const one of snapshots) {
      if (!one.letGo()) continue;
      if (one.device === this.device && one.buffer.size === this.sizeBytes) this.#free.push(one.buffer);
      else one.buffer.destroy();
    }
  }

  clear(): void {
    this.release(this.#kept);
    this.#kept = [];
    this.held.clear();
  }

  destroy(): void {
    this.clear();
    for (const buffer of this.#free.splice(0)) buffer.destroy();
  }

  #room(): GPUBuffer {
    return (
      this.#free.pop() ??
      this.device.createBuffer({
        label: 'snapshot',
        size: this.sizeBytes,
        usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      })
    );
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
