// A training session, as the page controls it. facade.ts describes its behaviour. Each part is a file of its own:
// replacing runs (runs.ts), time travel, editing, files, tools, twins. They share the session's context
// (sessionContext.ts), which the session extends.

import { DeviceLostError, isLost } from '../gpu/deviceLoss';
import { otherTasks } from '../gpu/eventLoopYielder';
import type { RequestedDevice } from '../gpu/requestDevice';
import type { TensorView } from '../gpu/tensorView';
import { hasOwnTarget, targetOf } from '../kernels/target';
import type { ChoiceMemory } from '../tuning/choiceMemory';
import { MNIST, type DataReference } from '../data/dataSet';
import { sliceImages } from '../data/imageDataset';
import '../layers/first';
import { fitNetwork } from '../models/fitNetwork';
import { defineNetwork, loadNetwork, type NetworkConfig } from '../models/network';
import { preset } from '../models/presets';
import { Editing } from './editing/editing';
import type {
  CellExplanation,
  LayerView,
  OpenDataOptions,
  OpeningProgress,
  Progress,
  Reached,
  SavedRun,
  SessionSettings,
  Trace,
  TrainFacade,
  WeightUse,
} from './facade';
import type { Evaluation } from '../train/evaluator';
import type { RunHistory } from '../train/history';
import { NetworkProbe } from '../inspect/probe/probe';
import { readMapFacts, type MapFacts } from '../inspect/probe/mapFacts';
import { layerWindows, type LayerWindows } from '../inspect/cell/layerWindows';
import { OpenFiles } from './openFiles';
import { onDevice } from './recovery';
import {
  createTrainingContext,
  destroyDeviceContext,
  destroyTrainingContext,
  createDeviceContext,
  loadSessionData,
  type DataLoader,
  type SessionData,
  type TrainingContext,
  type Weights,
} from './trainingContext';
import { firstPicture, Runs } from './runs';
import { Health } from './health';
import { SessionContext } from './sessionContext';
import { SessionError } from './sessionError';
import { SessionTools } from './tools';
import type * as ExplainCell from '../inspect/cell/explainCell';
import { tracerOf } from '../inspect/cell/trace';
import { TimeTravel } from './travel/travel';
import { TwinMaker } from './twins/twinMaker';

/** The settings of a first visit. */
export const DEFAULT_SETTINGS: Omit<SessionSettings, 'network'> = Object.freeze({
  optimizer: 'adam',
  optimizerOptions: Object.freeze({}),
  learningRate: 0.002,
  batchSize: 64,
  epochs: 5,
  seed: 1,
});

export interface SessionOptions extends Partial<Omit<SessionSettings, 'network'>> {
  /** The name of a preset, or another network. */
  readonly network: string | NetworkConfig;
  /** In place of the initial values of the seed, by `layer/parameter`. */
  readonly weights?: Weights;
  /** The data set to begin with, unless a run names its own; MNIST. */
  readonly data?: DataReference;
  readonly loadData: DataLoader;
  /** The device to begin with, which the session then owns, or the request for it; absent: one is requested. */
  readonly device?: RequestedDevice | Promise<RequestedDevice>;
  /** A run to resume: its network and settings replace those above. */
  readonly run?: SavedRun | null;
  readonly onProgress?: (progress: OpeningProgress) => void;
  /** Called with each device that it is opened on, before anything is loaded: what draws can be compiled meanwhile. */
  readonly onDevice?: (device: GPUDevice) => void;
  /** Storage for the target of this device, once it is measured. */
  readonly memory?: ChoiceMemory;
}

export class TrainingSession extends SessionContext implements TrainFacade {
  readonly travel: TimeTravel;
  readonly editing: Editing;
  readonly files: OpenFiles;
  readonly tools: SessionTools;
  readonly twins: TwinMaker;
  readonly #runs: Runs;
  /** The run as it was opened, until the device is checked. */
  #opened: SavedRun | null = null;
  #explaining: typeof ExplainCell | null = null;

