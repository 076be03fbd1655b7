// A training session as the page drives it: data, network, training loop, views, and what to do when things
// go wrong. Everything it promises stands in facade.ts.

import { requestGpuDevice } from '../gpu/requestDevice';
import type { TensorView } from '../gpu/tensorView';
import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { preset } from '../models/presets';
import { widen, type Domain } from './colourDomain';
import { type Evaluator } from './evaluator';
import { explainCell } from './explainCell';
import type {
  CellExplanation,
  LayerView,
  OpeningProgress,
  Progress,
  SessionSettings,
  SessionState,
  TrainFacade,
} from './facade';
import { RunHistory } from './history';
import { NonFiniteLossError } from './nonFiniteLoss';
import { Pacer } from './pacer';
import { Probe } from './probe';
import { Trainer, type Checkpoint } from './trainer';

export interface SessionData {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

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
}

const EVALUATION_BATCH = 128;
/** Results come back this often at most. */
const READ_INTERVAL_MS = 100;
/** A copy of everything on the host, for when the device is lost or a loss blows up. */
const CHECKPOINT_INTERVAL_MS = 3000;
const RANGE_INTERVAL_MS = 250;
/** The learning rate ends at this share of where it began, so that training can go on after its run. */
const RATE_FLOOR = 0.02;
/** Steps at which the test set is tried first; then twice an epoch. */
const EARLY_TESTS = [100, 300];

