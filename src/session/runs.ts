// One run in place of another: begun anew from a seed, with other layers, from what was saved, or afresh. A network is
// only replaced once the new one stands; where it cannot be built, all stays as it was.

import { defineNetwork, type Network } from '../models/network';
import type { SavedRun, SessionSettings, TrainingSettings } from './runFacade';
import { RunHistory } from '../train/history';
import { createTrainingContext, destroyTrainingContext, type TrainingContext } from './trainingContext';
import type { Run, RunPast } from './run';
import type { SessionContext } from './sessionContext';
import type { Snapshot } from '../train/snapshots';
import { DeviceLostError } from '../gpu/deviceLoss';
import { SessionError } from './sessionError';
import type { Checkpoint } from '../train/trainer';

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
   * @returns the names of those kept
   */
  async rebuild(
    before: TrainingContext,
    network: Network,
    changed: TrainingSettings = {},
  ): Promise<readonly string[]> {
    const settings = { ...this.#run.settings, ...changed, network: network.name };
    let kept: readonly string[] = [];
    await this.#replace(before, network, settings, (context) => {
      kept = context.store.takeOver(before.store);
      this.#startOver(context, new RunHistory());
    });
    await this.#run.saveCheckpoint();
    return kept;
  }

  /** With fresh parameters. @param changed the settings that differ from those now */
  async startAfresh(
    before: TrainingContext,
    network: Network,
    changed: Partial<Omit<SessionSettings, 'network'>>,
  ): Promise<void> {
    const settings = { ...this.#run.settings, ...changed, network: network.name };
    await this.#replace(before, network, settings, (context) => this.#startOver(context, new RunHistory()));
    await this.#run.saveCheckpoint();
  }

  /** The run as it is; without its past. */
  async save({ network, trainer }: TrainingContext): Promise<SavedRun> {
    const { settings, history } = this.#run;
    return {
      network: network.toJSON(),
      settings,
      checkpoint: await trainer.checkpoint(),
      history: history.save(),
    };
  }

  /** @param shared instants of that run that are still on the device */
  async load(before: TrainingContext, saved: SavedRun, shared: readonly Snapshot[] = []): Promise<void> {
    const network = defineNetwork(saved.network);
    const { settings } = saved;
    const begin = (context: TrainingContext): void => this.takeUp(context, saved, shared);
    // The same network needs no other plans, only other numbers.
    if (this.#atRest && samePlans(before.network, this.#run.settings, network, settings)) begin(before);
    else await this.#replace(before, network, settings, begin);
  }

  /** @throws Error if the run is of another network or optimizer */
  takeUp(context: TrainingContext, saved: SavedRun, shared: readonly Snapshot[] = []): void {
    const { settings, checkpoint, history, past = [] } = saved;
    context.trainer.restore(checkpoint);
    // The rate may have been set after the copy was made.
    context.trainer.setLearningRate(settings.learningRate);
    this.#run.settings = settings;
    this.#startOver(context, RunHistory.from(history), checkpoint, { shared, saved: past });
  }

  get #atRest(): boolean {
    return this.session.state === 'idle' || this.session.state === 'failed';
  }

  #startOver(context: TrainingContext, history: RunHistory, checkpoint?: Checkpoint, past?: RunPast): void {
    this.session.tell('leaving');
    this.#run.startOver(context, history, checkpoint, past);
    this.session.began();
  }

  /** Another network on the same device and data, in place of the one before. @throws if it can't be built: all stays then */
  async #replace(
    before: TrainingContext,
    network: Network,
    settings: SessionSettings,
    begin: (context: TrainingContext) => void,
  ): Promise<void> {
    const { session } = this;
    const { run, state } = session;
    if (!this.#atRest)
      throw new SessionError(`network '${network.name}': cannot be built while the session is ${state}`, {
        code: 'notWhile',
        state,
      });
    const settingsBefore = run.settings;
    session.set('compiling');
    let context: TrainingContext | null = null;
    try {
      context = await createTrainingContext(before, network, settings);
      if (run.context !== before || run.closed || session.state !== 'compiling') {
        throw new DeviceLostError('the device was lost meanwhile');
      }
      run.settings = settings;
      begin(context);
      destroyTrainingContext(before);
    } catch (error) {
      if (context !== null && context !== run.context) destroyTrainingContext(context);
      if (run.context === before && !run.closed) {
        run.settings = settingsBefore;
        session.set(state);
      }
      throw error;
    }
  }
}

/** Do both run the same plans, whatever their numbers? */
function samePlans(a: Network, of: SessionSettings, b: Network, then: SessionSettings): boolean {
  const { optimizer, batchSize, epochs } = then;
  return (
    JSON.stringify(a) === JSON.stringify(b) &&
    of.optimizer === optimizer &&
    JSON.stringify(of.optimizerOptions ?? {}) === JSON.stringify(then.optimizerOptions ?? {}) &&
    of.batchSize === batchSize &&
    of.epochs === epochs
  );
}
