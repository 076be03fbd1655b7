// A training session as the page drives it. Everything it promises stands in facade.ts; each part is a file of its
// own: the run and its numbers (run.ts), the loop (loop.ts), going back when things go wrong (recovery.ts), requests one
// after another (turns.ts), and looking (look.ts).

import type { TensorView } from '../gpu/tensorView';
import type { ChoiceMemory } from '../kernels/calibrate';
import type { ImageDataset } from '../data/imageDataset';
import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import { preset } from '../models/presets';
import type { ColourScale } from './colourDomain';
import type { Drives } from './drivesFacade';
import { Editing } from './editing';
import { explainCell } from './explainCell';
import type {
  CellExplanation,
  LayerView,
  OpenedMap,
  OpeningProgress,
  Progress,
  SavedRun,
  SessionSettings,
  SessionState,
  Trace,
  TrainFacade,
  WeightUse,
} from './facade';
import { RunHistory } from './history';
import { Look } from './look';
import { TrainingLoop } from './loop';
import { Poolings, type PoolingSettings } from './poolings';
import { Microscope, sampleLabel, type Scene } from './microscope';
import { deviceFor, Recovery } from './recovery';
import { LOSS, assemble, clearGround, dismantle, layGround, type Rig, type SessionData } from './rig';
import { Run } from './run';
import { ShiftAccuracy } from './shiftAccuracy';
import { ShiftProbe } from './shifts';
import { tracerOf } from './trace';
import type { Checkpoint } from './trainer';
import { TimeTravel } from './travel';
import { Turns } from './turns';
import { twinLayers, twinOf, type TwinChange, type TwinLayer } from './twinChange';
import { Twins } from './twins';

