// A training session as the page drives it: data, network, training loop, views, and what to do when things
// go wrong. Everything it promises stands in facade.ts.

import { requestGpuDevice, type RequestedDevice } from '../gpu/requestDevice';
import type { TensorView } from '../gpu/tensorView';
import { calibrate, type ChoiceMemory } from '../kernels/calibrate';
import type { ImageDataset } from '../data/imageDataset';
import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import { preset } from '../models/presets';
import { explainCell } from './explainCell';
import type {
  CellExplanation,
  LayerView,
  OpeningProgress,
  Progress,
  SavedRun,
  SessionSettings,
  SessionState,
  TrainFacade,
} from './facade';
import { RunHistory } from './history';
import { LayerDomains, layerViews } from './layerViews';
import { NonFiniteLossError } from './nonFiniteLoss';
import { RangeWatch } from './rangeWatch';
import { assemble, clearGround, dismantle, isLost, layGround, type Rig, type SessionData } from './rig';
import { nextTest } from './testTimes';
import type { Checkpoint } from './trainer';

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
  readonly onProgress?: (progress: OpeningProgress) => void;
  /** Where it is kept what suits this device, once it is measured. */
  readonly memory?: ChoiceMemory;
}

/** Results come back this often at most. */
const READ_INTERVAL_MS = 100;
/** A copy of everything on the host, for when the device is lost or a loss blows up. */
const CHECKPOINT_INTERVAL_MS = 3000;
/**
 * While training, a look is taken at most once in the time of this many steps: on a software device it costs about as much
 * as one of them, on a graphics card ten steps are less than a frame.
 */
const STEPS_A_LOOK = 10;

const NO_PROGRESS = {
  learningRate: NaN,
  loss: NaN,
  accuracy: NaN,
  testAccuracy: NaN,
  testLoss: NaN,
  picturesPerSecond: 0,
};

export class TrainingSession extends EventTarget implements TrainFacade {
  state: SessionState = 'compiling';
  error: Error | null = null;
  notice: TrainFacade['notice'] = null;
  history = new RunHistory();
  layers: readonly LayerView[] = [];
  readonly samples: TrainFacade['samples'];
  #rig: Rig;
  #settings: SessionSettings;
  #picture: Float32Array;
  #recent = NO_PROGRESS;
  /** Steps handed to the device; those read back may be fewer. */
  #submitted = 0;
  /**
   * The last two, oldest first. The newest may hold parameters that too large a step has spoiled, as their loss
   * is not known yet; that of the one before was finite.
   */
  #checkpoints: readonly Checkpoint[] = [];
  #checkpointAt = 0;
  /** The step whose loss was not finite, until it is dealt with. */
  #haltedAt: number | null = null;
  /** The test set is to be tried at the step reached. */
  #testDue = false;
  #loop: Promise<void> | null = null;
  /** Steps and resets that were asked for, one after another. */
  #turns = Promise.resolve();
  #turnsLeft = 0;
  /** Training was asked for while some were left. */
  #playAfter = false;
  #stale = true;
  #reading: Promise<void> | null = null;
  #readAt = 0;
  #refreshedAt = 0;
  readonly #domains = new LayerDomains();
  readonly #ranges = new RangeWatch((counts) => this.#readRanges(counts));
  #closed = false;

