// A trial of a large network: one picture forward through random weights, and one training step on it, on a device of
// its own, so that its memory or failure does not affect the session. All results are kept for display; everything runs
// in pieces and can be cancelled between them.

import { wholeOrNothing } from '../gpu/buffers';
import { requestGpuDevice } from '../gpu/requestDevice';
import { DeviceLimitError, Slab } from '../gpu/slab';
import { DeviceLostError, isLost } from '../gpu/deviceLoss';
import { readFloats } from '../gpu/readback';
import type { TensorView } from '../gpu/tensorView';
import { waitForSubmittedWork } from '../gpu/waits';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Tensor } from '../graph/tensor';
import { uploadImages } from '../data/deviceDataset';
import { chooseTarget, targetOf } from '../kernels/target';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { checkMemory, memoryText, mebibytes, type MemoryRequest, type StepMemory } from '../train/memory';
import { segmentsOfPlan, runSegments, type SegmentTime, type PlanSegment } from './planSegments';
import { Ranges } from './probe/ranges';
import { forwardGraph, type ForwardGraph } from '../train/stepGraph';
import { Trainer } from '../train/trainer';
import '../optimizers/more';

/** Training settings of a trial: the target is a class index, and plain gradient descent needs no memory. */
const LOSS = 'sparseCategoricalCrossentropy';
const OPTIMIZER = { kind: 'sgd' } as const;
/** A small rate, because with a single picture larger ones make random weights diverge. */
export const TRIAL_RATE = 1e-4;
/** Work for the host between two looks at the clock of the page. */
const BREATH_MS = 10;

export interface TrialProgress {
  readonly stage: 'parameters' | 'compiling' | 'forward' | 'step';
  /** What runs now; null where nothing has a name. */
  readonly layer: string | null;
  /** 0…1 of the stage. */
  readonly done: number;
}

/** How a request is followed, and broken off: then it throws the signal's reason. */
export interface Following {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrialProgress) => void;
}

export interface ForwardResult {
  /** The answers, in the order of the classes. */
  readonly answers: Float32Array;
  /** Of each layer that does something, in their order. */
  readonly times: readonly SegmentTime[];
  readonly totalMs: number;
}

export interface StepResult {
  readonly loss: number;
  readonly totalMs: number;
}

/** What the parts of a trial take: the forward pass with all results kept, and a training step beside it. */
export const TRIAL_FORWARD: Omit<MemoryRequest, 'target'> = { batch: 1, optimizer: null, keep: 'all' };
export const TRIAL_STEP: Omit<MemoryRequest, 'target'> = { batch: 1, optimizer: OPTIMIZER, loss: LOSS };

/**
 * What a request takes on a device, and refuses it where the device's limits forbid it. Nothing is allocated.
 * @throws MemoryError with the arithmetic
 */
export function checkTrial(
  device: GPUDevice,
  network: Network,
  request: Omit<MemoryRequest, 'target'>,
): StepMemory {
  return checkMemory(network, { ...request, target: targetOf(device) }, { limits: device.limits });
}

/** A device beside that one, on which the same kernels are planned. The caller destroys it. */
export async function deviceBeside(device: GPUDevice): Promise<GPUDevice> {
  const { device: beside } = await requestGpuDevice({ label: 'trial' });
  chooseTarget(beside, targetOf(device));
  return beside;
}

export class Trial {
  /** Rejects once the device is lost: nothing that it was asked for comes back then. */
  readonly #lost: Promise<never>;
  readonly #pieces: readonly PlanSegment[];

