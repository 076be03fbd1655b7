// Snapshots of a run: copies of everything that training changes (parameters, moving averages, the optimizer's moments,
// the training state with the position in the shuffled data), made on the GPU between two steps. Training resumes from
// a snapshot bit by bit, and displaying one costs one more copy. A snapshot never changes, so several owners may hold
// it: the run, the branch it left behind, and the edits that can be undone. Its memory is free when none does.
//
// The memory of all snapshots stays below a budget; of a large network fewer are kept.

import { createBuffer } from '../gpu/buffers';
import { readBytes } from '../gpu/readback';
import { allocated } from '../gpu/slab';
import type { Checkpoint, Trainer } from './trainer';
import { leastMissed, nextSnapshot } from './snapshotSchedule';

/** The memory budget for the snapshots of one network on the GPU. */
const BUDGET_BYTES = 128 * 2 ** 20;
/** The maximum number of snapshots: more could not be distinguished on the curve. */
export const MAX_SNAPSHOTS = 120;
/** So many are kept before memory is taken for those that will follow: many runs are edited before. */
const ALONE = 16;
/** With fewer, travelling in time is not offered. */
export const LEAST = 4;

export class Snapshot {
  #holders = 1;

  constructor(
    readonly step: number,
    /** The learning rate before the schedule. */
    readonly learningRate: number,
    readonly device: GPUDevice,
    readonly buffer: GPUBuffer,
  ) {}

  /** Adds one owner; each releases it once. */
  hold(): this {
    this.#holders++;
    return this;
  }

  /** @returns whether no owner is left; the caller then owns the memory */
  letGo(): boolean {
    return --this.#holders === 0;
  }
}

/** A snapshot on the host: all parts of the run's state, one after another. */
export interface SavedInstant {
  readonly step: number;
  readonly learningRate: number;
  readonly bytes: ArrayBuffer;
}

export class Snapshots {
  /** The maximum number of snapshots; 0 if the network is too large. Fewer once the device has no memory for another. */
  limit: number;
  readonly sizeBytes: number;
  /** Steps of snapshots that must not be dropped, because a view shows them. */
  readonly held = new Set<number>();
  /** The step with the best weights so far, which is kept as well; null if none is chosen. */
  best: number | null = null;
  /** Ascending. */
  #kept: readonly Snapshot[] = [];
  readonly #free: GPUBuffer[] = [];

  constructor(
    private readonly device: GPUDevice,
    private readonly trainer: Trainer,
    budgetBytes = BUDGET_BYTES,
  ) {
    this.sizeBytes = [...trainer.live.values()].reduce((sum, { buffer }) => sum + buffer.size, 0);
    const limit = Math.min(MAX_SNAPSHOTS, Math.floor(budgetBytes / this.sizeBytes));
    this.limit = limit < LEAST ? 0 : limit;
  }

  get kept(): readonly Snapshot[] {
    return this.#kept;
  }

  get steps(): readonly number[] {
    return this.#kept.map(({ step }) => step);
  }

  /** The first step after `step` that is kept. */
  nextAfter(step: number): number {
    return this.limit === 0 ? Infinity : nextSnapshot(step);
  }

  mustStay(step: number): boolean {
    return step === this.best || this.held.has(step);
  }

  at(step: number): Snapshot | undefined {
    return this.#kept.find((one) => one.step === step);
  }

  /** Takes a snapshot at this step; the copy runs after the steps submitted so far. */
  take(step: number, learningRate: number): void {
    if (this.limit === 0 || this.at(step) !== undefined) return;
    this.add([this.capture(step, learningRate)]);
  }

