// State that the parts of a model share: its network, its weights, its compiled settings, and its queue of operations.

import type { TotalScore } from '../train/score';
import { checkFit, type EvaluationParts } from '../train/stepGraph';
import { Trainer } from '../train/trainer';
import type { DtypePolicy } from '../train/dtypePolicy';
import { OptimizerMemory } from '../train/optimizerMemory';
import type { OptimizerState } from '../formats/tfjs/optimizerState';
import type { DeviceDataset } from '../data/deviceDataset';
import type { LossDefinition } from '../losses/loss';
import { checkLossOptions } from '../losses/lossOptions';
import type { Network, NetworkLayer } from '../models/network';
import type { WeightType } from '../kernels/weights';
import type { HalfParameters } from '../models/halfParameters';
import type { ForwardParameters, ParameterStore } from '../models/parameterStore';
import { getDevice } from './device';
import { ModelError } from './errors';
import type { Optimizer } from './optimizers';
import { Predictor } from './predictor';
import type { Pair } from './samples';
import { SharedWeights, Weights, type ModelWeights } from './weights';

/** GPU buffers for one batch, and a trainer that takes a step on that batch. */
export interface BatchStep {
  prepare(pair: Pair): Promise<{ worker: Trainer; write: () => void }>;
  destroy(): void;
}

/** The result of compile(). The optimizer's moments last until the next compile(). */
export class Compiled {
  #memory: { readonly store: ParameterStore; readonly memory: OptimizerMemory } | null = null;
  /** Steps and moments with which the next training begins, of a model that was loaded. */
  begun: OptimizerState | null = null;
  /** Used by trainOnBatch; kept from one call to the next. */
  onBatch: BatchStep | null = null;

  constructor(
    readonly optimizer: Optimizer,
    /** One for each output, or one for all. */
    readonly losses: readonly LossDefinition[],
    /** The name by which the accuracy of each output is logged; null: it is not. */
    readonly accuracies: readonly (string | null)[],
    readonly labelSmoothing: number,
    readonly lossWeights: readonly number[] | undefined,
    readonly dtypePolicy: DtypePolicy,
  ) {}

