// Finds the fastest of several targets on a device: each plans a convolution forward and the gradient of its weights;
// the candidates run alternately on the same numbers. A candidate with results that differ from the first one's is
// excluded.

import { Slab } from '../gpu/slab';
import { readFloats } from '../gpu/readback';
import { answersPromptly, waitForSubmittedWork } from '../gpu/waits';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import type { KernelTarget } from '../kernels/target';
import { conv2d } from '../layers/conv2d';
import { checkOptions } from '../layers/options';

// A convolution of medium size: 85 million multiply-adds, with rows longer than any block.
const BATCH = 32;
const INPUT = [24, 24, 16];
const OPTIONS = checkOptions('calibrate', conv2d.options, { filters: 32, kernelSize: 3, padding: 'same' });

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
 * @param mistakeMs the timing error
 */
export function winner(
  candidates: readonly [KernelTarget, ...KernelTarget[]],
  timeOf: (target: KernelTarget) => number,
  mistakeMs = 0,
): KernelTarget {
  let [best] = candidates;
  let limit = WIN_RATIO * timeOf(best) - mistakeMs;
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

/** The tensors that every job reads. */
interface Inputs {
  readonly slab: Slab;
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly parameters: Readonly<Record<string, Tensor>>;
}

function reserveInputs(): Inputs {
  const slab = new Slab('calibrate inputs');
  return {
    slab,
    x: reserveTensor('x', [BATCH, ...INPUT], slab),
    dy: reserveTensor('dy', [BATCH, ...conv2d.outputShape(OPTIONS, [INPUT])], slab),
    parameters: Object.fromEntries(
      conv2d.parameters(OPTIONS, [INPUT]).map(({ name, shape }) => [name, reserveTensor(name, shape, slab)]),
    ),
  };
}

const KINDS = ['forward', 'gradient'] as const;

interface Job {
  /** Jobs with the same key do the same work: two targets with equal plans are timed once. */
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
  readonly graph: Graph;
  readonly outputs: readonly Tensor[];
}

function job(kind: Job['kind'], graph: Graph, outputs: readonly Tensor[]): Job {
  for (const output of outputs) graph.keep(output);
  const work = graph.dispatches.map(({ source, constants, workgroups }) => [source, constants, workgroups]);
  return { key: JSON.stringify(work), kind, graph, outputs };
}

/** The two jobs of a target, as the layer dispatches them. */
export function jobsOf(target: KernelTarget, inputs: Inputs = reserveInputs()): readonly Job[] {
  const { x, dy, parameters } = inputs;
  const [forward, gradient] = KINDS.map((kind) => new Graph(`calibrate ${kind}`, target)) as [Graph, Graph];
  const [name, training, trainingState] = ['calibrate', true, null];
  const site = { name, inputs: [x], parameters, activation: LINEAR, training, trainingState };
  const { y } = conv2d.forward(OPTIONS, forward, site);
  const gradients = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape }]) => [name, gradient.tensor(`d${name}`, shape)]),
  );
  const backward = { y, saved: {}, dy, gradients, wanted: [false], inputActivations: [LINEAR] };
  conv2d.backward(OPTIONS, gradient, { ...site, ...backward });
  return [job('forward', forward, [y]), job('gradient', gradient, Object.values(gradients))];
}

/** Numbers in [−½, ½) without a regular pattern. */
const numbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 10007) / 10007 - 0.5);

/** Runs the jobs of all candidates on the same numbers. */
export class Autotuner {
  readonly #inputs = reserveInputs();
  /** By key, the plans with right results; null: it does not compile, or computes something else. */
  readonly #ready = new Map<string, Plan | null>();
  /** The results of the default, by kind. */
  readonly #expected = new Map<Job['kind'], readonly Float32Array[]>();
  /** Runs per sample: equal for all jobs of a kind, because each sample includes the cost of one submit. */
  readonly #repeats = { forward: 1, gradient: 1 };
  /** The duration of a wait for no work, and the timing error. */
  #idleMs = 0;
  #mistakeMs = 0;

