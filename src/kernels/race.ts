// Which of some targets a device is fastest with: a convolution forward and the gradient of its weights, planned for each
// of them, run in turns on the same numbers. What computes something else than the first is out.

import { PipelineCache } from '../gpu/pipelines';
import { readBytes } from '../gpu/readback';
import { answersPromptly, waitForSubmittedWork } from '../gpu/waits';
import { LINEAR } from './activation';
import {
  conv2dForward,
  conv2dGradWeight,
  MAX_SPLITS,
  sumPartials,
  weightGradientSplits,
  type Conv2dGeometry,
} from './conv2d';
import type { Access, Kernel, KernelPlan } from './kernel';
import type { KernelTarget } from './target';

/** Middling: 85 million multiply-adds, in rows that no block spans. */
const SHAPE: Conv2dGeometry = {
  batch: 32,
  height: 24,
  width: 24,
  channels: 16,
  outputHeight: 24,
  outputWidth: 24,
  filters: 32,
  windowHeight: 3,
  windowWidth: 3,
  strides: [1, 1],
  dilation: [1, 1],
  padTop: 1,
  padLeft: 1,
};

/** A candidate must take less than this share of the default's time: what is less may be noise. */
const WIN_RATIO = 0.95;
/** Of the largest number: the order of a sum's terms makes less, a mistake makes more. */
const TOLERANCE = 1e-4;
/** A sample lasts about so long, and so many times as long as it may be mistaken: else the clock would decide. */
const SAMPLE_MS = 5;
const SAMPLE_PER_MISTAKE = 10;
/** Idle waits that tell by how much times may be wrong. */
const IDLE_WAITS = 5;
/** Readings of a clock within which it moves on, unless it is very coarse. */
const CLOCK_READINGS = 100_000;
const MAX_REPEATS = 256;
const ROUNDS = 5;
/** No round begins after this, if each has been timed twice. */
const RACE_MS = 250;
/**
 * The first of them, unless another is clearly faster.
 * @param mistakeMs by how much a time may be wrong
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

type BufferName = 'x' | 'weight' | 'bias' | 'y' | 'dy' | 'partials' | 'dWeight' | 'dBias';

interface Dispatch {
  readonly name: string;
  readonly accesses: readonly Access[];
  readonly plan: KernelPlan;
  /** In the order of the kernel's bindings. */
  readonly buffers: readonly BufferName[];
}

interface Job {
  /** Jobs of one key are the same work: two targets that plan it alike are timed once. */
  readonly key: string;
  readonly what: (typeof KINDS)[number];
  readonly dispatches: readonly Dispatch[];
}

const WEIGHTS = SHAPE.windowHeight * SHAPE.windowWidth * SHAPE.channels * SHAPE.filters;
const SIZES: Readonly<Record<BufferName, number>> = {
  x: SHAPE.batch * SHAPE.height * SHAPE.width * SHAPE.channels,
  weight: WEIGHTS,
  bias: SHAPE.filters,
  y: SHAPE.batch * SHAPE.outputHeight * SHAPE.outputWidth * SHAPE.filters,
  dy: SHAPE.batch * SHAPE.outputHeight * SHAPE.outputWidth * SHAPE.filters,
  partials: MAX_SPLITS * (WEIGHTS + SHAPE.filters),
  dWeight: WEIGHTS,
  dBias: SHAPE.filters,
};
const KINDS = ['forward', 'gradient'] as const;
const INPUTS = ['x', 'weight', 'bias', 'dy'] as const;
const OUTPUTS = { forward: ['y'], gradient: ['dWeight', 'dBias'] } as const;

function dispatch<Params, Binding extends string>(
  kernel: Kernel<Params, Binding>,
  params: Params,
  target: KernelTarget,
  buffers: Readonly<Record<Binding, BufferName>>,
): Dispatch {
  const names = Object.keys(kernel.bindings) as Binding[];
  return {
    name: kernel.name,
    accesses: names.map((name) => kernel.bindings[name]),
    plan: kernel.plan(params, target),
    buffers: names.map((name) => buffers[name]),
  };
}

