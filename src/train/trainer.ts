// Training on the GPU: the parameters, the optimizer's memory, the training state, and the plan of one step.
// `submit(k)` takes k steps in one command buffer and returns at once; nothing is read back on the way.

import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { reserveTensor, tensorInSlab } from '../graph/graph';
import type { Graph } from '../graph/graph';
import { checkGraph, compilePlan, viewInSlab, type Plan } from '../graph/plan';
import { checkOptions } from '../graph/options';
import { targetOf } from '../kernels/target';
import type { Tensor } from '../graph/tensor';
import type { DeviceDataset } from '../data/deviceDataset';
import { TRAINING_STATE, TRAINING_STATE_LENGTH, trainingStateAt } from '../kernels/trainingState';
import type { LossOptions } from '../losses/loss';
import { lossDefinition } from '../losses/losses';
import type { HalfRangeError } from '../models/halfParameters';
import type { Network } from '../models/network';
import { loadInitializersOf, ParameterStore, type ForwardParameters } from '../models/parameterStore';
import { loadOptimizer, optimizerDefinition } from '../optimizers/optimizers';
import { encodeSchedule, loadSchedule, rateAt, type Schedule } from '../optimizers/schedules';
import type { Augmentation } from './augmentation';
import { loadBatchChanges } from './batchChanges';
import type { Evaluator } from './evaluator';
import { clippingFor, loadClipping } from './clipping';
import { loadDtypePolicy, mixedPrecision, type DtypePolicy } from './dtypePolicy';
import { createMetrics } from './metrics';
import { checkMemory, inNetwork, type StepMemory } from './memory';
import { NonFiniteLossError } from './nonFiniteLoss';
import { OptimizerMemory } from './optimizerMemory';
import {
  checkFit,
  HISTORY_CAPACITY,
  loadFusing,
  lossWeightsOf,
  trainingGraph,
  type OptimizerParts,
  type TrainingParts,
} from './stepGraph';
import { HistoryReader, type Reading } from './historyReader';
import { trainingLoop, type TrainingEvents, type TrainingOptions } from './trainingLoop';

export interface TrainerOptions {
  readonly network: Network;
  readonly data: DeviceDataset;
  /** One for each output of the network, or one for all. */
  readonly loss: string | readonly string[];
  readonly optimizer: { readonly kind: string; readonly options?: Readonly<Record<string, unknown>> };
  readonly schedule?: Schedule;
  /** Checked by the caller (losses/lossOptions.ts). */
  readonly lossOptions?: LossOptions;
  readonly batchSize: number;
  readonly seed: number;
  /** True (default): a new order in every epoch. False: the order of the data. */
  readonly shuffle?: boolean;
  /** Data augmentation; absent: none. */
  readonly augmentation?: Augmentation;
  /** Mixes every row of a batch with another one, and likewise its target; needs a loss of probabilities. */
  readonly mixUp?: boolean;
  /** Default `float32`; `mixed_float16` needs a device with the feature `shader-f16`. */
  readonly dtypePolicy?: DtypePolicy;
  /** Parameters to train; absent: new ones from the seed. */
  readonly store?: ParameterStore;
  /** Optimizer state to continue from, owned by the caller; absent: zeros. */
  readonly memory?: OptimizerMemory;
  /** True: nothing is fused, so that a step can be run and timed layer by layer. */
  readonly layerByLayer?: boolean;
  /** The memory limit in bytes; a step that needs more is refused. */
  readonly budgetBytes?: number;
}

export interface OptimizerWorkings {
  readonly definition: OptimizerParts['definition'];
  readonly options: OptimizerParts['options'];
  readonly decay: Slab;
  readonly clipping: OptimizerParts['clipping'];
  readonly slots: ReadonlyMap<string, Slab>;
  readonly trainingState: Slab;
}

/** Everything needed to resume training, bit by bit. */
export interface Checkpoint {
  readonly step: number;
  /** The copy was made after a non-finite loss, so it must not be resumed from. */
  readonly halted: boolean;
  readonly slabs: Readonly<Record<string, ArrayBuffer>>;
}