/** Everything that lives on one device. */
interface Rig {
  readonly device: GPUDevice;
  readonly description: string;
  readonly store: ParameterStore;
  readonly train: DeviceDataset;
  readonly test: DeviceDataset;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator;
  readonly probe: Probe;
  readonly pacer: Pacer;
}

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
  #loop: Promise<void> | null = null;
  #stale = true;
  #reading: Promise<void> | null = null;
  #readAt = 0;
  #rangesAt = 0;
  #readingRanges = false;
  #domains = new Map<string, { activation: Domain; kernel: Domain }>();
  #closed = false;

  private constructor(
    private readonly network: Network,
    private readonly data: SessionData,
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
    const gpu = await requestGpuDevice();
    onProgress?.({ stage: 'data', fraction: 0 });
    const data = await options.loadData((fraction) => onProgress?.({ stage: 'data', fraction }));
    onProgress?.({ stage: 'compile', fraction: null });
    const rig = await assemble(gpu, network, data, settings);
    return new TrainingSession(network, data, settings, rig);
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

  get input(): TensorView {
    return this.#rig.probe.input;
  }

  get progress(): Progress {
    const { stepsPerEpoch } = this.#rig.trainer;
    const step = this.#submitted;
    return {
      step,
      epoch: Math.floor(step / stepsPerEpoch),
      stepInEpoch: step % stepsPerEpoch,
      stepsPerEpoch,
      ...this.#recent,
    };
  }

  play(): void {
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
    if (this.state === 'training') this.#set('idle');
    await this.#loop;
  }

  async step(): Promise<void> {
    await this.pause();
    if (this.state !== 'idle') return;
    const taken = await this.#rig.pacer.submit(1, (steps) => {
      this.#rig.trainer.submit(steps);
    });
    this.#submitted += taken;
    await this.#rig.pacer.drain();
    this.#stale = true;
    await this.#read();
    if (this.#haltedAt !== null) await this.#blowUp(this.#haltedAt);
    else await this.#saveCheckpoint();
  }

  reset(): Promise<void> {
    return this.reseed(this.#settings.seed);
  }

  async reseed(seed = 1 + Math.floor(Math.random() * 0xfffffffe)): Promise<void> {
    await this.pause();
    if (this.state === 'recovering') return;
    this.#settings = { ...this.#settings, seed };
    this.#rig.trainer.reset(seed);
    this.#submitted = 0;
    this.#recent = NO_PROGRESS;
    this.history = new RunHistory();
    this.#checkpoints = [];
    this.#haltedAt = null;
    this.#domains.clear();
    this.error = null;
    this.#adopt(this.#rig);
    this.#set('idle');
    this.#say('progress');
    await this.#saveCheckpoint();
  }

  setLearningRate(value: number): void {
    if (!(value > 0) || !Number.isFinite(value))
      throw new RangeError(`learning rate: must be a number above 0. Received ${value}`);
    this.#settings = { ...this.#settings, learningRate: value };
    this.#rig.trainer.setLearningRate(value);
    this.#say('progress');
  }

  async evaluate(): Promise<void> {
    const step = this.#submitted;
    const { accuracy, loss } = await this.#rig.evaluator.run();
    this.#recent = { ...this.#recent, testAccuracy: accuracy, testLoss: loss };
    this.history.addTest(step, accuracy);
    this.#say('progress');
  }

  showPicture(pixels: Float32Array): void {
    this.#rig.probe.write(pixels);
    this.#picture = pixels.slice();
    this.#stale = true;
  }

  refresh(): boolean {
    if (!this.#stale || this.#closed || this.state === 'recovering') return false;
    this.#rig.probe.run();
    this.#stale = false;
    const now = performance.now();
    if (!this.#readingRanges && now - this.#rangesAt > RANGE_INTERVAL_MS) {
      this.#rangesAt = now;
      void this.#readRanges();
    }
    return true;
  }

  async explain(layer: string, index: readonly number[]): Promise<CellExplanation> {
    return explainCell(this.#rig.device, this.network, this.#rig.probe, layer, index);
  }

  /** The shaders' dispatches of one training step, as text. */
  planText(): string {
    return this.#rig.trainer.plan.toString();
  }

  close(): void {
    this.#closed = true;
    this.state = 'idle';
    dismantle(this.#rig);
  }

  /** The training loop: submits, and never waits for a result. */
  async #train(): Promise<void> {
    const rig = this.#rig;
    try {
      while (this.state === 'training' && rig === this.#rig && this.#haltedAt === null) {
        const end = this.#settings.epochs * rig.trainer.stepsPerEpoch;
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
        if (this.#submitted === next && this.#isTraining()) {
          await this.evaluate();
          if (next === end && this.#isTraining()) this.#finish();
        }
      }
      await rig.pacer.drain();
      await this.#reading;
      if (rig === this.#rig) await this.#read();
      if (rig === this.#rig && this.#haltedAt !== null) await this.#blowUp(this.#haltedAt);
      else if (this.state === 'idle') await this.#saveCheckpoint();
    } catch (error) {
      await this.#mishap(rig, error);
    }
  }

  /** A lost device makes everything under way fail; #recover takes it from there. Other errors end the training. */
  async #mishap(rig: Rig, error: unknown): Promise<void> {
    if (rig === this.#rig && !(await isLost(rig.device)))
      this.#fail(error instanceof Error ? error : new Error(String(error)));
  }

  /** The state may change during any wait. */
  #isTraining(): boolean {
    return this.state === 'training';
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

  async #readRanges(): Promise<void> {
    const rig = this.#rig;
    this.#readingRanges = true;
    try {
      const ranges = await rig.probe.readRanges();
      if (rig !== this.#rig) return;
      let grown = false;
      for (const [layer, { activation, kernel }] of ranges) {
        const before = this.#domains.get(layer) ?? { activation: [0, 0] as Domain, kernel: [0, 0] as Domain };
        const reach = kernel === null ? 0 : Math.max(Math.abs(kernel[0]), Math.abs(kernel[1]));
        const after = {
          activation: widen(before.activation, ...activation),
          kernel: kernel === null ? before.kernel : widen(before.kernel, -reach, reach),
        };
        if (after.activation === before.activation && after.kernel === before.kernel) continue;
        this.#domains.set(layer, after);
        grown = true;
      }
      if (grown) {
        this.layers = this.#views();
        this.#stale = true;
        this.#say('domainchange');
      }
    } catch (error) {
      if (rig === this.#rig && !(await isLost(rig.device))) throw error;
    } finally {
      this.#readingRanges = false;
    }
  }

  #adopt(rig: Rig): void {
    this.#rig = rig;
    rig.probe.write(this.#picture);
    this.layers = this.#views();
    this.#stale = true;
    this.#rangesAt = 0;
    this.#say('layerschange');
  }

  /** Once a device: a second recovery must not run beside the first. */
  #watch(rig: Rig): void {
    void rig.device.lost.then(() => {
      if (!this.#closed && rig === this.#rig) void this.#recover();
    });
  }

  #views(): readonly LayerView[] {
    const { probe } = this.#rig;
    return this.network.layers.map((layer): LayerView => {
      const domain = this.#domains.get(layer.name);
      return Object.freeze({
        name: layer.name,
        kind: layer.definition.kind,
        className: layer.definition.className,
        outputShape: layer.outputShape,
        inputShapes: layer.inputShapes,
        options: layer.options,
        parameterCount: layer.parameterCount,
        activation: probe.activation(layer.name),
        kernel: probe.parameter(layer.name, 'weight'),
        bias: probe.parameter(layer.name, 'bias'),
        activationDomain: domain?.activation ?? ([0, 1] as const),
        kernelDomain: domain?.kernel ?? ([-0.5, 0.5] as const),
        inputs: layer.inputs,
      });
    });
  }

  /** The device is gone, and all on it. A new one is set up from the last checkpoint. */
  async #recover(): Promise<void> {
    const resume = this.state === 'training';
    this.#notify('deviceLost', {});
    this.#set('recovering');
    await this.#loop;
    try {
      const gpu = await requestGpuDevice();
      const rig = await assemble(gpu, this.network, this.data, this.#settings);
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

async function assemble(
  { device, description }: { device: GPUDevice; description: string },
  network: Network,
  data: SessionData,
  settings: SessionSettings,
): Promise<Rig> {
  const store = new ParameterStore(device, network);
  store.initialize(settings.seed);
  const [train, test] = [uploadImages(device, data.train), uploadImages(device, data.test)];
  const [trainer, probe] = await Promise.all([
    Trainer.create(device, {
      network,
      data: train,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: settings.optimizer, options: { learningRate: settings.learningRate } },
      schedule: {
        kind: 'cosine',
        decaySteps: settings.epochs * Math.ceil(train.samples / settings.batchSize),
        alpha: RATE_FLOOR,
      },
      batchSize: settings.batchSize,
      seed: settings.seed,
      store,
    }),
    Probe.create(device, network, store),
  ]);
  const evaluator = await trainer.evaluator(test, EVALUATION_BATCH);
  return { device, description, store, train, test, trainer, evaluator, probe, pacer: new Pacer(device) };
}

function dismantle(rig: Rig): void {
  rig.trainer.destroy();
  rig.evaluator.destroy();
  rig.probe.destroy();
  rig.store.destroy();
  rig.train.destroy();
  rig.test.destroy();
  rig.device.destroy();
}

/** How long the news of a lost device may come after the first failure it causes: long on a busy machine. */
const LOSS_NEWS_MS = 2000;

/** Is the device lost, or about to be said to be? */
async function isLost(device: GPUDevice): Promise<boolean> {
  return Promise.race([
    device.lost.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, LOSS_NEWS_MS, false)),
  ]);
}

/** The step at which to try the test set next: the page shows a first figure soon, then twice an epoch. */
function nextTest(step: number, stepsPerEpoch: number): number {
  const half = Math.ceil(stepsPerEpoch / 2);
  const early = EARLY_TESTS.find((at) => at > step && at < half);
  if (early !== undefined) return early;
  const epochStart = Math.floor(step / stepsPerEpoch) * stepsPerEpoch;
  return step - epochStart < half ? epochStart + half : epochStart + stepsPerEpoch;
}

/** The first test picture of each class. */
function pickSamples(data: ImageDataset): { label: string; pixels: Uint8Array }[] {
  const size = data.height * data.width * data.channels;
  return data.classNames.flatMap((label, index) => {
    const found = data.labels.indexOf(index);
    return found === -1 ? [] : [{ label, pixels: data.images.subarray(found * size, (found + 1) * size) }];
  });
}