  private constructor(
    loadData: DataLoader,
    private readonly memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    context: TrainingContext,
  ) {
    super(loadData, memory, settings, context, firstPicture(context.data));
    this.#runs = new Runs(this);
    this.travel = new TimeTravel(this);
    this.editing = new Editing(this, this.#runs, this.travel);
    this.files = new OpenFiles(this, this.#runs, this.editing);
    this.tools = new SessionTools(this, () => this.samples);
    this.twins = new TwinMaker(this);
    this.parts = [this.travel, this.editing, new Health(this)];
    this.probeView.adopt(context);
    this.recovery.watch(context);
    this.sayFallbacks();
    this.state = 'idle';
  }

  /** @throws an error in plain words if there is no WebGPU, no data, or the network cannot be built */
  static async open(options: SessionOptions): Promise<TrainingSession> {
    const { onProgress, run = null } = options;
    const wanted = run?.network ?? options.network;
    const network = await loadNetwork(typeof wanted === 'string' ? preset(wanted) : wanted);
    const { optimizer, optimizerOptions, learningRate, batchSize, epochs, seed } = {
      ...DEFAULT_SETTINGS,
      ...options,
    };
    const { augmentation, earlyStopping, reduceOnPlateau, schedule, labelSmoothing, classWeights } = options;
    const { lossWeights } = options;
    const settings = run?.settings ?? {
      ...{ network: network.name, optimizer, optimizerOptions, learningRate, batchSize, epochs, seed },
      ...(augmentation && { augmentation }),
      ...(earlyStopping && { earlyStopping }),
      ...(reduceOnPlateau && { reduceOnPlateau }),
      ...(schedule && { schedule }),
      ...(labelSmoothing && { labelSmoothing }),
      ...(classWeights && { classWeights }),
      ...(lossWeights && { lossWeights }),
    };
    onProgress?.({ stage: 'device', fraction: null });
    const { memory } = options;
    const reference = run === null ? (options.data ?? MNIST) : (run.data ?? MNIST);
    let data: SessionData | null = null;
    const { context, copy } = await onDevice(
      async (gpu) => {
        const { device } = gpu;
        if (data === null) onProgress?.({ stage: 'data', fraction: 0 });
        const given = (fraction: number | null): void => onProgress?.({ stage: 'data', fraction });
        // First, because a shader that draws pictures is waited for before all others.
        const loading =
          data === null
            ? loadSessionData(options.loadData, reference, { device, onProgress: given })
            : Promise.resolve(data);
        loading.catch(() => undefined); // thrown below
        await otherTasks();
        // While the pictures are on their way. Whatever it refuses, the training context refuses below, in plain words.
        options.onDevice?.(device);
        void NetworkProbe.compileAhead(device, network).catch(() => undefined);
        data = await loading;
        onProgress?.({ stage: 'compile', fraction: null });
        const deviceContext = await createDeviceContext(gpu, data);
        const context = await createTrainingContext(deviceContext, network, settings, options.weights);
        // What the run begins with is on the host, too, before there is a session that may lose its device.
        const known = run === null || run.fromSeed === true ? undefined : run.checkpoint;
        return { context, copy: known ?? (await context.trainer.checkpoint()) };
      },
      { memory, first: options.device, opening: true },
    );
    const session = new TrainingSession(options.loadData, options.memory, settings, context);
    try {
      const whole = run && { ...run, checkpoint: copy };
      if (whole !== null) session.#runs.resume(context, whole);
      else session.run.begunAt(copy, options.weights === undefined);
      session.#opened = whole ?? session.run.lastSaved;
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** The displayed training context. */
  get #context(): TrainingContext {
    return this.probeView.context;
  }

  get device(): GPUDevice {
    return this.#context.device;
  }

  get adapterDescription(): string {
    return this.#context.description;
  }

  get settings(): SessionSettings {
    return this.run.settings;
  }

  get network(): NetworkConfig {
    return this.#context.network.toJSON();
  }

  get layers(): readonly LayerView[] {
    return this.probeView.layers;
  }

  get input(): TensorView {
    return this.#context.probe.input;
  }

  get samples(): TrainFacade['samples'] {
    return samplesOf(this.data);
  }

  get classNames(): readonly string[] {
    return this.data.test.classNames;
  }

  get progress(): Progress {
    return this.run.progress;
  }

  get hasEnded(): boolean {
    return this.run.ended;
  }

  async ended(): Promise<void> {
    await this.loop.ended();
    await this.travel.settled();
  }

  async finish(): Promise<void> {
    await this.pause();
    await this.inTurnFor(async () => {
      const { run } = this;
      const early = run.early(() => undefined);
      if (early !== null && run.history.validation.at(-1)?.step !== run.submitted)
        await early.weights.validate(run.submitted);
      run.ended = true;
    });
    const { best } = this.run.context.snapshots;
    if (best !== null && best !== this.run.submitted) this.wentPast(best);
    await this.travel.settled();
  }

  get history(): RunHistory {
    return this.run.history;
  }

  get lastSaved(): SavedRun | null {
    return this.run.lastSaved;
  }

  reachedSince({ checkpoint }: SavedRun): Reached | null {
    return this.run.reachedSince(checkpoint);
  }

  get catchingUpTo(): number | null {
    const { replay } = this.run;
    return replay === null || replay.continues === true ? null : replay.step;
  }

  catchUp(reached: Reached): void {
    if (reached.step <= this.run.submitted) return;
    this.run.replay = reached;
    this.play();
  }

  step(): Promise<void> {
    return this.inTurn(async () => {
      // The loss was said when the turn had just begun: it is repeated.
      if (this.state === 'recovering') throw new DeviceLostError('the device was lost before the step');
      if (this.state !== 'idle') return;
      this.tell('starting');
      await this.loop.one();
    });
  }

  reset(): Promise<void> {
    return this.inTurn((context) => this.#runs.begin(context, this.settings.seed));
  }

  reseed(seed = 1 + Math.floor(Math.random() * 0xfffffffe)): Promise<void> {
    return this.inTurn((context) => this.#runs.begin(context, seed));
  }

  async rebuild(config: NetworkConfig): Promise<readonly string[]> {
    const network = defineNetwork(config);
    return this.inTurnFor((before) => this.#runs.rebuild(before, network));
  }

  async startAfresh(
    config: NetworkConfig,
    changed: Partial<Omit<SessionSettings, 'network'>> = {},
  ): Promise<void> {
    const network = defineNetwork(config);
    await this.inTurnFor((before) => this.#runs.startAfresh(before, network, changed));
  }

  async openData(
    reference: DataReference,
    { network, weights, settings = {}, onProgress = () => undefined, signal }: OpenDataOptions = {},
  ): Promise<void> {
    const { device } = this;
    const data = await loadSessionData(this.loadData, reference, {
      ...{ device, onProgress },
      ...(signal ? { signal } : {}),
    });
    await data.completeOn?.(device);
    signal?.throwIfAborted();
    const fitted = defineNetwork(fitNetwork(network ?? this.network, data.train));
    await this.pause();
    const name = { key: 'data', values: { data: data.train.name } } as const;
    await this.editing.replace(name, async (before) => {
      if (network === undefined) await this.#runs.rebuild(before, fitted, settings, data);
      else await this.#runs.startAfresh(before, fitted, settings, { data, ...(weights && { weights }) });
      return network === undefined ? fitted : null;
    });
  }

  async save(): Promise<SavedRun> {
    return this.inTurnFor(async (context) => ({
      ...(await this.#runs.save(context)),
      past: await this.run.savedPast(),
    }));
  }

  async load(run: SavedRun): Promise<void> {
    await this.inTurnFor((before) => this.#runs.load(before, run));
  }

  async checkDevice(): Promise<void> {
    await this.#measureDevice();
    const { device } = this.run.context;
    const { verdictOn, WrongDeviceError } = await import('../tuning/verdict');
    // A check that cannot run says nothing.
    const verdict = await verdictOn(device, this.memory).catch(() => null);
    const opened = this.#opened;
    this.#opened = null;
    const [wrong] = verdict?.failed?.wrong ?? [];
    // A lost device computes nothing; the next one is set up as this one was.
    if (wrong === undefined || this.run.closed || (await isLost(device))) return;
    if (verdict?.kernels === 'none') {
      await this.inTurn(() => Promise.reject(new WrongDeviceError(this.adapterDescription, wrong)));
      return;
    }
    await this.inTurnFor(async (context) =>
      this.#runs.replan(context, opened ?? (await this.#runs.save(context))),
    );
    this.notify('wrongKernels', { layer: wrong.layer, gradientOf: wrong.gradientOf ?? '' });
  }

  /** Which kernels are fastest on a device that is not known by name: training rests meanwhile, and then uses those. */
  async #measureDevice(): Promise<void> {
    if (hasOwnTarget(this.run.context.device)) return;
    const { calibrate } = await import('../tuning/calibrate');
    await this.inTurnFor(async (context) => {
      const { device } = context;
      const before = JSON.stringify(targetOf(device));
      const target = await calibrate(device, { memory: this.memory });
      if (JSON.stringify(target) !== before) await this.#runs.replan(context, await this.#runs.save(context));
    });
  }

  setLearningRate(value: number): void {
    this.run.setLearningRate(value);
  }

  override test(context: TrainingContext, wanted: () => boolean): Promise<Evaluation | null> {
    return this.tools.test(context, wanted);
  }

  async evaluate(): Promise<void> {
    await this.reading(() => this.run.evaluate());
  }

  get colours(): TrainFacade['colours'] {
    return this.probeView.colours;
  }

  get shaders(): TrainFacade['shaders'] {
    return this.probeView.shaders;
  }

  get opened(): TrainFacade['opened'] {
    return this.probeView.opened;
  }

  showPicture(pixels: Float32Array, label: number | null = null): void {
    this.probeView.show(pixels, label);
  }

  refresh(): number {
    const { probeView, state } = this;
    if (state !== 'recovering') probeView.refresh(state === 'training');
    return probeView.computed;
  }

  get everyFrame(): boolean {
    return this.probeView.everyFrame;
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    if (this.travel.shown.kind === 'difference')
      throw new SessionError('explain: a difference is shown', { code: 'differenceShown' });
    // Awaited once only: what is asked for in a frame is read before the next step of training.
    this.#explaining ??= await import('../inspect/cell/explainCell');
    const { explainCell, unexplained } = this.#explaining;
    const explanation = await this.reading(() => {
      const { device, network, probe } = this.#context;
      return explainCell(device, network, probe, layer, index);
    });
    return this.shaders.edited.includes(layer) ? unexplained(explanation) : explanation;
  }

  trace(way: 'back' | 'forward', layer: string, index: readonly number[]): Trace {
    return tracerOf(this.#context.network)[way](layer, index);
  }

  windows(layer: string): LayerWindows {
    return layerWindows(this.#context.network, layer);
  }

  weightUse(layer: string, at: readonly number[]): WeightUse | null {
    return tracerOf(this.#context.network).weightUse(layer, at);
  }

  strengths(layer: string): Promise<readonly number[]> {
    return this.reading(() => this.probeView.strengths(layer));
  }

  async mapFacts(layer: string | null, channel: number): Promise<MapFacts | null> {
    return this.reading(async () => {
      this.refresh();
      const view = layer === null ? this.input : this.layers.find(({ name }) => name === layer)?.activation;
      return view ? readMapFacts(this.device, view, channel) : null;
    });
  }

  close(): void {
    this.run.closed = true;
    this.probeView.close();
    this.state = 'idle';
    this.travel.close();
    this.editing.close();
    destroyTrainingContext(this.run.context);
    destroyDeviceContext(this.run.context);
  }

  continueSlower(): void {
    if (this.state !== 'failed') return;
    this.setLearningRate(this.settings.learningRate / 10);
    this.error = null;
    this.set('idle');
  }

  async goBackSlower(step: number, learningRate: number): Promise<void> {
    await this.pause();
    await this.travel.lookAt(step);
    // Without snapshots the run begins anew.
    if (this.travel.shown.kind === 'past') await this.travel.resume();
    else await this.reset();
    await this.editing.setLearningRate(learningRate);
    this.play();
  }
}

const samples = new WeakMap<SessionData, TrainFacade['samples']>();

/** The first test picture of each class. */
function samplesOf(data: SessionData): TrainFacade['samples'] {
  const known = samples.get(data);
  if (known) return known;
  const { labels, classNames } = data.test;
  const found = classNames.flatMap((label, index) => {
    const at = labels.indexOf(index);
    return at === -1 ? [] : [{ label, pixels: sliceImages(data.test, at, 1).images }];
  });
  samples.set(data, found);
  return found;
}
