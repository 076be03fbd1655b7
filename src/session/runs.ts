// One run in place of another: begun anew from a seed, with other layers, from what was saved, or afresh. A network is
// only replaced once the new one stands; where it cannot be built, all stays as it was.

import { MNIST, sameData } from '../data/dataSet';
import { sliceImages } from '../data/imageDataset';
import { TRAINING_STATE } from '../kernels/trainingState';
import { defineNetwork, type Network } from '../models/network';
import type { SavedRun, SessionSettings } from './runFacade';
import { RunHistory } from '../train/history';
import {
  createDeviceContext,
  createTrainingContext,
  destroyData,
  destroyTrainingContext,
  loadSessionData,
  type DeviceContext,
  type SessionData,
  type TrainingContext,
  type Weights,
} from './trainingContext';
import type { Run, RunPast } from './run';
import type { SessionContext } from './sessionContext';
import type { Snapshot } from '../train/snapshots';
import { DeviceLostError } from '../gpu/deviceLoss';
import { SessionError } from './sessionError';
import type { Checkpoint } from '../train/trainer';
import { takeOver } from '../models/takeOver';

interface Replacing {
  /** Begins a run on the new context. `copy`: of its parameters, if they were prepared. */
  readonly begin: (context: TrainingContext, copy?: Checkpoint) => void;
  /** Sets the parameters of the new context. Absent: `begin` sets them. */
  readonly prepare?: (context: TrainingContext) => void;
  /** Default: the same. */
  readonly data?: SessionData;
  readonly weights?: Weights | undefined;
}

/** All methods are called in turn, with training at rest. */
export class Runs {
  constructor(private readonly session: SessionContext) {}

  get #run(): Run {
    return this.session.run;
  }

  /** From the initial parameters of a seed. */
  async begin(context: TrainingContext, seed: number): Promise<void> {
    this.#run.settings = { ...this.#run.settings, seed };
    context.trainer.reset(seed);
    this.#startOver(context, new RunHistory());
    await this.#run.saveCheckpoint();
  }

  /**
   * With other layers; parameters that fit are kept.
   * @param changed the settings that differ from those now
   * @param data another data set; absent: the same
   * @returns the names of those kept
   */
  async rebuild(
    before: TrainingContext,
    network: Network,
    changed: Partial<Omit<SessionSettings, 'network'>> = {},
    data = before.data,
  ): Promise<readonly string[]> {
    const settings = { ...this.#settingsFor(before, data), ...changed, network: network.name };
    let kept: readonly string[] = [];
    await this.#replace(before, network, settings, {
      data,
      prepare: (context) => (kept = takeOver(context.store, before.store)),
      begin: (context, copy) => this.#startOver(context, new RunHistory(), copy),
    });
    return kept;
  }

  /**
   * With fresh parameters.
   * @param changed the settings that differ from those now
   * @param data another data set; absent: the same
   * @param weights in place of fresh ones, by `layer/parameter`
   */
  async startAfresh(
    before: TrainingContext,
    network: Network,
    changed: Partial<Omit<SessionSettings, 'network'>>,
    { data = before.data, weights }: { readonly data?: SessionData; readonly weights?: Weights } = {},
  ): Promise<void> {
    const settings = { ...this.#settingsFor(before, data), ...changed, network: network.name };
    await this.#replace(before, network, settings, {
      ...{ data, weights, prepare: () => undefined },
      begin: (context, copy) => this.#startOver(context, new RunHistory(), copy, {}, weights === undefined),
    });
  }

  /** The run as it is; without its past. */
  async save({ network, trainer, data }: TrainingContext): Promise<SavedRun> {
    const { settings, history } = this.#run;
    return {
      network: network.toJSON(),
      settings,
      data: data.reference,
      checkpoint: await trainer.checkpoint(),
      history: history.save(),
    };
  }

  /** @param shared instants of that run that are still on the device */
  async load(before: TrainingContext, saved: SavedRun, shared: readonly Snapshot[] = []): Promise<void> {
    const network = defineNetwork(saved.network);
    const { settings } = saved;
    const data = await this.#dataOf(saved, before);
    // One that was stored as its seed has its numbers once the network is built.
    const ofSeed = saved.fromSeed === true && Object.keys(saved.checkpoint.slabs).length === 0;
    if (!ofSeed) checkData(saved, data);
    const begin = (context: TrainingContext, copy = saved.checkpoint): void =>
      this.#takeUp(context, { ...saved, checkpoint: copy }, shared);
    const prepare = ofSeed ? { prepare: (): void => undefined } : {};
    // The same network needs no other plans, only other numbers.
    const sameNetwork = samePlans(before.network, this.#run.settings, network, settings);
    if (this.#atRest && sameNetwork && data === before.data && !ofSeed) begin(before);
    else await this.#replace(before, network, settings, { begin, data, ...prepare });
  }

  /** Takes up a run on new plans of its network, as when the target of the device has changed. */
  async replan(before: TrainingContext, saved: SavedRun): Promise<void> {
    const network = defineNetwork(saved.network);
    const { replay } = this.#run;
    await this.#replace(before, network, saved.settings, {
      begin: (context) => this.#takeUp(context, saved),
    });
    this.#run.replay = replay;
  }

  /** The data of a run: those there are, or loaded anew. @throws as the loader of the session does */
  async #dataOf(
    { data: reference = MNIST }: SavedRun,
    { data, device }: TrainingContext,
  ): Promise<SessionData> {
    if (sameData(reference, data.reference)) return data;
    return loadSessionData(this.session.loadData, reference, { device, onProgress: () => undefined });
  }

  /** On its own network and data. @throws SessionError if the data are not those it was trained on */
  resume(context: TrainingContext, saved: SavedRun): void {
    checkData(saved, context.data);
    this.#takeUp(context, saved);
  }

  /** @throws Error if the run is of another network or optimizer */
  #takeUp(context: TrainingContext, saved: SavedRun, shared: readonly Snapshot[] = []): void {
    const { settings, checkpoint, history, past = [] } = saved;
    context.trainer.restore(checkpoint);
    // The rate may have been set after the copy was made.
    context.trainer.setLearningRate(settings.learningRate);
    this.#run.settings = settings;
    this.#startOver(
      context,
      RunHistory.from(history),
      checkpoint,
      { shared, saved: past },
      saved.fromSeed === true,
    );
  }

  /** Those that hold for other data as well. */
  #settingsFor(before: TrainingContext, data: SessionData): SessionSettings {
    const { augmentation: _, earlyStopping: __, classWeights: ___, ...others } = this.#run.settings;
    return data === before.data ? this.#run.settings : others;
  }

  get #atRest(): boolean {
    return this.session.state === 'idle' || this.session.state === 'failed';
  }

  #startOver(
    context: TrainingContext,
    history: RunHistory,
    checkpoint?: Checkpoint,
    past?: RunPast,
    fromSeed?: boolean,
  ): void {
    this.session.tell('leaving');
    this.#run.startOver(context, history, checkpoint, past, fromSeed);
    this.session.began();
    this.#run.started();
  }

  /** Another network, or other data, on the same device. @throws if it can't be built: all stays then */
  async #replace(
    before: TrainingContext,
    network: Network,
    settings: SessionSettings,
    { begin, prepare, data = before.data, weights }: Replacing,
  ): Promise<void> {
    const { session } = this;
    const { run, state } = session;
    if (!this.#atRest)
      throw new SessionError(`network '${network.name}': cannot be built while the session is ${state}`, {
        code: 'notWhile',
        state,
      });
    const settingsBefore = run.settings;
    const { picture } = session.probeView;
    session.set('compiling');
    let deviceContext: DeviceContext = before;
    let context: TrainingContext | null = null;
    try {
      if (data !== before.data) deviceContext = await createDeviceContext(before, data);
      context = await createTrainingContext(deviceContext, network, settings, weights);
      // Until there is a copy on the host, a lost device would take the parameters with it: it comes before the change.
      prepare?.(context);
      const copy = prepare && (await context.trainer.checkpoint());
      if (run.context !== before || run.closed || session.state !== 'compiling') {
        throw new DeviceLostError('the device was lost meanwhile');
      }
      run.settings = settings;
      // The first view of the new context shows a picture of the new size.
      if (data !== before.data) session.probeView.picture = firstPicture(data);
      begin(context, copy);
      destroyTrainingContext(before);
      if (data === before.data) return;
      destroyData(before);
      session.emit('datachange');
    } catch (error) {
      if (context !== null && context !== run.context) destroyTrainingContext(context);
      if (run.context === before && deviceContext !== before) {
        destroyData(deviceContext);
        session.probeView.picture = picture;
      }
      if (run.context === before && !run.closed) {
        run.settings = settingsBefore;
        session.set(state);
      }
      throw error;
    }
  }
}

