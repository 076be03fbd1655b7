// A training session as the page drives it. Everything it promises stands in facade.ts; each part is a file of its
// own: the run and its numbers (run.ts), the loop (loop.ts), one run in place of another (runs.ts), going back when things
// go wrong (recovery.ts), requests one after another (requestQueue.ts), and what is shown (probeView.ts). Here they meet.

import { DeviceLostError, isLost } from '../gpu/deviceLoss';
import type { TensorView } from '../gpu/tensorView';
import type { ChoiceMemory } from '../tuning/calibrate';
import type { ImageDataset } from '../data/imageDataset';
import { defineNetwork, type NetworkConfig } from '../models/network';
import { preset } from '../models/presets';
import { Editing } from './editing/editing';
import { explainCell } from '../inspect/cell/explainCell';
import type {
  CellExplanation,
  LayerView,
  OpeningProgress,
  Progress,
  SavedRun,
  SessionSettings,
  SessionState,
  Trace,
  TrainFacade,
  WeightUse,
} from './facade';
import type { RunHistory } from '../train/history';
import { layerWindows, type LayerWindows } from '../inspect/cell/layerWindows';
import { ProbeView } from './probeView';
import { OpenFiles } from './openFiles';
import { SessionLoop } from './loop';
import { sampleLabel } from '../inspect/microscope/microscope';
import { deviceFor, onDevice, Recovery } from './recovery';
import {
  createTrainingContext,
  destroyDeviceContext,
  destroyTrainingContext,
  createDeviceContext,
  type TrainingContext,
  type SessionData,
} from './trainingContext';
import { Run } from './run';
import { Runs } from './runs';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import { SessionError } from './sessionError';
import { SessionTools } from './tools';
import { tracerOf } from '../inspect/cell/trace';
import { TimeTravel } from './travel/travel';
import { RequestQueue } from './requestQueue';
import { TwinMaker } from './twins/twinMaker';

/** Those of a first visit. */
export const DEFAULT_SETTINGS: Omit<SessionSettings, 'network'> = Object.freeze({
  optimizer: 'adam',
  optimizerOptions: Object.freeze({}),
  learningRate: 0.002,
  batchSize: 64,
  epochs: 5,
  seed: 1,
});

export interface SessionOptions {
  /** A preset's name, or a network of one's own. */
  readonly network: string | NetworkConfig;
  /** Fetches the data, saying how far it is (0…1, null where unknown). */
  readonly loadData: (onProgress: (fraction: number | null) => void) => Promise<SessionData>;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly batchSize?: number;
  /** How long a run is: it rests there, and the learning rate falls to its floor on the way. */
  readonly epochs?: number;
  readonly seed?: number;
  /** A run to go on with: its network and settings count, not those above. */
  readonly run?: SavedRun | null;
  readonly onProgress?: (progress: OpeningProgress) => void;
  /** Where it is kept what suits this device, once it is measured. */
  readonly memory?: ChoiceMemory;
}