  constructor(readonly device: GPUDevice) {
    const { slab, x, dy, parameters } = this.#inputs;
    slab.allocate(device);
    for (const { storage, shape } of [x, dy, ...Object.values(parameters)]) {
      if (storage.home === 'slab')
        device.queue.writeBuffer(slab.buffer, storage.offsetBytes, numbers(sizeOf(shape)));
    }
  }

  /**
   * Runs the default, the reference for all other results, and sets the number of runs per sample.
   * @param maxMistakenMs with a larger timing error, samples would have to last too long
   * @returns the milliseconds of one run; null if the timing on this device is too imprecise
   * @throws Error if it does not run
   */
  async open(target: KernelTarget, maxMistakenMs: number): Promise<number | null> {
    const jobs = jobsOf(target, this.#inputs);
    await this.#admit(jobs);
    await this.#timeIdle();
    if (this.#mistakeMs > maxMistakenMs) return null;
    const sampleMs = Math.max(SAMPLE_MS, SAMPLE_PER_MISTAKE * this.#mistakeMs);
    let ms = 0;
    for (const { key, kind } of jobs) {
      const plan = this.#ready.get(key) ?? null;
      if (plan === null) throw new Error(`calibrate: target '${target.name}' does not run`);
      for (let repeats = 1; ; repeats *= 2) {
        const time = await this.#time(() => plan.run(repeats));
        this.#repeats[kind] = repeats;
        if (repeats === 1) ms += time;
        if (time >= sampleMs || repeats >= MAX_REPEATS) break;
      }
    }
    return ms;
  }

  /** Returns the first candidate, unless another one computes the same results clearly faster. */
  async race(candidates: readonly [KernelTarget, ...KernelTarget[]]): Promise<KernelTarget> {
    const jobs = new Map(candidates.map((target) => [target, jobsOf(target, this.#inputs)]));
    const distinct = [...new Map([...jobs.values()].flat().map((one) => [one.key, one])).values()];
    await this.#admit(distinct.filter(({ key }) => !this.#ready.has(key)));
    const best = new Map<string, number>();
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS && (round < 2 || performance.now() - startedAt < RACE_MS); round++) {
      for (const { key, kind } of distinct) {
        const plan = this.#ready.get(key) ?? null;
        if (plan === null) continue;
        const repeats = this.#repeats[kind];
        const time = (await this.#time(() => plan.run(repeats))) / repeats;
        best.set(key, Math.min(time, best.get(key) ?? Infinity));
      }
    }
    return winner(
      candidates,
      (target) => (jobs.get(target) ?? []).reduce((sum, { key }) => sum + (best.get(key) ?? Infinity), 0),
      KINDS.reduce((sum, kind) => sum + this.#mistakeMs / this.#repeats[kind], 0),
    );
  }

  destroy(): void {
    for (const plan of this.#ready.values()) plan?.destroy();
    this.#inputs.slab.destroy();
  }

  /** Compiles jobs in parallel, then runs each once, as a warm-up and to check its results. */
  async #admit(jobs: readonly Job[]): Promise<void> {
    const plans = await Promise.all(
      jobs.map(({ graph }) => compilePlan(this.device, graph).catch(() => null)),
    );
    for (const [index, one] of jobs.entries()) {
      const plan = plans[index] ?? null;
      const right = plan !== null && (await this.#isRight(one, plan));
      if (!right) plan?.destroy();
      this.#ready.set(one.key, right ? plan : null);
    }
  }

  /** Whether a job computes the same as the first one of its kind. */
  async #isRight({ kind, outputs }: Job, plan: Plan): Promise<boolean> {
    const { device } = this;
    device.pushErrorScope('validation');
    plan.run();
    if ((await device.popErrorScope()) !== null) return false;
    const results: Float32Array[] = [];
    for (const output of outputs) results.push(await readFloats(device, plan.view(output)));
    const expected = this.#expected.get(kind);
    if (expected === undefined) this.#expected.set(kind, results);
    return expected?.every((values, i) => agree(results[i] ?? new Float32Array(), values)) ?? true;
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