  /** A copy that is not one of the snapshots; the caller releases it. */
  capture(step: number, learningRate: number): Snapshot {
    const buffer = this.#room();
    this.#copy('keep', (slab, offset, size, encoder) =>
      encoder.copyBufferToBuffer(slab, 0, buffer, offset, size),
    );
    return new Snapshot(step, learningRate, this.device, buffer);
  }

  /** Sets training to a snapshot. No steps may be in flight. */
  restore({ step, learningRate, buffer }: Snapshot): void {
    this.#copy('go back', (slab, offset, size, encoder) =>
      encoder.copyBufferToBuffer(buffer, offset, slab, 0, size),
    );
    this.trainer.movedTo(step);
    this.trainer.setLearningRate(learningRate);
  }

  /** A snapshot on the host, as a copy of the run. @throws as `readBytes` does */
  async read({ step, buffer }: Snapshot): Promise<Checkpoint> {
    const bytes = await readBytes(this.device, buffer);
    const slabs: Record<string, ArrayBuffer> = {};
    let offset = 0;
    for (const [name, slab] of this.trainer.live) {
      slabs[name] = bytes.slice(offset, offset + slab.buffer.size);
      offset += slab.buffer.size;
    }
    return { step, halted: false, slabs };
  }

  /** Copies one part of a snapshot, such as `parameters`, to the beginning of a buffer of the same size. */
  copyPart(snapshot: Snapshot, part: string, to: GPUBuffer): void {
    this.#copy('look back', (slab, offset, size, encoder, name) => {
      if (name === part) encoder.copyBufferToBuffer(snapshot.buffer, offset, to, 0, size);
    });
  }

  /** Removes the snapshots after a step and returns them; the caller keeps or releases them. */
  cutAfter(step: number): readonly Snapshot[] {
    const cut = this.#kept.filter((one) => one.step > step);
    this.#kept = this.#kept.filter((one) => one.step <= step);
    return cut;
  }

  /** Inserts snapshots, replacing those of the same steps, and takes over the caller's ownership. */
  add(snapshots: readonly Snapshot[]): void {
    const steps = new Set(snapshots.map(({ step }) => step));
    this.release(this.#kept.filter(({ step }) => steps.has(step)));
    this.#kept = [...this.#kept.filter(({ step }) => !steps.has(step)), ...snapshots].sort(
      (a, b) => a.step - b.step,
    );
    while (this.#kept.length > this.limit) {
      const least = leastMissed(this.steps, (step) => this.mustStay(step));
      if (least === -1) return;
      this.release(this.#kept.slice(least, least + 1));
      this.#kept = this.#kept.filter((_, at) => at !== least);
    }
  }

  /** Holds those snapshots that belong to a network like this one, on this device. */
  addShared(snapshots: readonly Snapshot[]): void {
    if (this.limit === 0) return;
    const fit = snapshots.filter(
      ({ device, buffer }) => device === this.device && buffer.size === this.sizeBytes,
    );
    this.add(fit.map((one) => one.hold()));
  }

  /** Uploads snapshots from the host, if they belong to a network like this one. */
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

  /** Reuses the memory of snapshots that have no other owner. */
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
    this.best = null;
  }

  destroy(): void {
    this.clear();
    for (const buffer of this.#free.splice(0)) buffer.destroy();
  }

  #room(): GPUBuffer {
    const kept = this.#kept.length;
    const free = this.#free;
    // Two for each, and one beyond the most, which is taken before another is dropped: after some 500 steps a run has all
    // the memory that it will ever need, and reuses it.
    for (let more = 0; more < 2 && kept >= ALONE && kept + free.length <= this.limit; more++)
      free.push(this.#create());
    return free.pop() ?? this.#create();
  }

  #create(): GPUBuffer {
    const buffer = createBuffer(this.device, {
      label: 'snapshot',
      size: this.sizeBytes,
      usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    allocated([buffer]).catch(() => this.#refused(buffer));
    return buffer;
  }

  /** There is no memory for another one: what there is has to do. */
  #refused(buffer: GPUBuffer): void {
    this.#kept = this.#kept.filter((one) => one.buffer !== buffer);
    this.#free.splice(0, Infinity, ...this.#free.filter((one) => one !== buffer));
    this.limit = this.#kept.length < LEAST ? 0 : this.#kept.length;
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