export class TrainingSession extends EventTarget implements TrainFacade {
  state: SessionState = 'compiling';
  error: Error | null = null;
  notice: TrainFacade['notice'] = null;
  readonly samples: TrainFacade['samples'];
  readonly travel: TimeTravel;
  readonly editing: Editing;
  readonly files: OpenFiles;
  readonly tools: SessionTools;
  readonly twins: TwinMaker;
  readonly #run: Run;
  readonly #runs: Runs;
  readonly #probeView: ProbeView;
  readonly #loop: SessionLoop;
  readonly #recovery: Recovery;
  /** Kernels that run their plain rungs. */
  #fallbacks = '';
  /** The device is lost, and another not there yet, or never. */
  #deviceLost = false;
  /** Training is to go on once a failure is mended: it ran, or was asked for since. */
  #resume = false;
  readonly #requests = new RequestQueue(
    async () => {
      await this.#rest();
      await this.#recovery.ended();
    },
    () => this.play(),
  );

  private constructor(
    data: SessionData,
    memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    context: TrainingContext,
  ) {
    super();
    const say = (event: string): void => this.#say(event);
    this.samples = pickSamples(data.test);
    const first = this.samples[3] ?? this.samples[0];
    const picture = Float32Array.from(first?.pixels ?? [], (value) => value / 255);
    this.#run = new Run(context, settings, say);
    this.#probeView = new ProbeView(context, picture, say);
    this.#recovery = new Recovery(this.#run, data, memory, {
      wentBack: () => {
        this.travel.setBack();
        this.#probeView.forgetRanges();
        this.#probeView.recolour();
      },
      fail: (error) => this.#fail(error),
      lost: async () => {
        // What failed before the news of the loss came failed of it; then #resume is known already.
        if (this.state !== 'failed') this.#resume = this.state === 'training';
        if (!(this.error instanceof NonFiniteLossError)) this.error = null;
        this.#notify('deviceLost', {});
        this.#set('recovering');
        this.#deviceLost = true;
        await this.#loop.ended();
        await this.#requests.acted();
      },
      restored: (fresh) => {
        this.#deviceLost = false;
        this.travel.forget();
        this.#probeView.adopt(fresh);
        this.#notify('deviceRestored', { step: this.#run.submitted });
        this.#sayFallbacks(fresh);
        // A loss that was not finite is still to be answered: by a lower learning rate.
        this.#set(this.error === null ? 'idle' : 'failed');
        if (this.#resume) this.play();
      },
      lostForGood: (error) => {
        this.error = error;
        this.state = 'failed';
        this.#say('statechange');
      },
    });
    this.#loop = new SessionLoop(this.#run, {
      wanted: () => this.state === 'training',
      paused: () => this.state === 'idle',
      moved: () => {
        this.#probeView.trained();
        this.travel.trained();
      },
      finished: () => this.#finish(),
      // The last steps may have come after the page's last look.
      rested: () => this.#say('statechange'),
      onError: (failed, error) => this.#recovery.onError(failed, error),
    });
    this.travel = new TimeTravel(this.#run, this.#probeView, {
      changed: () => this.#say('travelchange'),
      inTurn: (action) =>
        this.#inTurnFor(async (at) => {
          if (this.state !== 'idle' && this.state !== 'failed')
            throw new SessionError(`time travel: not while the session is ${this.state}`, {
              code: 'notWhile',
              state: this.state,
            });
          return action(at);
        }),
      moved: () => {
        this.error = null;
        this.#set('idle');
        this.#say('progress');
      },
    });
    this.#runs = this.#makeRuns();
    this.editing = this.#makeEditing();
    this.files = this.#makeFiles();
    this.tools = this.#makeTools();
    this.twins = this.#makeTwins(data.test);
    this.#probeView.adopt(context);
    this.#recovery.watch(context);
    this.#sayFallbacks(context);
    this.state = 'idle';
  }

  /** @throws the reason in plain words if there is no WebGPU, no data, or a network that can't be built. */
  static async open(options: SessionOptions): Promise<TrainingSession> {
    const { onProgress, run = null } = options;
    const wanted = run?.network ?? options.network;
    const network = defineNetwork(typeof wanted === 'string' ? preset(wanted) : wanted);
    const { optimizer, learningRate, batchSize, epochs, seed } = { ...DEFAULT_SETTINGS, ...options };
    const settings = run?.settings ?? {
      network: network.name,
      optimizer,
      learningRate,
      batchSize,
      epochs,
      seed,
    };
    onProgress?.({ stage: 'device', fraction: null });
    const { memory } = options;
    const first = await deviceFor(memory);
    onProgress?.({ stage: 'data', fraction: 0 });
    const data = await options
      .loadData((fraction) => onProgress?.({ stage: 'data', fraction }))
      .catch((error: unknown) => {
        first.device.destroy();
        throw error;
      });
    onProgress?.({ stage: 'compile', fraction: null });
    const context = await onDevice(
      (gpu) => createTrainingContext(createDeviceContext(gpu, data), network, settings),
      { memory, first },
    );
    const session = new TrainingSession(data, options.memory, settings, context);
    try {
      if (run !== null) session.#runs.takeUp(context, run);
      else await session.#run.saveCheckpoint();
    } catch (error) {
      // Lost just now: the session recovers as it would at any other time.
      if (await isLost(context.device)) return session;
      session.close();
      throw error;
    }
    return session;
  }

  /** What is looked at. */
  get #context(): TrainingContext {
    return this.#probeView.context;
  }

  get device(): GPUDevice {
    return this.#context.device;
  }

  get adapterDescription(): string {
    return this.#context.description;
  }

  get settings(): SessionSettings {
    return this.#run.settings;
  }

  get network(): NetworkConfig {
    return this.#context.network.toJSON();
  }

  get layers(): readonly LayerView[] {
    return this.#probeView.layers;
  }

  get input(): TensorView {
    return this.#context.probe.input;
  }

  get progress(): Progress {
    return this.#run.progress;
  }

  get history(): RunHistory {
    return this.#run.history;
  }

  get lastSaved(): SavedRun | null {
    return this.#run.lastSaved;
  }

  play(): void {
    if (this.#requests.waiting) {
      this.#requests.playAfterwards(true);
      return;
    }
    if (this.state === 'recovering') this.#resume = true;
    if (this.state !== 'idle') return;
    this.editing.beforeTraining();
    this.#set('training');
    this.#loop.start();
  }

  async pause(): Promise<void> {
    this.#resume = false;
    this.#requests.playAfterwards(false);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    if (this.state === 'training') this.#set('idle');
    await this.#loop.ended();
  }

  /** In its turn, with training at rest; then training goes on if wanted. */
  #inTurn(action: (context: TrainingContext) => Promise<void>): Promise<void> {
    return this.#requests.take(() => {
      const { context } = this.#run;
      return action(context).catch((error: unknown) => this.#recovery.onError(context, error));
    });
  }

  /** In turn as well; what goes wrong is the caller's to hear, and training that was under way goes on. */
  async #inTurnFor<T>(action: (context: TrainingContext) => Promise<T>): Promise<T> {
    if (this.state === 'training') this.#requests.playAfterwards(true);
    return new Promise<T>((resolve, reject) => {
      void this.#inTurn((context) =>
        action(context).then(resolve, async (error: unknown) => {
          const reason = await this.#recovery.reasonOf(context, error);
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        }),
      );
    });
  }

  step(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.state !== 'idle') return;
      this.editing.beforeTraining();
      await this.#loop.one();
    });
  }

  reset(): Promise<void> {
    return this.#inTurn((context) => this.#runs.begin(context, this.settings.seed));
  }

  reseed(seed = 1 + Math.floor(Math.random() * 0xfffffffe)): Promise<void> {
    return this.#inTurn((context) => this.#runs.begin(context, seed));
  }

  async rebuild(config: NetworkConfig): Promise<readonly string[]> {
    const network = defineNetwork(config);
    return this.#inTurnFor((before) => this.#runs.rebuild(before, network));
  }

  async startAfresh(
    config: NetworkConfig,
    changed: Partial<Omit<SessionSettings, 'network'>> = {},
  ): Promise<void> {
    const network = defineNetwork(config);
    await this.#inTurnFor((before) => this.#runs.startAfresh(before, network, changed));
  }

  async save(): Promise<SavedRun> {
    const save = (): Promise<SavedRun> =>
      this.#inTurnFor(async (context) => ({
        ...(await this.#runs.save(context)),
        past: await this.#run.savedPast(),
      }));
    // A loss on the way leaves nothing half done: the same again, on the next device.
    return save().catch((error: unknown) => {
      if (error instanceof DeviceLostError) return save();
      throw error;
    });
  }

  async load(run: SavedRun): Promise<void> {
    await this.#inTurnFor((before) => this.#runs.load(before, run));
  }

  setLearningRate(value: number): void {
    this.#run.setLearningRate(value);
  }

  async evaluate(): Promise<void> {
    const { context, submitted } = this.#run;
    const evaluation = await context.evaluator.run();
    if (context === this.#run.context) this.#run.tested(submitted, evaluation);
  }

  get colours(): TrainFacade['colours'] {
    return this.#probeView.colours;
  }

  get opened(): TrainFacade['opened'] {
    return this.#probeView.opened;
  }

  showPicture(pixels: Float32Array): void {
    this.#probeView.show(pixels);
  }

  refresh(): boolean {
    return this.state !== 'recovering' && this.#probeView.refresh(this.state === 'training');
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    if (this.travel.shown.kind === 'difference')
      throw new SessionError('explain: a difference is shown', { code: 'differenceShown' });
    return explainCell(this.#context.device, this.#context.network, this.#context.probe, layer, index);
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
    return this.#probeView.strengths(layer);
  }

  close(): void {
    this.#run.closed = true;
    this.#probeView.close();
    this.state = 'idle';
    destroyTrainingContext(this.#run.context);
    destroyDeviceContext(this.#run.context);
  }

  continueSlower(): void {
    if (this.state !== 'failed') return;
    this.setLearningRate(this.settings.learningRate / 10);
    this.error = null;
    this.#set('idle');
  }

  #makeRuns(): Runs {
    const state = (): SessionState => this.state;
    return new Runs(this.#run, {
      get state() {
        return state();
      },
      set: (next) => this.#set(next),
      leaving: () => this.travel.forget(),
      began: (context) => {
        this.editing.forget();
        if (!this.#deviceLost) this.error = null;
        this.#probeView.forgetRanges();
        this.#probeView.adopt(context);
        this.#sayFallbacks(context);
        this.#set('idle');
        this.#say('progress');
      },
    });
  }

  #makeEditing(): Editing {
    const [run, runs] = [this.#run, this.#runs];
    return new Editing({
      get context() {
        return run.context;
      },
      get settings() {
        return run.settings;
      },
      inTurn: (action) => {
        // It is the present that is changed.
        this.travel.backToNow();
        return this.#inTurnFor(action);
      },
      pause: () => this.pause(),
      save: (context) => runs.save(context),
      load: async (context, saved, past) => {
        await runs.load(context, saved, past);
        await run.saveCheckpoint();
      },
      rebuild: (context, network, settings) => runs.rebuild(context, network, settings),
      keep: () => run.saveCheckpoint(),
      setLearningRate: (value) => run.setLearningRate(value),
      wrote: () => (this.#probeView.stale = true),
      changed: () => this.#say('editschange'),
    });
  }

  #makeFiles(): OpenFiles {
    const [run, runs] = [this.#run, this.#runs];
    return new OpenFiles({
      get context() {
        return run.context;
      },
      pause: () => this.pause(),
      replace: (name, action) => this.editing.replace(name, action),
      startAfresh: (context, network) => runs.startAfresh(context, network, {}),
      load: async (context, saved) => {
        await runs.load(context, saved);
        await run.saveCheckpoint();
      },
      keep: () => run.saveCheckpoint(),
      wrote: () => (this.#probeView.stale = true),
    });
  }

  #makeTools(): SessionTools {
    const [run, probeView, samples] = [this.#run, this.#probeView, this.samples];
    return new SessionTools({
      get context() {
        return probeView.context;
      },
      get seed() {
        return run.settings.seed;
      },
      scene: () => ({ picture: probeView.picture, label: sampleLabel(samples, probeView.picture) }),
    });
  }

  #makeTwins(test: ImageDataset): TwinMaker {
    const [run, probeView] = [this.#run, this.#probeView];
    return new TwinMaker({
      run,
      test,
      get picture() {
        return probeView.picture;
      },
      rest: () => this.pause(),
    });
  }

  /** The run is over; the person may go on. */
  #finish(): void {
    this.#notify('finished', { epochs: this.settings.epochs, accuracy: this.progress.testAccuracy });
    this.#set('idle');
  }

  #fail(error: Error): void {
    this.#resume = this.state === 'training';
    this.error = error;
    this.#set('failed');
  }

  /** Says once which kernels run their plain rungs, since they do not compile otherwise. */
  #sayFallbacks({ trainer }: TrainingContext): void {
    const kernels = [...new Set(trainer.plan.fallbacks.map(({ kernel }) => kernel))].join(', ');
    if (kernels !== '' && kernels !== this.#fallbacks) this.#notify('fallback', { kernels });
    this.#fallbacks = kernels;
  }

  #notify(key: string, values: Readonly<Record<string, string | number>>): void {
    this.notice = { key, values };
    this.#say('notice');
  }

  #set(state: SessionState): void {
    // What still ends on the lost device says nothing of the session.
    if (this.#deviceLost) return;
    this.state = state;
    this.#say('statechange');
  }

  #say(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

/** The first test picture of each class. */
function pickSamples(data: ImageDataset): { label: string; pixels: Uint8Array }[] {
  const size = data.height * data.width * data.channels;
  return data.classNames.flatMap((label, index) => {
    const found = data.labels.indexOf(index);
    return found === -1 ? [] : [{ label, pixels: data.images.subarray(found * size, (found + 1) * size) }];
  });
}