/** The picture that is shown first: the fourth class's, of MNIST a 3, which has strokes in every direction. 0…1. */
export function firstPicture({ test }: SessionData): Float32Array {
  const { images } = sliceImages(test, Math.max(0, test.labels.indexOf(3)), 1);
  return Float32Array.from(images, (value) => value / 255);
}

/** The settings that plans are made for, beside optimizer and batch size. */
const planned = (settings: SessionSettings): unknown => [
  ...[settings.augmentation, settings.schedule ?? null, settings.labelSmoothing ?? 0],
  ...[settings.classWeights ?? null, settings.earlyStopping ?? null, settings.reduceOnPlateau ?? null],
  settings.lossWeights ?? null,
];

/** Do both run the same plans, whatever their numbers? */
function samePlans(a: Network, of: SessionSettings, b: Network, then: SessionSettings): boolean {
  const { optimizer, batchSize, epochs } = then;
  return (
    JSON.stringify(a) === JSON.stringify(b) &&
    of.optimizer === optimizer &&
    JSON.stringify(of.optimizerOptions ?? {}) === JSON.stringify(then.optimizerOptions ?? {}) &&
    JSON.stringify(planned(of)) === JSON.stringify(planned(then)) &&
    of.batchSize === batchSize &&
    of.epochs === epochs
  );
}

/** The training state of a run counts batches of the data it was made for. @throws Error where they are others */
function checkData({ checkpoint, settings }: SavedRun, { train }: SessionData): void {
  // By the name that saved runs know it by.
  const trainingState = new Uint32Array(checkpoint.slabs.clock ?? new ArrayBuffer(0));
  const [samples, batchSize, step] = [
    trainingState[TRAINING_STATE.samples],
    trainingState[TRAINING_STATE.batchSize],
    trainingState[TRAINING_STATE.step],
  ];
  if (samples !== train.count) {
    throw new SessionError(
      `the run was trained on ${samples ?? 'no'} pictures; here there are ${train.count}. It goes on only with its own data`,
      { code: 'otherData', expected: train.count, received: samples ?? 0 },
    );
  }
  if (batchSize !== settings.batchSize || step !== checkpoint.step)
    throw new SessionError(
      'the run does not hold together: its training state is of another batch size or step',
      {
        code: 'brokenRun',
      },
    );
}