/** Those of a first visit. */
export const DEFAULT_SETTINGS: Omit<SessionSettings, 'network'> = Object.freeze({
  optimizer: 'adam',
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
  readonly editing: Editing;
  readonly samples: TrainFacade['samples'];
  readonly travel: TimeTravel;
  readonly #run: Run;
  readonly #look: Look;
  readonly #loop: TrainingLoop;
  readonly #recovery: Recovery;
  readonly #turns = new Turns(
    () => this.#rest(),
    () => this.play(),
  );

  private constructor(
    private readonly data: SessionData,
    memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    rig: Rig,
  ) {
    super();
    const say = (event: string): void => this.#say(event);
    this.samples = pickSamples(data.test);
    const first = this.samples[3] ?? this.samples[0];
    const picture = Float32Array.from(first?.pixels ?? [], (value) => value / 255);
    this.#run = new Run(rig, settings, say);
    this.#look = new Look(rig, picture, say);
    this.#recovery = new Recovery(this.#run, data, memory, {
      wentBack: () => {
        this.travel.setBack();
        this.#look.forgetRanges();
        this.#look.recolour();
      },
      fail: (error) => this.#fail(error),
      lost: async () => {
        const resume = this.state === 'training';
        this.#notify('deviceLost', {});
        this.#set('recovering');
        await this.#loop.ended();
        return resume;
      },
      restored: (fresh, resume) => {
        this.#loop.forgetReading();
        this.travel.forget();
        this.#look.adopt(fresh);
        this.#notify('deviceRestored', { step: this.#run.submitted });
        this.#set('idle');
        if (resume) this.play();
      },
    });
    this.#loop = new TrainingLoop(this.#run, {
      wanted: () => this.state === 'training',
      paused: () => this.state === 'idle',
      moved: () => {
        this.#look.trained();
        this.travel.trained();
      },
      finished: () => this.#finish(),
      // The last steps may have come after the page's last look.
      rested: () => this.#say('statechange'),
      blewUp: (step) => this.#recovery.blowUp(step),
      mishap: (failed, error) => this.#recovery.mishap(failed, error),
    });
    this.travel = new TimeTravel(this.#run, this.#look, {
      changed: () => this.#say('travelchange'),
      inTurn: (action) =>
        this.#inTurnFor(async (at) => {
          if (this.state !== 'idle' && this.state !== 'failed')
            throw new Error(`time travel: not while the session is ${this.state}`);
          return action(at);
        }),
      moved: () => {
        this.error = null;
        this.#set('idle');
        this.#say('progress');
      },
    });
    this.editing = this.#editing();
    this.#look.adopt(rig);
    this.#recovery.watch(rig);
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
    const gpu = await deviceFor(options.memory);
    onProgress?.({ stage: 'data', fraction: 0 });
    const data = await options.loadData((fraction) => onProgress?.({ stage: 'data', fraction }));
    onProgress?.({ stage: 'compile', fraction: null });
    const rig = await assemble(layGround(gpu, data), network, settings);
    const session = new TrainingSession(data, options.memory, settings, rig);
    try {
      if (run !== null) session.#takeUp(rig, run);
      else await session.#run.saveCheckpoint();
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** What is looked at. */
  get #rig(): Rig {
    return this.#look.rig;
  }

  get device(): GPUDevice {
    return this.#rig.device;
  }

  get adapterDescription(): string {
    return this.#rig.description;
  }

  get settings(): SessionSettings {
    return this.#run.settings;
  }

  get network(): NetworkConfig {
    return this.#rig.network.toJSON();
  }

  get layers(): readonly LayerView[] {
    return this.#look.layers;
  }

  get input(): TensorView {
    return this.#rig.probe.input;
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
    if (this.#turns.waiting) {
      this.#turns.playAfterwards(true);
      return;
    }
    if (this.state !== 'idle') return;
    this.editing.beforeTraining();
    this.#set('training');
    this.#loop.start();
  }

  async pause(): Promise<void> {
    this.#turns.playAfterwards(false);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    if (this.state === 'training') this.#set('idle');
    await this.#loop.ended();
  }

  /** In its turn, with training at rest; then training goes on if wanted. */
  #inTurn(action: (rig: Rig) => Promise<void>): Promise<void> {
    return this.#turns.take(() => {
      const { rig } = this.#run;
      return action(rig).catch((error: unknown) => this.#recovery.mishap(rig, error));
    });
  }

  /** In turn as well; what goes wrong is the caller's to hear, and training that was under way goes on. */
  async #inTurnFor<T>(action: (rig: Rig) => Promise<T>): Promise<T> {
    if (this.state === 'training') this.#turns.playAfterwards(true);
    return new Promise<T>((resolve, reject) => {
      void this.#inTurn((rig) => action(rig).then(resolve, reject));
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
    return this.#inTurn((rig) => this.#begin(rig, this.settings.seed));
  }

  reseed(seed = 1 + Math.floor(Math.random() * 0xfffffffe)): Promise<void> {
    return this.#inTurn((rig) => this.#begin(rig, seed));
  }

  async #begin(rig: Rig, seed: number): Promise<void> {
    if (this.state === 'recovering') return;
    this.#run.settings = { ...this.settings, seed };
    rig.trainer.reset(seed);
    this.#startOver(rig, new RunHistory());
    await this.#run.saveCheckpoint();
  }

  /** Another run on this rig, at rest; its step is that of the checkpoint it begins with, else 0. */
  #startOver(rig: Rig, history: RunHistory, checkpoint?: Checkpoint): void {
    this.travel.forget();
    this.#run.startOver(rig, history, checkpoint);
    this.editing.forget();
    this.error = null;
    this.#look.forgetRanges();
    this.#look.adopt(rig);
    this.#set('idle');
    this.#say('progress');
  }

  async rebuild(config: NetworkConfig): Promise<readonly string[]> {
    const network = defineNetwork(config);
    return this.#inTurnFor((before) => this.#rebuildNow(before, network));
  }

  async #rebuildNow(before: Rig, network: Network): Promise<readonly string[]> {
    const settings = { ...this.settings, network: network.name };
    let kept: readonly string[] = [];
    await this.#replace(before, network, settings, (rig) => {
      kept = rig.store.takeOver(before.store);
      this.#startOver(rig, new RunHistory());
    });
    await this.#run.saveCheckpoint();
    return kept;
  }

  async save(): Promise<SavedRun> {
    return this.#inTurnFor((rig) => this.#saveNow(rig));
  }

  async #saveNow({ network, trainer }: Rig): Promise<SavedRun> {
    return {
      network: network.toJSON(),
      settings: this.settings,
      checkpoint: await trainer.checkpoint(),
      history: this.history.save(),
    };
  }

  async load(run: SavedRun): Promise<void> {
    const network = defineNetwork(run.network);
    await this.#inTurnFor((before) => this.#loadNow(before, network, run));
  }

  async #loadNow(before: Rig, network: Network, run: SavedRun): Promise<void> {
    const { settings } = run;
    const begin = (rig: Rig): void => this.#takeUp(rig, run);
    const atRest = this.state === 'idle' || this.state === 'failed';
    // The same network needs no other plans, only other numbers.
    if (atRest && samePlans(before.network, this.settings, network, settings)) begin(before);
    else await this.#replace(before, network, settings, begin);
  }

  #editing(): Editing {
    const run = this.#run;
    return new Editing({
      get rig() {
        return run.rig;
      },
      inTurn: (action) => {
        // It is the present that is changed.
        this.travel.backToNow();
        return this.#inTurnFor(action);
      },
      pause: () => this.pause(),
      save: (rig) => this.#saveNow(rig),
      load: (rig, saved) => this.#loadNow(rig, defineNetwork(saved.network), saved),
      rebuild: (rig, network) => this.#rebuildNow(rig, network),
      keep: () => run.saveCheckpoint(),
      wrote: () => (this.#look.stale = true),
      changed: () => this.#say('editschange'),
    });
  }

  /** @throws Error if the run is of another network or optimizer */
  #takeUp(rig: Rig, { settings, checkpoint, history }: SavedRun): void {
    rig.trainer.restore(checkpoint);
    // The rate may have been set after the copy was made.
    rig.trainer.setLearningRate(settings.learningRate);
    this.#run.settings = settings;
    this.#startOver(rig, RunHistory.from(history), checkpoint);
  }

  async startAfresh(
    config: NetworkConfig,
    changed: Partial<Omit<SessionSettings, 'network'>> = {},
  ): Promise<void> {
    const network = defineNetwork(config);
    await this.#inTurnFor(async (before) => {
      const settings = { ...this.settings, ...changed, network: network.name };
      await this.#replace(before, network, settings, (rig) => this.#startOver(rig, new RunHistory()));
      await this.#run.saveCheckpoint();
    });
  }

  /** Another network on the same ground, in place of the one before. @throws if it can't be built: all stays then */
  async #replace(
    before: Rig,
    network: Network,
    settings: SessionSettings,
    begin: (rig: Rig) => void,
  ): Promise<void> {
    if (this.state !== 'idle' && this.state !== 'failed')
      throw new Error(`network '${network.name}': cannot be built while the session is ${this.state}`);
    const { state } = this;
    const settingsBefore = this.#run.settings;
    this.#set('compiling');
    let rig: Rig | null = null;
    try {
      rig = await assemble(before, network, settings);
      if (this.#run.rig !== before || this.#run.closed) throw new Error('the device was lost meanwhile');
      this.#run.settings = settings;
      begin(rig);
      dismantle(before);
    } catch (error) {
      if (rig !== null && rig !== this.#run.rig) dismantle(rig);
      if (this.#run.rig === before && !this.#run.closed) {
        this.#run.settings = settingsBefore;
        this.#set(state);
      }
      throw error;
    }
  }

  setLearningRate(value: number): void {
    if (!(value > 0) || !Number.isFinite(value))
      throw new RangeError(`learning rate: must be a number above 0. Received ${value}`);
    this.#run.setLearningRate(value);
  }

  async evaluate(): Promise<void> {
    await this.#run.evaluateWhile(() => true);
  }

  get colours(): ColourScale {
    return this.#look.colours;
  }

  setColours(scale: ColourScale): void {
    this.#look.setColours(scale);
  }

  fitColours(): void {
    this.#look.fitColours();
  }

  showPicture(pixels: Float32Array): void {
    this.#look.show(pixels);
  }

  refresh(): boolean {
    return this.state !== 'recovering' && this.#look.refresh(this.state === 'training');
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    if (this.travel.shown.kind === 'difference') throw new Error('explain: a difference is shown');
    return explainCell(this.#rig.device, this.#rig.network, this.#rig.probe, layer, index);
  }

  shifts(): Promise<ShiftProbe> {
    const { tools, device, network, store } = this.#rig;
    return tools.get('shifts', () => ShiftProbe.create(device, network, store));
  }

  shiftAccuracy(): Promise<ShiftAccuracy> {
    const { tools, device, network, store, test } = this.#rig;
    return tools.get('shift accuracy', () => ShiftAccuracy.create(device, network, store, test, LOSS));
  }

  trace(way: 'back' | 'forward', layer: string, index: readonly number[]): Trace {
    return tracerOf(this.#rig.network)[way](layer, index);
  }

  weightUse(layer: string, at: readonly number[]): WeightUse | null {
    return tracerOf(this.#rig.network).weightUse(layer, at);
  }

  async drives(): Promise<Drives> {
    const rig = this.#rig;
    const { DriveTools } = await import('./drives');
    return rig.tools.get('drives', () => Promise.resolve(new DriveTools(rig, this.settings.seed)));
  }

  poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings> {
    return Poolings.create(this.#rig.device, shape, settings);
  }

  get twinLayers(): readonly TwinLayer[] {
    return twinLayers(this.#run.rig.network);
  }

  get twins(): Twins | null {
    const made = this.#run.rig.tools.made('twins');
    return made instanceof Twins ? made : null;
  }

  async makeTwins(change: TwinChange): Promise<Twins> {
    const { rig, settings } = this.#run;
    const networks = [rig.network, twinOf(rig.network.toJSON(), change)] as const;
    const twins = await Twins.create(rig, {
      networks,
      change,
      settings,
      test: this.data.test,
      picture: this.#look.picture,
      rest: () => this.pause(),
    });
    if (rig !== this.#run.rig) {
      twins.destroy();
      throw new Error(`network '${rig.network.name}': was replaced meanwhile`);
    }
    rig.tools.drop('twins');
    return rig.tools.get('twins', () => Promise.resolve(twins));
  }

  microscope(): Promise<Microscope> {
    const rig = this.#rig;
    const scene = (): Scene => ({
      picture: this.#look.picture,
      label: sampleLabel(this.samples, this.#look.picture),
    });
    return rig.tools.get('microscope', () => Microscope.create(rig, scene));
  }

  get opened(): OpenedMap | null {
    return this.#look.opened.current;
  }

  openMap(layer: string, channel: number): Promise<void> {
    return this.#look.opened.open(this.#rig, layer, channel);
  }

  closeMap(): void {
    this.#look.opened.close();
  }

  strengths(layer: string): Promise<readonly number[]> {
    return this.#look.strengths(layer);
  }

  /** The shaders' dispatches of one training step, as text. */
  planText(): string {
    return this.#run.rig.trainer.plan.toString();
  }

  close(): void {
    this.#run.closed = true;
    this.#look.close();
    this.state = 'idle';
    dismantle(this.#run.rig);
    clearGround(this.#run.rig);
  }

  continueSlower(): void {
    if (this.state !== 'failed') return;
    this.setLearningRate(this.settings.learningRate / 10);
    this.error = null;
    this.#set('idle');
  }

  /** The run is over; the person may go on. */
  #finish(): void {
    this.#notify('finished', { epochs: this.settings.epochs, accuracy: this.progress.testAccuracy });
    this.#set('idle');
  }

  #fail(error: Error): void {
    this.error = error;
    this.#set('failed');
  }

  #notify(key: string, values: Readonly<Record<string, string | number>>): void {
    this.notice = { key, values };
    this.#say('notice');
  }

  #set(state: SessionState): void {
    this.state = state;
    this.#say('statechange');
  }

  #say(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

/** Do both run the same plans, whatever their numbers? */
function samePlans(a: Network, of: SessionSettings, b: Network, then: SessionSettings): boolean {
  const { optimizer, batchSize, epochs } = then;
  return (
    JSON.stringify(a) === JSON.stringify(b) &&
    of.optimizer === optimizer &&
    of.batchSize === batchSize &&
    of.epochs === epochs
  );
}

/** The first test picture of each class. */
function pickSamples(data: ImageDataset): { label: string; pixels: Uint8Array }[] {
  const size = data.height * data.width * data.channels;
  return data.classNames.flatMap((label, index) => {
    const found = data.labels.indexOf(index);
    return found === -1 ? [] : [{ label, pixels: data.images.subarray(found * size, (found + 1) * size) }];
  });
}