  private constructor(
    private readonly data: SessionData,
    private readonly memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    rig: Rig,
  ) {
    super();
    this.#settings = settings;
    this.#rig = rig;
    this.samples = pickSamples(data.test);
    this.#picture = Float32Array.from(
      this.samples[3]?.pixels ?? this.samples[0]?.pixels ?? [],
      (value) => value / 255,
    );
    this.#adopt(rig);
    this.#watch(rig);
    this.state = 'idle';
  }

  /** @throws the reason in plain words if there is no WebGPU, no data, or a network that can't be built. */
  static async open(options: SessionOptions): Promise<TrainingSession> {
    const { onProgress } = options;
    const network = defineNetwork(
      typeof options.network === 'string' ? preset(options.network) : options.network,
    );
    const settings = {
      network: network.name,
      optimizer: options.optimizer ?? 'adam',
      learningRate: options.learningRate ?? 0.002,
      batchSize: options.batchSize ?? 64,
      epochs: options.epochs ?? 5,
      seed: options.seed ?? 1,
    };
    onProgress?.({ stage: 'device', fraction: null });
    const gpu = await deviceFor(options.memory);
    onProgress?.({ stage: 'data', fraction: 0 });
    const data = await options.loadData((fraction) => onProgress?.({ stage: 'data', fraction }));
    onProgress?.({ stage: 'compile', fraction: null });
    const rig = await assemble(layGround(gpu, data), network, settings);
    return new TrainingSession(data, options.memory, settings, rig);
  }

  get device(): GPUDevice {
    return this.#rig.device;
  }

  get adapterDescription(): string {
    return this.#rig.description;
  }

  get settings(): SessionSettings {
    return this.#settings;
  }

  get network(): NetworkConfig {
    return this.#rig.network.toJSON();
  }

  get input(): TensorView {
    return this.#rig.probe.input;
  }

  get progress(): Progress {
    const { stepsPerEpoch } = this.#rig.trainer;
    const step = this.#submitted;
    const epoch = Math.floor(Math.max(0, step - 1) / stepsPerEpoch);
    return {
      step,
      epoch,
      stepInEpoch: step - epoch * stepsPerEpoch,
      stepsPerEpoch,
      ...this.#recent,
    };
  }

  play(): void {
    if (this.#turnsLeft > 0) {
      this.#playAfter = true;
      return;
    }
    if (this.state !== 'idle') return;
    this.#set('training');
    // A loop that is still coming to rest goes first: there is never more than one.
    const loop = (this.#loop ?? Promise.resolve())
      .then(() => this.#train())
      .finally(() => {
        if (this.#loop === loop) this.#loop = null;
      });
    this.#loop = loop;
  }

  async pause(): Promise<void> {
    this.#playAfter = false;
    await this.#rest();
  }

  async #rest(): Promise<void> {
    if (this.state === 'training') this.#set('idle');
    await this.#loop;
  }

  /** Steps and resets go one after another, however quickly they are asked for; then training goes on if wanted. */
  #inTurn(action: (rig: Rig) => Promise<void>): Promise<void> {
    this.#turnsLeft++;
    this.#turns = this.#turns.then(async () => {
      await this.#rest();
      const rig = this.#rig;
      await action(rig).catch((error: unknown) => this.#mishap(rig, error));
      this.#turnsLeft--;
      if (this.#turnsLeft > 0 || !this.#playAfter) return;
      this.#playAfter = false;
      this.play();
    });
    return this.#turns;
  }

  /** In turn as well; what goes wrong is the caller's to hear, and training that was under way goes on. */
  async #inTurnFor<T>(action: (rig: Rig) => Promise<T>): Promise<T> {
    this.#playAfter ||= this.state === 'training';
    return new Promise<T>((resolve, reject) => {
      void this.#inTurn((rig) => action(rig).then(resolve, reject));
    });
  }

  step(): Promise<void> {
    return this.#inTurn(async (rig) => {
      if (this.state !== 'idle') return;
      await rig.pacer.submit(1, (steps) => {
        rig.trainer.submit(steps);
        this.#submitted += steps;
      });
      await rig.pacer.drain();
      this.#stale = true;
      await this.#read();
      if (this.#haltedAt !== null) await this.#blowUp(this.#haltedAt);
      else await this.#saveCheckpoint();
    });
  }

  reset(): Promise<void> {
    return this.#inTurn((rig) => this.#begin(rig, this.#settings.seed));
  }

  reseed(seed = 1 + Math.floor(Math.random() * 0xfffffffe)): Promise<void> {
    return this.#inTurn((rig) => this.#begin(rig, seed));
  }

  async #begin(rig: Rig, seed: number): Promise<void> {
    if (this.state === 'recovering') return;
    this.#settings = { ...this.#settings, seed };
    rig.trainer.reset(seed);
    this.#startOver(rig, new RunHistory());
    await this.#saveCheckpoint();
  }

  /** Another run on this rig, at rest; its step is that of the newest checkpoint, else 0. */
  #startOver(rig: Rig, history: RunHistory, checkpoints: readonly Checkpoint[] = []): void {
    this.#submitted = checkpoints.at(-1)?.step ?? 0;
    this.#recent = { ...NO_PROGRESS, testAccuracy: history.testAccuracy.at(-1) ?? NaN };
    this.history = history;
    this.#checkpoints = checkpoints;
    this.#haltedAt = null;
    this.#testDue = false;
    this.#domains.clear();
    this.error = null;
    this.#adopt(rig);
    this.#set('idle');
    this.#say('progress');
  }

  async rebuild(config: NetworkConfig): Promise<readonly string[]> {
    const network = defineNetwork(config);
    return this.#inTurnFor(async (before) => {
      const settings = { ...this.#settings, network: network.name };
      let kept: readonly string[] = [];
      await this.#replace(before, network, settings, (rig) => {
        kept = rig.store.takeOver(before.store);
        this.#startOver(rig, new RunHistory());
      });
      await this.#saveCheckpoint();
      return kept;
    });
  }

  async save(): Promise<SavedRun> {
    return this.#inTurnFor(async ({ network, trainer }) => ({
      network: network.toJSON(),
      settings: this.#settings,
      checkpoint: await trainer.checkpoint(),
      history: this.history.save(),
    }));
  }

  async load({ network: config, settings, checkpoint, history }: SavedRun): Promise<void> {
    const network = defineNetwork(config);
    await this.#inTurnFor((before) =>
      this.#replace(before, network, settings, (rig) => {
        rig.trainer.restore(checkpoint);
        this.#startOver(rig, RunHistory.from(history), [checkpoint]);
      }),
    );
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
    const settingsBefore = this.#settings;
    this.#set('compiling');
    let rig: Rig | null = null;
    try {
      rig = await assemble(before, network, settings);
      if (this.#rig !== before || this.#closed) throw new Error('the device was lost meanwhile');
      this.#settings = settings;
      begin(rig);
      dismantle(before);
    } catch (error) {
      if (rig !== null && rig !== this.#rig) dismantle(rig);
      if (this.#rig === before && !this.#closed) {
        this.#settings = settingsBefore;
        this.#set(state);
      }
      throw error;
    }
  }

  setLearningRate(value: number): void {
    if (!(value > 0) || !Number.isFinite(value))
      throw new RangeError(`learning rate: must be a number above 0. Received ${value}`);
    this.#settings = { ...this.#settings, learningRate: value };
    this.#rig.trainer.setLearningRate(value);
    this.#say('progress');
  }

  async evaluate(): Promise<void> {
    await this.#evaluateWhile(() => true);
  }

  /** @returns whether it came to its end */
  async #evaluateWhile(wanted: () => boolean): Promise<boolean> {
    const [rig, step] = [this.#rig, this.#submitted];
    const result = await rig.evaluator.run({ wanted });
    if (result === null || rig !== this.#rig) return false;
    this.#recent = { ...this.#recent, testAccuracy: result.accuracy, testLoss: result.loss };
    this.history.addTest(step, result.accuracy);
    this.#say('progress');
    return true;
  }

  showPicture(pixels: Float32Array): void {
    this.#rig.probe.write(pixels);
    this.#picture = pixels.slice();
    this.#stale = true;
  }

  refresh(): boolean {
    if (!this.#stale || this.#closed || this.state === 'recovering') return false;
    const now = performance.now();
    // A device that takes long for a step takes long for a look as well: training goes first.
    if (this.state === 'training' && now - this.#refreshedAt < STEPS_A_LOOK * this.#rig.pacer.stepMs)
      return false;
    this.#refreshedAt = now;
    this.#rig.probe.run();
    this.#stale = false;
    this.#ranges.changed();
    return true;
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    return explainCell(this.#rig.device, this.#rig.network, this.#rig.probe, layer, index);
  }

  /** The shaders' dispatches of one training step, as text. */
  planText(): string {
    return this.#rig.trainer.plan.toString();
  }

  close(): void {
    this.#closed = true;
    this.#ranges.restart();
    this.state = 'idle';
    dismantle(this.#rig);
    clearGround(this.#rig);
  }

  /** The training loop: submits, and never waits for a result. */
  async #train(): Promise<void> {
    const rig = this.#rig;
    try {
      while (this.state === 'training' && rig === this.#rig && this.#haltedAt === null) {
        if (this.#testDue) {
          await this.#testOnTheWay();
          continue;
        }
        const next = nextTest(this.#submitted, rig.trainer.stepsPerEpoch);
        const taken = await rig.pacer.submit(next - this.#submitted, (steps) => {
          rig.trainer.submit(steps);
        });
        this.#submitted += taken;
        this.#stale = true;
        const now = performance.now();
        if (this.#reading === null && now - this.#readAt > READ_INTERVAL_MS) {
          this.#readAt = now;
          this.#reading = this.#read()
            .catch((error: unknown) => this.#mishap(rig, error))
            .finally(() => (this.#reading = null));
        }
        if (now - this.#checkpointAt > CHECKPOINT_INTERVAL_MS) await this.#saveCheckpoint();
        if (this.#submitted === next) this.#testDue = true;
      }
      await rig.pacer.drain();
      await this.#reading;
      if (rig === this.#rig) await this.#read();
      if (rig === this.#rig && this.#haltedAt !== null) await this.#blowUp(this.#haltedAt);
      else if (this.state === 'idle') {
        // The last steps may have come after the page's last look.
        this.#say('statechange');
        await this.#saveCheckpoint();
      }
    } catch (error) {
      await this.#mishap(rig, error);
    }
  }

  /** A pause breaks the test off; it is made up for when training goes on. */
  async #testOnTheWay(): Promise<void> {
    this.#testDue = !(await this.#evaluateWhile(() => this.state === 'training'));
    const end = this.#settings.epochs * this.#rig.trainer.stepsPerEpoch;
    if (!this.#testDue && this.#submitted === end) this.#finish();
  }

  /** A lost device makes everything under way fail; #recover takes it from there. Other errors end the training. */
  async #mishap(rig: Rig, error: unknown): Promise<void> {
    if (rig === this.#rig && !(await isLost(rig.device)))
      this.#fail(error instanceof Error ? error : new Error(String(error)));
  }

  async #read(): Promise<void> {
    const rig = this.#rig;
    const reading = await rig.trainer.read();
    if (rig !== this.#rig || this.#closed) return;
    this.history.add(reading.records.filter(({ loss }) => Number.isFinite(loss)));
    if (reading.records.length > 0) {
      const newest = reading.records.slice(-20);
      const mean = (pick: (record: (typeof newest)[number]) => number): number =>
        newest.reduce((sum, record) => sum + pick(record), 0) / newest.length;
      const { stepMs } = rig.pacer;
      this.#recent = {
        ...this.#recent,
        loss: mean(({ loss }) => loss),
        accuracy: mean(({ accuracy }) => accuracy),
        learningRate: newest.at(-1)?.learningRate ?? NaN,
        picturesPerSecond: stepMs === 0 ? 0 : (this.#settings.batchSize * 1000) / stepMs,
      };
    }
    if (reading.halted) this.#haltedAt = reading.step;
    this.#say('progress');
  }

  /**
   * A loss was not finite, and nothing is under way any more. The device has stopped updating by itself; go back
   * to the last good parameters.
   */
  async #blowUp(step: number): Promise<void> {
    const rig = this.#rig;
    const operation = await rig.trainer.findNonFinite();
    if (rig !== this.#rig) return;
    // The parameters at `step` are those that gave the bad loss.
    const good = this.#checkpoints.findLast((checkpoint) => checkpoint.step < step);
    this.#checkpoints = good === undefined ? [] : [good];
    this.#goBackTo(rig, good);
    // The numbers gone back from were huge: in their colours nothing of these would be seen.
    this.#ranges.restart();
    this.#domains.clear();
    this.#recolour();
    this.#fail(new NonFiniteLossError(step, operation, this.#settings.learningRate));
  }

  /** To a checkpoint, or to the start without one. */
  #goBackTo(rig: Rig, checkpoint: Checkpoint | undefined): void {
    if (checkpoint === undefined) rig.trainer.reset();
    else rig.trainer.restore(checkpoint);
    // The checkpoint holds the rate of its time; the setting is newer.
    rig.trainer.setLearningRate(this.#settings.learningRate);
    this.#submitted = checkpoint?.step ?? 0;
    this.#haltedAt = null;
    this.#testDue = false;
    this.history.cutAfter(this.#submitted);
    this.#stale = true;
  }

  continueSlower(): void {
    if (this.state !== 'failed') return;
    this.setLearningRate(this.#settings.learningRate / 10);
    this.error = null;
    this.#set('idle');
  }

  /** The run is over; the person may go on. */
  #finish(): void {
    this.#notify('finished', { epochs: this.#settings.epochs, accuracy: this.#recent.testAccuracy });
    this.#set('idle');
  }

  #fail(error: Error): void {
    this.error = error;
    this.#set('failed');
  }

  async #saveCheckpoint(): Promise<void> {
    const rig = this.#rig;
    this.#checkpointAt = performance.now();
    const checkpoint = await rig.trainer.checkpoint();
    if (rig !== this.#rig || checkpoint.halted) return;
    const before = this.#checkpoints.findLast(({ step }) => step < checkpoint.step);
    this.#checkpoints = before === undefined ? [checkpoint] : [before, checkpoint];
  }

  async #readRanges(counts: () => boolean): Promise<void> {
    const rig = this.#rig;
    try {
      const ranges = await rig.probe.readRanges();
      if (!counts() || rig !== this.#rig || !this.#domains.widenTo(ranges)) return;
      this.#recolour();
    } catch (error) {
      if (!this.#closed && rig === this.#rig && !(await isLost(rig.device))) throw error;
    }
  }

  /** The views again, with the ranges of now. */
  #recolour(): void {
    this.layers = layerViews(this.#rig.network, this.#rig.probe, this.#domains);
    this.#stale = true;
    this.#say('domainchange');
  }

  #adopt(rig: Rig): void {
    this.#rig = rig;
    rig.probe.write(this.#picture);
    this.layers = layerViews(rig.network, rig.probe, this.#domains);
    this.#stale = true;
    this.#ranges.restart();
    this.#say('layerschange');
  }

  /** Once a device: a second recovery must not run beside the first. */
  #watch(rig: Rig): void {
    void rig.device.lost.then(() => {
      if (!this.#closed && rig.device === this.#rig.device) void this.#recover();
    });
  }

  /** The device is gone, and all on it. A new one is set up from the last checkpoint. */
  async #recover(): Promise<void> {
    const resume = this.state === 'training';
    this.#notify('deviceLost', {});
    this.#set('recovering');
    await this.#loop;
    try {
      const gpu = await deviceFor(this.memory);
      const rig = await assemble(layGround(gpu, this.data), this.#rig.network, this.#settings);
      this.#goBackTo(rig, this.#checkpoints.at(-1));
      this.#reading = null;
      this.#adopt(rig);
      this.#watch(rig);
      this.#notify('deviceRestored', { step: this.#submitted });
      this.#set('idle');
      if (resume) this.play();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
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

/** A device whose kernels are planned for it, from its first graph on. */
async function deviceFor(memory: ChoiceMemory | undefined): Promise<RequestedDevice> {
  const gpu = await requestGpuDevice();
  await calibrate(gpu.device, { memory });
  return gpu;
}

/** The first test picture of each class. */
function pickSamples(data: ImageDataset): { label: string; pixels: Uint8Array }[] {
  const size = data.height * data.width * data.channels;
  return data.classNames.flatMap((label, index) => {
    const found = data.labels.indexOf(index);
    return found === -1 ? [] : [{ label, pixels: data.images.subarray(found * size, (found + 1) * size) }];
  });
}