/** The two jobs of a target, dispatched as by a layer. */
export function jobsOf(target: KernelTarget): readonly Job[] {
  const splits = weightGradientSplits(SHAPE, target);
  const [useBias, weights, biases] = [true, WEIGHTS, SHAPE.filters];
  const forward = { x: 'x', weight: 'weight', bias: 'bias', y: 'y' } as const;
  const sums = { x: 'x', dy: 'dy', dWeight: splits === 1 ? 'dWeight' : 'partials', dBias: 'dBias' } as const;
  const joined = { partials: 'partials', dWeight: 'dWeight', dBias: 'dBias' } as const;
  const work: Record<Job['what'], readonly Dispatch[]> = {
    forward: [
      dispatch(conv2dForward, { ...SHAPE, useBias, activation: LINEAR, weights: 'f32' }, target, forward),
    ],
    gradient: [
      dispatch(conv2dGradWeight, { ...SHAPE, splits, useBias }, target, sums),
      ...(splits === 1 ? [] : [dispatch(sumPartials, { weights, biases, splits, useBias }, target, joined)]),
    ],
  };
  return KINDS.map((what) => ({ key: JSON.stringify(work[what]), what, dispatches: work[what] }));
}

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: KernelPlan['workgroups'];
}

/** Numbers in [−½, ½) without a pattern that a block could follow. */
const numbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 10007) / 10007 - 0.5);

/** Runs the jobs of all candidates on the same numbers. */
export class Autotuner {
  readonly #buffers: Readonly<Record<BufferName, GPUBuffer>>;
  /** By key, what runs and is right; null: it does not compile, or computes something else. */
  readonly #ready = new Map<string, readonly Step[] | null>();
  /** What the default computed. */
  readonly #expected = new Map<BufferName, Float32Array>();
  /** How often a job is run for one sample: alike for all of its kind, as each sample holds the cost of one submit. */
  readonly #repeats = { forward: 1, gradient: 1 };
  /** What a wait takes where there is nothing to wait for, and by how much a time may be wrong. */
  #idleMs = 0;
  #mistakeMs = 0;

  constructor(readonly device: GPUDevice) {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.#buffers = Object.fromEntries(
      Object.entries(SIZES).map(([name, size]) => [
        name,
        device.createBuffer({ label: `calibrate ${name}`, size: size * 4, usage }),
      ]),
    ) as Record<BufferName, GPUBuffer>;
    for (const name of INPUTS) device.queue.writeBuffer(this.#buffers[name], 0, numbers(SIZES[name]));
  }

