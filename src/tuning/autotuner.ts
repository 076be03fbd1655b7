// Finds the fastest of several targets on a device: each plans two convolutions and a dense layer, forward and backward;
// the candidates run alternately on the same numbers. A candidate with results that differ from the first one's is
// excluded.

import { Slab } from '../gpu/slab';
import { readFloats } from '../gpu/readback';
import { answersPromptly, waitForSubmittedWork } from '../gpu/waits';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import type { KernelTarget, ShapeClass } from '../kernels/target';
import { conv2d } from '../layers/conv2d';
import { dense } from '../layers/dense';
import type { LayerDefinition } from '../layers/layer';
import { checkOptions, type OptionTable, type Resolved } from '../layers/options';
import { workText } from './workText';

/** What is raced: a layer, forward and backward, for all of its shape. `input`: its shape without the batch. */
export interface Workload {
  readonly shape: ShapeClass;
  readonly layer: LayerDefinition;
  readonly options: Resolved<OptionTable>;
  readonly batch: number;
  readonly input: Shape;
}

function workload<Table extends OptionTable>(
  shape: ShapeClass,
  layer: LayerDefinition<Table>,
  given: Readonly<Record<string, unknown>>,
  batch: number,
  input: Shape,
): Workload {
  const options = checkOptions('calibrate', layer.options, given);
  return { shape, layer, options, batch, input };
}

const SAME = { kernelSize: 3, padding: 'same' };

/**
 * Three that differ: many pixels of some channels, few pixels of many channels, and a dense layer, which has few outputs and
 * long sums. Some tens of millions of multiply-adds each.
 */
export const WORKLOADS: readonly Workload[] = [
  workload('pixels', conv2d, { filters: 64, ...SAME }, 2, [32, 32, 64]),
  workload('channels', conv2d, { filters: 64, ...SAME }, 1, [14, 14, 512]),
  workload('dense', dense, { units: 256 }, 64, [1024]),
];

/** A candidate must take less than this share of the default's time; a smaller gain may be noise. */
const WIN_RATIO = 0.95;
/** Tolerance, as a share of the largest number: a different order of terms stays below it, a mistake exceeds it. */
const TOLERANCE = 1e-4;
/** A sample lasts about so long, and so many times as long as it may be mistaken: else the clock would decide. */
const SAMPLE_MS = 5;
const SAMPLE_PER_MISTAKE = 10;
/** The number of idle waits from which the timing error is estimated. */
const IDLE_WAITS = 5;
/** Readings of a clock within which it moves on, unless it is very coarse. */
const CLOCK_READINGS = 100_000;
const MAX_REPEATS = 256;
const ROUNDS = 5;
/** No round begins after this time, if each candidate has been timed twice. */
const RACE_MS = 250;

/**
 * Returns the first candidate, unless another is clearly faster.
 * @param mistake the timing error, in the unit of the times
 */
export function winner(
  candidates: readonly [KernelTarget, ...KernelTarget[]],
  timeOf: (target: KernelTarget) => number,
  mistake = 0,
): KernelTarget {
  let [best] = candidates;
  let limit = WIN_RATIO * timeOf(best) - mistake;
  for (const candidate of candidates.slice(1)) {
    const time = timeOf(candidate);
    if (time < limit) [best, limit] = [candidate, time];
  }
  return best;
}

/** How far a clock jumps when it moves on: browsers make clocks coarse. 0 where it did not move while it was read. */
function clockTickMs(): number {
  const from = performance.now();
  for (let i = 0; i < CLOCK_READINGS; i++) {
    const now = performance.now();
    if (now > from) return now - from;
  }
  return 0;
}

/** The tensors that every job of a workload reads. */
interface Inputs {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly parameters: Readonly<Record<string, Tensor>>;
}

function reserveInputs({ layer, options, batch, input }: Workload, slab: Slab): Inputs {
  const parameters = layer
    .parameters(options, [input])
    .map(({ name, shape }) => [name, reserveTensor(name, shape, slab)] as const);
  return {
    x: reserveTensor('x', [batch, ...input], slab),
    dy: reserveTensor('dy', [batch, ...layer.outputShape(options, [input])], slab),
    parameters: Object.fromEntries(parameters),
  };
}