  memory(store: ParameterStore): OptimizerMemory {
    if (this.#memory?.store === store) return this.#memory.memory;
    this.#memory?.memory.destroy();
    const { kind, options } = this.optimizer;
    const memory = OptimizerMemory.create(store.device, store, { kind, options });
    if (this.begun !== null) {
      memory.step = this.begun.step;
      memory.write(store, this.begun.slots);
      this.begun = null;
    }
    this.#memory = { store, memory };
    return memory;
  }

  /** Steps and moments as they are now. */
  async state(): Promise<OptimizerState> {
    if (this.#memory === null) return this.begun ?? { step: 0, slots: new Map() };
    const { store, memory } = this.#memory;
    return { step: memory.step, slots: await memory.read(store) };
  }

  /** The same settings for other weights; the moments start at zero. */
  again(): Compiled {
    return new Compiled(
      this.optimizer,
      this.losses,
      this.accuracies,
      this.labelSmoothing,
      this.lossWeights,
      this.dtypePolicy,
    );
  }

  destroy(): void {
    this.onBatch?.destroy();
    this.onBatch = null;
    this.#memory?.memory.destroy();
    this.#memory = null;
  }
}

export class ModelCore {
  readonly weights: ModelWeights;
  compiled: Compiled | null = null;
  training = false;
  stopTraining = false;
  #half: HalfParameters | null = null;
  readonly #predictors = new Map<ForwardParameters, Predictor>();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param before the core of the same model without its last layer
   * @param owner the core of the model that contains this one; this core then uses its weights and its queue
   */
  constructor(
    public network: Network,
    readonly seed: number,
    before?: ModelCore,
    private readonly owner?: ModelCore,
  ) {
    this.weights =
      owner === undefined
        ? new Weights(network, seed, before?.weights)
        : new SharedWeights(network, owner.weights);
    this.compiled = before?.compiled ?? null;
  }

  /** Whether this model shares the weights of another model. */
  get shares(): boolean {
    return this.owner !== undefined;
  }

  /** Replaces the network by the same layers with a different set of frozen ones. */
  refreeze(network: Network): void {
    this.network = network;
    this.weights.refreeze(network, this.inOrder, () => this.#forgetPlans());
  }

  /** Runs an operation on the weights after all earlier ones, so each call sees the weights at the time of the call. */
  readonly inOrder = <T>(action: () => Promise<T>): Promise<T> => {
    if (this.owner !== undefined) return this.owner.inOrder(action);
    const run = this.#last.then(action);
    this.#last = run.catch(() => undefined);
    return run;
  };

  /** As inOrder(), for synchronous operations. */
  afterwards(action: () => void): void {
    if (this.owner !== undefined) this.owner.afterwards(action);
    else this.#last = this.#last.then(action);
  }

  /** Resolves when all operations called so far are done. fit() waits for it, but is not in the queue itself. */
  async settled(): Promise<void> {
    await (this.owner?.settled() ?? this.#last);
  }

  /**
   * The parameters for forward passes: the current weights, or an f16 copy of them.
   * @throws NoDeviceError, DeviceLimitError; for f16 MissingFeatureError before anything is allocated, HalfRangeError
   */
  async parameters(type: WeightType): Promise<ForwardParameters> {
    const store = await this.onDevice(type);
    if (type === 'f32') return store;
    if (this.#half === null) {
      const { HalfParameters } = await import('../models/halfParameters');
      this.#half = await HalfParameters.create(store);
    } else await this.#half.refresh();
    return this.#half;
  }

  /**
   * The weights on the device.
   * @param types with which it is computed: shaders may need f16
   * @throws NoDeviceError, DeviceLimitError; for f16 MissingFeatureError before anything is allocated
   */
  async onDevice(types: WeightType | DtypePolicy): Promise<ParameterStore> {
    if (types.endsWith('16') && !this.weights.moved) {
      const { requireF16 } = await import('../gpu/requireF16');
      requireF16(await getDevice());
    }
    return this.weights.onDevice();
  }

  predictor(parameters: ForwardParameters): Predictor {
    const known = this.#predictors.get(parameters);
    if (known !== undefined) return known;
    const predictor = new Predictor(this.network, parameters);
    this.#predictors.set(parameters, predictor);
    return predictor;
  }

  /** @throws ModelError before compile() */
  ready(call: string): Compiled {
    if (this.compiled !== null) return this.compiled;
    throw new ModelError(
      `model '${this.network.name}': ${call} needs a compiled model. Call compile({ optimizer, loss }) first`,
    );
  }

  /** The layers whose results the losses compare with targets. */
  get outputs(): readonly NetworkLayer[] {
    const { layers, outputs } = this.network;
    return outputs.flatMap((name) => layers.find((layer) => layer.name === name) ?? []);
  }

  /** What an evaluation of a compiled model needs, besides weights and data. */
  scoring(call: string): Pick<EvaluationParts, 'network' | 'losses' | 'lossWeights' | 'labelSmoothing'> {
    const { losses, lossWeights, labelSmoothing } = this.ready(call);
    return { network: this.network, losses, lossWeights, labelSmoothing };
  }

  /** `loss` and, if it was requested, `acc`; the names are those of tfjs, and of several outputs those of Keras: `x_loss`. */
  logs({ loss, accuracy, outputs = [] }: TotalScore): Record<string, number> {
    const several = outputs.length > 0;
    const names = this.network.outputs;
    const { accuracies } = this.ready('logs');
    return Object.fromEntries([
      ['loss', loss],
      ...outputs.map((one, i) => [`${names[i]}_loss`, one.loss] as const),
      ...accuracies.flatMap((name, i) =>
        name === null
          ? []
          : [several ? [`${names[i]}_${name}`, outputs[i]?.accuracy ?? NaN] : [name, accuracy]],
      ),
    ]) as Record<string, number>;
  }

  /** The names in `logs`. */
  get logNames(): string[] {
    const none = { loss: 0, accuracy: 0 };
    const { outputs } = this.network;
    return Object.keys(
      this.logs(outputs.length === 1 ? none : { ...none, outputs: outputs.map(() => none) }),
    );
  }

  trainer(
    store: ParameterStore,
    data: DeviceDataset,
    compiled: Compiled,
    {
      batchSize,
      seed,
      shuffle,
      classWeights,
      sampleWeights,
    }: {
      batchSize: number;
      seed: number;
      shuffle: boolean;
      classWeights?: readonly number[] | undefined;
      sampleWeights?: Float32Array | undefined;
    },
  ): Promise<Trainer> {
    const { losses, labelSmoothing, lossWeights, dtypePolicy } = compiled;
    const outputs = checkFit(this.network, losses, data);
    const lossOptions = {
      labelSmoothing,
      ...(lossWeights && { lossWeights }),
      ...(classWeights && { classWeights }),
      ...(sampleWeights && { sampleWeights }),
    };
    for (const loss of losses) checkLossOptions(loss, outputs[0]?.outputShape ?? [], lossOptions);
    const { kind, options, schedule, learningRate } = compiled.optimizer;
    return Trainer.create(store.device, {
      network: this.network,
      data,
      loss: losses.map(({ kind }) => kind),
      lossOptions,
      optimizer: { kind, options: { ...options, learningRate } },
      ...(schedule === null ? {} : { schedule }),
      dtypePolicy,
      batchSize,
      seed,
      shuffle,
      store,
      memory: compiled.memory(store),
    });
  }

  dispose(): void {
    this.compiled?.destroy();
    this.compiled = null;
    this.#forgetPlans();
    this.weights.dispose();
  }

  /** Plans and buffers that are bound to the weights at their current location. */
  #forgetPlans(): void {
    for (const predictor of this.#predictors.values()) predictor.destroy();
    this.#predictors.clear();
    this.#half?.destroy();
    this.#half = null;
  }
}