  /**
   * Runs the default, whose results all others are held against, and sets the pace.
   * @param maxMistakenMs where times may be wrong by more than this, samples would have to last too long
   * @returns the milliseconds of one run; null where this device's times tell too little
   * @throws Error if it does not run
   */
  async open(target: KernelTarget, maxMistakenMs: number): Promise<number | null> {
    const jobs = jobsOf(target);
    await this.#admit(jobs);
    await this.#timeIdle();
    if (this.#mistakeMs > maxMistakenMs) return null;
    const sampleMs = Math.max(SAMPLE_MS, SAMPLE_PER_MISTAKE * this.#mistakeMs);
    let ms = 0;
    for (const { key, what } of jobs) {
      const steps = this.#ready.get(key) ?? null;
      if (steps === null) throw new Error(`calibrate: target '${target.name}' does not run`);
      for (let repeats = 1; ; repeats *= 2) {
        const time = await this.#time(steps, repeats);
        this.#repeats[what] = repeats;
        if (repeats === 1) ms += time;
        if (time >= sampleMs || repeats >= MAX_REPEATS) break;
      }
    }
    return ms;
  }

  /** The first of them, unless another gets the same results clearly faster. */
  async race(candidates: readonly [KernelTarget, ...KernelTarget[]]): Promise<KernelTarget> {
    const jobs = new Map(candidates.map((target) => [target, jobsOf(target)]));
    const distinct = [...new Map([...jobs.values()].flat().map((job) => [job.key, job])).values()];
    await this.#admit(distinct.filter(({ key }) => !this.#ready.has(key)));
    const best = new Map<string, number>();
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS && (round < 2 || performance.now() - startedAt < RACE_MS); round++) {
      for (const { key, what } of distinct) {
        const steps = this.#ready.get(key) ?? null;
        if (steps === null) continue;
        const time = (await this.#time(steps, this.#repeats[what])) / this.#repeats[what];
        best.set(key, Math.min(time, best.get(key) ?? Infinity));
      }
    }
    return winner(
      candidates,
      (target) => (jobs.get(target) ?? []).reduce((sum, { key }) => sum + (best.get(key) ?? Infinity), 0),
      KINDS.reduce((sum, what) => sum + this.#mistakeMs / this.#repeats[what], 0),
    );
  }

  destroy(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.destroy();
  }

  /** Compiles jobs side by side, then runs each once, which also warms it up, and looks at what it computed. */
  async #admit(jobs: readonly Job[]): Promise<void> {
    const compiled = await Promise.all(jobs.map((job) => this.#compile(job).catch(() => null)));
    for (const [index, job] of jobs.entries()) {
      const steps = compiled[index] ?? null;
      this.#ready.set(job.key, steps !== null && (await this.#isRight(job, steps)) ? steps : null);
    }
  }

  #compile({ dispatches }: Job): Promise<Step[]> {
    return Promise.all(
      dispatches.map(async ({ name, accesses, plan, buffers }): Promise<Step> => {
        const { source, constants, workgroups } = plan;
        const { pipeline, layout } = await PipelineCache.of(this.device).compute({
          name,
          source,
          constants,
          accesses,
        });
        const entries = buffers.map((buffer, binding) => ({
          binding,
          resource: { buffer: this.#buffers[buffer] },
        }));
        return {
          pipeline,
          bindGroup: this.device.createBindGroup({ label: `calibrate ${name}`, layout, entries }),
          workgroups,
        };
      }),
    );
  }

  /** Whether a job computes what the first of its kind did. */
  async #isRight({ what }: Job, steps: readonly Step[]): Promise<boolean> {
    const { device } = this;
    // What a job before has written must not pass for its results.
    const encoder = device.createCommandEncoder({ label: 'calibrate' });
    for (const name of OUTPUTS[what]) encoder.clearBuffer(this.#buffers[name]);
    device.pushErrorScope('validation');
    device.queue.submit([encoder.finish()]);
    this.#submit(steps, 1);
    if ((await device.popErrorScope()) !== null) return false;
    for (const name of OUTPUTS[what]) {
      const values = new Float32Array(await readBytes(device, this.#buffers[name]));
      const expected = this.#expected.get(name);
      if (expected === undefined) this.#expected.set(name, values);
      else if (!agree(values, expected)) return false;
    }
    return true;
  }

  #submit(steps: readonly Step[], times: number): void {
    const encoder = this.device.createCommandEncoder({ label: 'calibrate' });
    const pass = encoder.beginComputePass({ label: 'calibrate' });
    for (let i = 0; i < times; i++) {
      for (const { pipeline, bindGroup, workgroups } of steps) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(...workgroups);
      }
    }
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** How late answers come, and how evenly. */
  async #timeIdle(): Promise<void> {
    const times: number[] = [];
    await waitForSubmittedWork(this.device);
    for (let i = 0; i < IDLE_WAITS; i++) {
      const startedAt = performance.now();
      this.#submit([], 1);
      await waitForSubmittedWork(this.device);
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const [least = 0, , middle = 0] = times;
    this.#idleMs = least;
    // Where answers come at the ticks of a timer, idle waits are all alike, and others are off by a tick.
    const uneven = answersPromptly(this.device) ? middle - least : middle;
    this.#mistakeMs = Math.max(clockTickMs(), uneven);
  }

  /** Milliseconds of one sample. Nothing else may be under way. */
  async #time(steps: readonly Step[], times: number): Promise<number> {
    const startedAt = performance.now();
    this.#submit(steps, times);
    await waitForSubmittedWork(this.device);
    return Math.max(0, performance.now() - startedAt - this.#idleMs);
  }
}

/** False where a number is none. */
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