export class Trainer {
  readonly store: ParameterStore;
  readonly #graph: Graph;
  #plan: Plan | null = null;
  #compiled = false;
  #compiling: Promise<Plan> | null = null;
  /** Nobody waits for the step yet. */
  #patient = false;
  #destroyed = false;
  readonly #parts: TrainingParts & { readonly store: ParameterStore };
  readonly #reader: HistoryReader;
  readonly #metricsSlabs: readonly [trainingState: Slab, history: Slab];
  readonly #optimizer: OptimizerParts;
  readonly #slotSlabs: ReadonlyMap<string, Slab>;
  /** Weights of classes and samples, tables for clipping, f16 copies of weights. */
  readonly #others: readonly Slab[];
  /** What the step takes. */
  readonly #memory: StepMemory;
  #options: TrainerOptions;
  #learningRate: number;

  private constructor(
    readonly device: GPUDevice,
    options: TrainerOptions,
    made: {
      store: ParameterStore;
      graph: Graph;
      parts: TrainingParts & { readonly store: ParameterStore };
      metricsSlabs: readonly [Slab, Slab];
      optimizer: OptimizerParts;
      slotSlabs: ReadonlyMap<string, Slab>;
      others: readonly Slab[];
      memory: StepMemory;
    },
  ) {
    this.#others = made.others;
    this.#memory = made.memory;
    this.#options = options;
    this.#learningRate = made.optimizer.options.learningRate as number;
    this.store = made.store;
    this.#graph = made.graph;
    this.#parts = made.parts;
    this.#metricsSlabs = made.metricsSlabs;
    this.#optimizer = made.optimizer;
    this.#slotSlabs = made.slotSlabs;
    const { trainingState, history } = made.parts.metrics;
    this.#reader = new HistoryReader(
      device,
      viewInSlab(trainingState),
      viewInSlab(history),
      HISTORY_CAPACITY,
      lossWeightsOf(made.parts),
    );
  }

  /**
   * A trainer that is ready to take steps.
   * @throws MissingFeatureError before anything is allocated, if the policy asks for f16 and the device does not have it; as
   * `uncompiled` and `compile` do
   */
  static async create(device: GPUDevice, options: TrainerOptions): Promise<Trainer> {
    await Promise.all([
      loadOptimizer(options.optimizer.kind),
      loadClipping(options.optimizer.options),
      loadBatchChanges(options),
      loadDtypePolicy(device, options.dtypePolicy),
      loadSchedule(options.schedule),
      loadInitializersOf(options.network),
    ]);
    const trainer = Trainer.uncompiled(device, options);
    try {
      await trainer.compile();
    } catch (error) {
      trainer.destroy();
      throw error;
    }
    return trainer;
  }

  /**
   * A trainer whose step is compiled when `compile` is called; `train` calls it. Everything else works before.
   * @throws MemoryError before anything is allocated, if the step does not fit the device or the limit;
   * ArchitectureError, DeviceLimitError, or an Error if data and network do not fit
   */
  static uncompiled(device: GPUDevice, options: TrainerOptions): Trainer {
    const { network, data, batchSize, dtypePolicy } = options;
    const definition = optimizerDefinition(options.optimizer.kind);
    const optimizerOptions = checkOptions(
      `optimizer '${definition.kind}'`,
      definition.options,
      options.optimizer.options ?? {},
    );
    const losses = [options.loss].flat().map(lossDefinition);
    checkFit(network, losses, data);
    const { labelSmoothing = 0, classWeights, sampleWeights, lossWeights } = options.lossOptions ?? {};
    const changed = { augmentation: options.augmentation, mixUp: options.mixUp, lossWeights };
    const memory = checkMemory(
      network,
      {
        ...{ batch: batchSize, optimizer: options.optimizer, loss: options.loss, target: targetOf(device) },
        ...{ ...changed, dtypePolicy },
      },
      {
        limits: device.limits,
        ...(options.budgetBytes === undefined ? {} : { budgetBytes: options.budgetBytes }),
      },
    );
    const store = options.store ?? new ParameterStore(device, network);
    const mixed = mixedPrecision(store, dtypePolicy);
    mixed?.allocate(device);
    const { metrics, slabs: metricsSlabs } = createMetrics(device, network.outputs.length);
    const bytes = store.size * 4;
    const mirror = (label: string): Slab => {
      const slab = new Slab(label);
      slab.reserve(bytes);
      return slab.allocate(device);
    };
    const slotSlabs = (options.memory ?? OptimizerMemory.create(device, store, options.optimizer)).slots;
    const decay = new Slab('decay');
    decay.reserve(store.decayBytes);
    decay.allocate(device);
    device.queue.writeBuffer(decay.buffer, 0, store.decay());
    const clipping = clippingFor(store, optimizerOptions);
    for (const slab of clipping?.slabs ?? []) slab.allocate(device);
    clipping?.write(device);
    const optimizer: OptimizerParts = {
      definition,
      options: optimizerOptions,
      gradients: mirror('gradients'),
      slots: Object.fromEntries(
        [...slotSlabs].map(([name, slab]): [string, Tensor] => [
          name,
          tensorInSlab(name, [store.size], slab, 0),
        ]),
      ),
      decay,
      clipping,
    };
    const weightSlabs: Slab[] = [];
    const weightTensor = (label: string, values: ArrayLike<number> | undefined): Tensor | undefined => {
      if (values === undefined) return undefined;
      const slab = new Slab(label);
      const tensor = reserveTensor(label, [values.length], slab);
      slab.allocate(device);
      device.queue.writeBuffer(slab.buffer, 0, Float32Array.from(values));
      weightSlabs.push(slab);
      return tensor;
    };
    const smoothed = {
      labelSmoothing,
      classWeights: weightTensor('class weights', classWeights),
      sampleWeights: weightTensor('sample weights', sampleWeights),
    };
    const parts = {
      network,
      store,
      losses,
      data,
      batchSize,
      metrics,
      ...changed,
      ...smoothed,
      mixedPrecision: mixed,
    };
    const graph = trainingGraph(parts, optimizer, targetOf(device));
    checkGraph(device, graph);
    const trainer = new Trainer(device, options, {
      ...{ store, graph, parts, metricsSlabs, optimizer, slotSlabs },
      others: [...weightSlabs, ...(clipping?.slabs ?? []), ...(mixed?.slabs ?? [])],
      memory,
    });
    if (options.store === undefined) store.initialize(options.seed);
    trainer.rewind();
    return trainer;
  }

  /** The plan of a step. @throws Error unless it is compiled */
  get plan(): Plan {
    if (this.#plan === null) throw new Error(`plan '${this.#graph.label}': is not compiled yet`);
    return this.#plan;
  }

  get compiled(): boolean {
    return this.#compiled;
  }

  /**
   * Compiles the step once, whoever asks, and fills a data set that is not there yet; after a failure the next call tries again.
   * @param patient one shader after another, until a call that is not patient
   * @throws ShaderError, DeviceLimitError, or an Error with WebGPU's message
   */
  compile({ patient = false } = {}): Promise<Plan> {
    this.#patient = patient && (this.#patient || this.#compiling === null);
    this.#compiling ??= this.#compile().catch((error: unknown) => {
      this.#compiling = null;
      throw error;
    });
    return this.#compiling;
  }

  async #compile(): Promise<Plan> {
    const target = targetOf(this.device);
    const fuses = target.fuses && this.#options.layerByLayer !== true;
    const graph = fuses
      ? trainingGraph({ ...this.#parts, fusing: await loadFusing() }, this.#optimizer, target)
      : this.#graph;
    const filled = this.#options.data.fill?.();
    filled?.catch(() => undefined); // thrown below
    const plan = (this.#plan ??= await compilePlan(this.device, graph, {
      patient: () => this.#patient,
    }).catch((error: unknown) => {
      throw inNetwork(error, this.#memory);
    }));
    if (this.#destroyed) plan.destroy();
    await filled;
    this.#compiled = true;
    return plan;
  }

  get seed(): number {
    return this.#options.seed;
  }

  /** The optimizer's tensors; read-only, for simulating a step on copies. */
  get workings(): OptimizerWorkings {
    const { definition, options, decay, clipping } = this.#optimizer;
    return {
      definition,
      options,
      decay,
      clipping,
      slots: this.#slotSlabs,
      trainingState: this.#metricsSlabs[0],
    };
  }

  /** What multiplies the loss of each output; undefined: all count alike. */
  get lossWeights(): readonly number[] | undefined {
    return this.#parts.lossWeights;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#options.data.samples / this.#options.batchSize);
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  /** The learning rate after the schedule. @param step steps already taken */
  rateAt(step: number): number {
    const { schedule } = this.#options;
    return schedule === undefined ? this.#learningRate : rateAt(schedule, this.#learningRate, step);
  }

  /** Resets to the initial parameters of the seed, or of another one; frozen layers keep theirs. */
  reset(seed = this.seed): void {
    this.#options = { ...this.#options, seed };
    this.store.reset(seed);
    if (this.#options.memory !== undefined) Object.assign(this.#options.memory, { step: 0, epoch: 0 });
    this.#clearSlots();
    this.rewind();
  }

  /**
   * For data that the caller replaces before every step: the number of valid rows. The step is then an epoch of one
   * batch.
   */
  setSamples(samples: number): void {
    const [trainingState] = this.#metricsSlabs;
    this.device.queue.writeBuffer(trainingState.buffer, TRAINING_STATE.batch * 4, Uint32Array.of(0, samples));
    this.device.queue.writeBuffer(trainingState.buffer, TRAINING_STATE.samples * 4, Uint32Array.of(samples));
  }

  /** The base rate. A change takes effect with the next step; the schedule multiplies it as before. */
  setLearningRate(rate: number): void {
    this.#learningRate = rate;
    const [trainingState] = this.#metricsSlabs;
    this.device.queue.writeBuffer(
      trainingState.buffer,
      TRAINING_STATE.learningRate * 4,
      Float32Array.of(rate),
    );
  }

  /** Takes `steps` steps in one pass, one command buffer and one submit. */
  submit(steps: number): void {
    this.plan.run(steps);
    this.store.changed();
  }

  /** Takes steps at the pace of the device, with readings, validation and evaluation between; see `trainingLoop.ts`. */
  train<Evaluation = never>(options: TrainingOptions<Evaluation>): TrainingEvents<Evaluation> {
    return trainingLoop(this, options);
  }

  /** The records since the last reading. */
  read(): Promise<Reading> {
    return this.#reader.read();
  }

  /** All tensors that training changes, by name. */
  get live(): ReadonlyMap<string, Slab> {
    return new Map([
      ['parameters', this.store.parameters],
      ['state', this.store.state],
      ['clock', this.#metricsSlabs[0]], // the training state, by the name that saved runs know it by
      ...[...this.#slotSlabs].map(([name, slab]): [string, Slab] => [`optimizer ${name}`, slab]),
    ]);
  }

  /**
   * A copy on the host of all tensors that training changes.
   * @throws DeviceLimitError with the arithmetic of a step if there is no memory for it
   */
  async checkpoint(): Promise<Checkpoint> {
    const names = [...this.live];
    const buffers = await Promise.all(names.map(([, slab]) => readBytes(this.device, slab.buffer))).catch(
      (error: unknown) => {
        throw inNetwork(error, this.#memory);
      },
    );
    const slabs: Record<string, ArrayBuffer> = {};
    names.forEach(([name], i) => (slabs[name] = buffers[i] ?? new ArrayBuffer(0)));
    const trainingState = new Uint32Array(slabs.clock ?? new ArrayBuffer(TRAINING_STATE_LENGTH * 4));
    return {
      step: trainingState[TRAINING_STATE.step] ?? 0,
      halted: trainingState[TRAINING_STATE.halted] === 1,
      slabs,
    };
  }

  /** @throws Error if the checkpoint belongs to another network or optimizer; nothing is changed then */
  restore({ step, slabs }: Checkpoint): void {
    const whole = [...this.live].map(([name, { buffer }]) => {
      const bytes = slabs[name];
      if (bytes?.byteLength !== buffer.size) {
        throw new Error(
          `checkpoint: '${name}' should hold ${buffer.size} bytes. Received ${bytes?.byteLength ?? 'none'}`,
        );
      }
      return { buffer, bytes };
    });
    for (const { buffer, bytes } of whole) this.device.queue.writeBuffer(buffer, 0, bytes);
    this.movedTo(step);
  }

  /** Call this after writing into `live`; training continues from there. */
  movedTo(step: number): void {
    this.store.changed();
    const [trainingState] = this.#metricsSlabs;
    this.device.queue.writeBuffer(trainingState.buffer, TRAINING_STATE.halted * 4, Uint32Array.of(0));
    this.#reader.restartAt(step);
  }

  /**
   * Mean loss and accuracy over a whole data set, with the parameters at the time it runs.
   * @param store parameters other than the trained ones, such as an f16 copy
   */
  async evaluator(
    data: DeviceDataset,
    batchSize: number,
    store: ForwardParameters = this.store,
  ): Promise<Evaluator> {
    const evaluator = await import('./evaluator');
    return evaluator.Evaluator.create(this.device, { ...this.#parts, store, data, batchSize });
  }

  /** The error to throw when a reading reports that training `halted` at a step. */
  async nonFiniteLoss(step: number): Promise<NonFiniteLossError | HalfRangeError> {
    const beyond = await this.#parts.mixedPrecision?.outOfRange(this.store);
    return beyond ?? new NonFiniteLossError(step, await this.findNonFinite(), this.learningRate);
  }

  /**
   * Finds the first operation of the step under way whose result is not finite. Call when a reading says
   * `halted`: the training state stands still, so the same batch comes again, and nothing is updated.
   * @returns the label of the dispatch, such as `conv2/forward`; null if all is finite
   */
  async findNonFinite(): Promise<string | null> {
    const { findNonFinite } = await import('./findNonFinite');
    return findNonFinite(this.device, trainingGraph(this.#parts, this.#optimizer, targetOf(this.device)));
  }

  /** All tensors of the optimizer and the metrics, beside those of the parameters. */
  get slabs(): Iterable<Slab> {
    const { gradients, decay } = this.#optimizer;
    return [...this.#metricsSlabs, gradients, decay, ...this.#others, ...this.live.values()];
  }

  destroy(): void {
    this.#destroyed = true;
    this.#plan?.destroy();
    this.#reader.destroy();
    const { gradients, decay } = this.#optimizer;
    for (const slab of [...this.#metricsSlabs, gradients, decay, ...this.#others]) slab.destroy();
    if (this.#options.memory === undefined) for (const slab of this.#slotSlabs.values()) slab.destroy();
    if (this.#options.store === undefined) this.store.destroy();
  }

  /** Sets the training state to the step of the memory given, at the beginning of an epoch; without one, to step 0. */
  rewind(): void {
    const { data, batchSize, seed, shuffle = true, schedule, memory } = this.#options;
    const [slab] = this.#metricsSlabs;
    const start = { seed, samples: data.samples, batchSize, shuffle, learningRate: this.#learningRate };
    const trainingState = trainingStateAt(
      schedule === undefined ? start : { ...start, schedule: encodeSchedule(schedule) },
    );
    trainingState[TRAINING_STATE.step] = memory?.step ?? 0;
    trainingState[TRAINING_STATE.epoch] = memory?.epoch ?? 0;
    this.device.queue.writeBuffer(slab.buffer, 0, trainingState);
    this.#reader.restartAt(memory?.step ?? 0);
  }

  #clearSlots(): void {
    const encoder = this.device.createCommandEncoder({ label: 'clear moments' });
    for (const slab of this.#slotSlabs.values()) encoder.clearBuffer(slab.buffer);
    this.device.queue.submit([encoder.finish()]);
  }
}