  private constructor(
    readonly device: GPUDevice,
    readonly network: Network,
    private readonly seed: number,
    private readonly store: ParameterStore,
    private readonly passing: {
      readonly forward: ForwardGraph;
      readonly plan: Plan;
      readonly ranges: Ranges;
      readonly slabs: readonly Slab[];
      /** Dispatches of the network itself; those of the ranges come behind them. */
      readonly dispatches: number;
    },
  ) {
    this.#lost = lossOf(device);
    this.#pieces = segmentsOfPlan(
      passing.plan,
      network.layers.map(({ name }) => name),
      passing.dispatches,
    );
  }

  /**
   * Draws random weights and compiles the pass. The device stays the caller's.
   * @throws MemoryError before anything is allocated where limits forbid it; DeviceLimitError where there is no memory;
   * DeviceLostError if the device is lost
   */
  static async open(
    device: GPUDevice,
    network: Network,
    seed: number,
    { signal, onProgress }: Following = {},
  ): Promise<Trial> {
    const memory = checkTrial(device, network, TRIAL_FORWARD);
    return wholeOrNothing((own) =>
      guarded(device, memory, async () => {
        const store = own(new ParameterStore(device, network));
        await drawn(store, seed, { signal, onProgress });
        onProgress?.({ stage: 'compiling', layer: null, done: 0 });
        const slabs = [own(new Slab('trial input')), own(new Slab('trial ranges'))] as const;
        const forward = forwardGraph(network, store, 1, 'all', slabs[0]);
        const dispatches = forward.graph.dispatches.length;
        const looked = [...forward.results].map(([layer, tensor]) => ({ layer, kernel: false, tensor }));
        const ranges = Ranges.append(forward.graph, looked, slabs[1]);
        for (const slab of slabs) slab.allocate(device);
        const plan = own(await compilePlan(device, forward.graph));
        signal?.throwIfAborted();
        return new Trial(device, network, seed, store, { forward, plan, ranges, slabs, dispatches });
      }),
    );
  }

  /** @param pixels 0…1, row-major, channels last. @throws Error for a picture of another size; as `open` does */
  async forward(pixels: Float32Array, { signal, onProgress }: Following = {}): Promise<ForwardResult> {
    const { forward, plan, dispatches } = this.passing;
    const [input] = forward.inputs;
    const output = forward.results.get(this.network.outputs[0] ?? '');
    if (input === undefined || output === undefined || pixels.length !== sizeOf(input.shape))
      throw new Error(
        `trial of '${this.network.name}': expected ${sizeOf(input?.shape ?? [])} pixels. Received ${pixels.length}`,
      );
    this.device.queue.writeBuffer(plan.view(input).buffer, 0, pixels as Float32Array<ArrayBuffer>);
    return this.#unlessLost(async () => {
      const times = await runSegments(plan, this.#pieces, ({ layer }, done) => {
        signal?.throwIfAborted();
        onProgress?.({ stage: 'forward', layer, done });
      });
      plan.runRange(dispatches, plan.dispatchCount);
      const answers = await readFloats(this.device, plan.view(output));
      return { answers, times, totalMs: times.reduce((sum, { ms }) => sum + ms, 0) };
    });
  }

  /**
   * One step of plain gradient descent on one picture; the weights are others afterwards, and a forward pass shows it.
   * @param pixels bytes
   * @throws as `open` does; the trial can go on then, unless the device is lost
   */
  async step(pixels: Uint8Array, label: number, { signal, onProgress }: Following = {}): Promise<StepResult> {
    const { device, network, store, seed } = this;
    const [height = 1, width = 1, channels = 1] = network.inputs[0]?.shape ?? [];
    const memory = checkTrial(device, network, TRIAL_STEP);
    onProgress?.({ stage: 'compiling', layer: null, done: 0 });
    const picture = {
      ...{ name: 'trial', height, width, channels, count: 1, images: pixels },
      ...{ labels: Uint8Array.of(label), classNames: [] },
    };
    return this.#unlessLost(() =>
      guarded(device, memory, async () => {
        const data = uploadImages(device, picture);
        let trainer: Trainer | null = null;
        try {
          trainer = await Trainer.create(device, {
            ...{ network, data, loss: LOSS, batchSize: 1, seed, store, shuffle: false, layerByLayer: true },
            optimizer: { ...OPTIMIZER, options: { learningRate: TRIAL_RATE } },
          });
          const pieces = segmentsOfPlan(
            trainer.plan,
            network.layers.map(({ name }) => name),
          );
          const times = await runSegments(trainer.plan, pieces, ({ layer }, done) => {
            signal?.throwIfAborted();
            onProgress?.({ stage: 'step', layer, done });
          });
          store.changed();
          const { records } = await trainer.read();
          return { loss: records[0]?.loss ?? NaN, totalMs: times.reduce((sum, { ms }) => sum + ms, 0) };
        } finally {
          trainer?.destroy();
          data.destroy();
        }
      }),
    );
  }

  /** Where the result of a layer lies, of the last forward pass. @throws Error if there is no such layer */
  result(layer: string): TensorView {
    const tensor: Tensor | undefined = this.passing.forward.results.get(layer);
    if (tensor === undefined) throw new Error(`network '${this.network.name}': has no layer '${layer}'`);
    return this.passing.plan.view(tensor, true);
  }

  /** What the results of the layers span. */
  async ranges(): Promise<ReadonlyMap<string, readonly [low: number, high: number]>> {
    const found = await this.#unlessLost(() => this.passing.ranges.read(this.device, this.passing.plan));
    return new Map(
      [...found].map(
        ([
          layer,
          {
            activation: { low, high },
          },
        ]) => [layer, [low, high] as const],
      ),
    );
  }

  async #unlessLost<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([work(), this.#lost]);
    } catch (error) {
      throw await reasonOf(this.device, error);
    }
  }

  destroy(): void {
    this.passing.plan.destroy();
    for (const slab of this.passing.slabs) slab.destroy();
    this.store.destroy();
  }
}

async function drawn(store: ParameterStore, seed: number, { signal, onProgress }: Following): Promise<void> {
  const { queue } = store.device;
  let breathedAt = performance.now();
  await store.initializeInParts(seed, async (done) => {
    if (performance.now() - breathedAt < BREATH_MS) return;
    signal?.throwIfAborted();
    onProgress?.({ stage: 'parameters', layer: null, done });
    // Also flushes pending writes, which use memory of their own until something is submitted.
    queue.submit([]);
    await waitForSubmittedWork(store.device);
    breathedAt = performance.now();
  });
}

function lossOf(device: GPUDevice): Promise<never> {
  const lost = device.lost.then(() => {
    throw new DeviceLostError('trial: the device was lost');
  });
  lost.catch(() => undefined);
  return lost;
}

/** Work on a lost device fails in many ways, perhaps before the loss is reported. */
async function reasonOf(device: GPUDevice, error: unknown): Promise<unknown> {
  if (error instanceof DeviceLostError || !(await isLost(device))) return error;
  return new DeviceLostError('trial: the device was lost', { cause: error });
}

/** Runs what allocates; says so where there is no memory for it. */
async function guarded<T>(device: GPUDevice, memory: StepMemory, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('out-of-memory');
  // An out-of-memory error may appear with another message.
  const [outcome] = await Promise.allSettled([Promise.race([work(), lossOf(device)])]);
  const full = await Promise.race([device.popErrorScope(), lossOf(device)]);
  if (full !== null)
    throw new DeviceLimitError(
      `'${memory.network}': this device has no memory for it. ${memoryText(memory)} = ${mebibytes(memory.total)}`,
      {
        facts: { code: 'noMemory', network: memory.network, needsBytes: memory.total },
        cause: outcome.status === 'rejected' ? outcome.reason : undefined,
      },
    );
  if (outcome.status === 'rejected') throw await reasonOf(device, outcome.reason);
  return outcome.value;
}