interface Job {
  /** Jobs with the same key do the same work: two targets with equal plans are timed once. */
  readonly key: string;
  readonly workload: Workload;
  readonly graph: Graph;
  /** Jobs of the same workload compute the same numbers. */
  readonly outputs: readonly Tensor[];
}

/** A workload as its layer dispatches it for a target. */
export function jobOf(
  target: KernelTarget,
  workload: Workload,
  inputs = reserveInputs(workload, new Slab('calibrate plan')),
): Job {
  const { layer, options } = workload;
  const { x, dy, parameters } = inputs;
  const graph = new Graph('calibrate', target);
  const [name, training, trainingState] = ['calibrate', true, null];
  const site = { name, inputs: [x], parameters, activation: LINEAR, training, trainingState };
  const { y } = layer.forward(options, graph, site);
  const gradients = Object.fromEntries(
    Object.entries(parameters).map(([parameter, { shape }]) => [
      parameter,
      graph.tensor(`d${parameter}`, shape),
    ]),
  );
  const rest = { y, saved: {}, dy, gradients, wanted: [true], inputActivations: [LINEAR] };
  const dInputs = layer.backward(options, graph, { ...site, ...rest });
  const outputs = [y, ...Object.values(gradients), ...dInputs.filter((dx) => dx !== null)];
  for (const output of outputs) graph.keep(output);
  return { key: workText(graph), workload, graph, outputs };
}

/** Numbers in [−½, ½) without a regular pattern. */
const numbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 10007) / 10007 - 0.5);

/** Runs the workloads of all candidates on the same numbers. */
export class Autotuner {
  readonly #slab = new Slab('calibrate inputs');
  readonly #inputs: ReadonlyMap<Workload, Inputs>;
  /** By key, the plans with right results; null: it does not compile, or computes something else. */
  readonly #ready = new Map<string, Plan | null>();
  /** The results of the default. */
  readonly #expected = new Map<Workload, readonly Float32Array[]>();
  /** Runs per sample: equal for all jobs of a workload, because each sample includes the cost of one submit. */
  readonly #repeats = new Map<Workload, number>();
  /** The duration of a wait for no work, and the timing error. */
  #idleMs = 0;
  #mistakeMs = 0;

  constructor(
    readonly device: GPUDevice,
    workloads: readonly Workload[] = WORKLOADS,
  ) {
    this.#inputs = new Map(workloads.map((one) => [one, reserveInputs(one, this.#slab)]));
    const { buffer } = this.#slab.allocate(device);
    for (const { x, dy, parameters } of this.#inputs.values()) {
      for (const { storage, shape } of [x, dy, ...Object.values(parameters)]) {
        if (storage.home === 'slab')
          device.queue.writeBuffer(buffer, storage.offsetBytes, numbers(sizeOf(shape)));
      }
    }
  }

  /**
   * Runs the default, the reference for all other results, and sets the number of runs per sample.
   * @param maxMistakenMs with a larger timing error, samples would have to last too long
   * @returns the milliseconds of one run; null if the timing on this device is too imprecise
   * @throws Error if it does not run
   */
  async open(target: KernelTarget, maxMistakenMs: number): Promise<number | null> {
    const jobs = this.#jobsOf(target);
    await this.#admit(jobs);
    await this.#timeIdle();
    if (this.#mistakeMs > maxMistakenMs) return null;
    const sampleMs = Math.max(SAMPLE_MS, SAMPLE_PER_MISTAKE * this.#mistakeMs);
    let ms = 0;
    for (const { key, workload } of jobs) {
      const plan = this.#ready.get(key) ?? null;
      if (plan === null) throw new Error(`calibrate: target '${target.name}' does not run`);
      for (let repeats = 1; ; repeats *= 2) {
        const time = await this.#time(() => plan.run(repeats));
        this.#repeats.set(workload, repeats);
        if (repeats === 1) ms += time;
        if (time >= sampleMs || repeats >= MAX_REPEATS) break;
      }
    }
    return ms;
  }

  /**
   * @param candidatesFor the targets for a workload, the default first
   * @returns for each workload the first, unless another one computes the same results clearly faster
   */
  async race(
    candidatesFor: (workload: Workload) => readonly [KernelTarget, ...KernelTarget[]],
  ): Promise<ReadonlyMap<Workload, KernelTarget>> {
    const races = [...this.#inputs].map(([workload, inputs]) => {
      const candidates = candidatesFor(workload);
      return { workload, candidates, jobs: candidates.map((target) => jobOf(target, workload, inputs)) };
    });
    // Two targets with the same plan share its time.
    const distinct = [...new Map(races.flatMap(({ jobs }) => jobs).map((one) => [one.key, one])).values()];
    await this.#admit(distinct.filter(({ key }) => !this.#ready.has(key)));
    const best = new Map<string, number>();
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS && (round < 2 || performance.now() - startedAt < RACE_MS); round++) {
      for (const { key, workload } of distinct) {
        const plan = this.#ready.get(key) ?? null;
        if (plan === null) continue;
        const repeats = this.#repeatsOf(workload);
        const time = (await this.#time(() => plan.run(repeats))) / repeats;
        best.set(key, Math.min(time, best.get(key) ?? Infinity));
      }
    }
    return new Map(
      races.map(({ workload, candidates, jobs }) => {
        const times = new Map(
          candidates.map((target, i) => [target, best.get(jobs[i]?.key ?? '') ?? Infinity]),
        );
        const timeOf = (target: KernelTarget): number => times.get(target) ?? Infinity;
        return [workload, winner(candidates, timeOf, this.#mistakeMs / this.#repeatsOf(workload))];
      }),
    );
  }

  destroy(): void {
    for (const plan of this.#ready.values()) plan?.destroy();
    this.#slab.destroy();
  }

  #jobsOf(target: KernelTarget): readonly Job[] {
    return [...this.#inputs].map(([workload, inputs]) => jobOf(target, workload, inputs));
  }

  #repeatsOf(workload: Workload): number {
    return this.#repeats.get(workload) ?? 1;
  }

  /** Compiles jobs in parallel, then runs each once, as a warm-up and to check its results. */
  async #admit(jobs: readonly Job[]): Promise<void> {
    const plans = await Promise.all(
      jobs.map(({ graph }) => compilePlan(this.device, graph).catch(() => null)),
    );
    const results = await Promise.all(jobs.map((one, index) => this.#resultsOf(one, plans[index] ?? null)));
    for (const [index, { key, workload }] of jobs.entries()) {
      const [plan = null, found = null] = [plans[index], results[index]];
      const expected = this.#expected.get(workload);
      if (expected === undefined && found !== null) this.#expected.set(workload, found);
      const right =
        found !== null &&
        (expected?.every((values, i) => agree(found[i] ?? new Float32Array(), values)) ?? true);
      if (!right) plan?.destroy();
      this.#ready.set(key, right ? plan : null);
    }
  }

  /** What a job computes; null if it does not run. */
  async #resultsOf({ outputs }: Job, plan: Plan | null): Promise<readonly Float32Array[] | null> {
    if (plan === null) return null;
    const { device } = this;
    device.pushErrorScope('validation');
    plan.run();
    const error = device.popErrorScope();
    // All are asked for before the first is awaited: some browsers answer late, but all at once.
    const results = Promise.all(outputs.map((output) => readFloats(device, plan.view(output))));
    return (await error) === null ? results : null;
  }

  /** The lateness of answers, and its variation. */
  async #timeIdle(): Promise<void> {
    const times: number[] = [];
    await waitForSubmittedWork(this.device);
    for (let i = 0; i < IDLE_WAITS; i++) {
      const startedAt = performance.now();
      this.device.queue.submit([this.device.createCommandEncoder({ label: 'calibrate idle' }).finish()]);
      await waitForSubmittedWork(this.device);
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const [least = 0, , middle = 0] = times;
    this.#idleMs = least;
    // If answers come at the ticks of a timer, all idle waits are alike, and other times are off by one tick.
    const uneven = answersPromptly(this.device) ? middle - least : middle;
    this.#mistakeMs = Math.max(clockTickMs(), uneven);
  }

  /** The milliseconds of one sample. Nothing else may be in flight. */
  async #time(submit: () => void): Promise<number> {
    const startedAt = performance.now();
    submit();
    await waitForSubmittedWork(this.device);
    return Math.max(0, performance.now() - startedAt - this.#idleMs);
  }
}

/** False if a value is not finite. */
function agree(actual: Float32Array, expected: Float32Array): boolean {
  let [difference, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual[i], expected[i]];
    if (!Number.isFinite(a - b)) return false;
    difference = Math.max(difference, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(b));
  }
  return difference <= TOLERANCE * scale;
}
