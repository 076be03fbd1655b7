// One run in place of another: begun anew from a seed, with other layers, from what was saved, or afresh. A network is
// only replaced once the new one stands; where it cannot be built, all stays as it was.

import { defineNetwork, type Network } from '../models/network';
import type { SavedRun, SessionSettings, SessionState, TrainingSettings } from './facade';
import { RunHistory } from '../train/history';
import { assemble, dismantle, type Rig } from './rig';
import type { Run, RunPast } from './run';
import type { Snapshot } from '../train/snapshots';
import { DeviceLostError } from '../gpu/deviceLoss';
import { SessionError } from './sessionError';
import type { Checkpoint } from '../train/trainer';

/** What is done around it. All methods of `Runs` are called in turn, with training at rest. */
export interface RunsHost {
  readonly state: SessionState;
  set(state: SessionState): void;
  /** The run so far ends here: nothing of it is to be held any longer. */
  leaving(): void;
  /** Another one stands at rest on this rig. */
  began(rig: Rig): void;
}

export class Runs {
  constructor(
    private readonly run: Run,
    private readonly host: RunsHost,
  ) {}

  /** From the initial parameters of a seed. */
  async begin(rig: Rig, seed: number): Promise<void> {
    this.run.settings = { ...this.run.settings, seed };
    rig.trainer.reset(seed);
    this.#startOver(rig, new RunHistory());
    await this.run.saveCheckpoint();
  }

  /**
   * With other layers; parameters that fit are kept.
   * @param changed the settings that differ from those now
   * @returns the names of those kept
   */
  async rebuild(before: Rig, network: Network, changed: TrainingSettings = {}): Promise<readonly string[]> {
    const settings = { ...this.run.settings, ...changed, network: network.name };
    let kept: readonly string[] = [];
    await this.#replace(before, network, settings, (rig) => {
      kept = rig.store.takeOver(before.store);
      this.#startOver(rig, new RunHistory());
    });
    await this.run.saveCheckpoint();
    return kept;
  }

  /** With fresh parameters. @param changed the settings that differ from those now */
  async startAfresh(
    before: Rig,
    network: Network,
    changed: Partial<Omit<SessionSettings, 'network'>>,
  ): Promise<void> {
    const settings = { ...this.run.settings, ...changed, network: network.name };
    await this.#replace(before, network, settings, (rig) => this.#startOver(rig, new RunHistory()));
    await this.run.saveCheckpoint();
  }

  /** The run as it is; without its past. */
  async save({ network, trainer }: Rig): Promise<SavedRun> {
    const { settings, history } = this.run;
    return {
      network: network.toJSON(),
      settings,
      checkpoint: await trainer.checkpoint(),
      history: history.save(),
    };
  }

  /** @param shared instants of that run that are still on the device */
  async load(before: Rig, saved: SavedRun, shared: readonly Snapshot[] = []): Promise<void> {
    const network = defineNetwork(saved.network);
    const { settings } = saved;
    const begin = (rig: Rig): void => this.takeUp(rig, saved, shared);
    // The same network needs no other plans, only other numbers.
    if (this.#atRest && samePlans(before.network, this.run.settings, network, settings)) begin(before);
    else await this.#replace(before, network, settings, begin);
  }

  /** @throws Error if the run is of another network or optimizer */
  takeUp(rig: Rig, saved: SavedRun, shared: readonly Snapshot[] = []): void {
    const { settings, checkpoint, history, past = [] } = saved;
    rig.trainer.restore(checkpoint);
    // The rate may have been set after the copy was made.
    rig.trainer.setLearningRate(settings.learningRate);
    this.run.settings = settings;
    this.#startOver(rig, RunHistory.from(history), checkpoint, { shared, saved: past });
  }

  get #atRest(): boolean {
    return this.host.state === 'idle' || this.host.state === 'failed';
  }

  #startOver(rig: Rig, history: RunHistory, checkpoint?: Checkpoint, past?: RunPast): void {
    this.host.leaving();
    this.run.startOver(rig, history, checkpoint, past);
    this.host.began(rig);
  }

  /** Another network on the same ground, in place of the one before. @throws if it can't be built: all stays then */
  async #replace(
    before: Rig,
    network: Network,
    settings: SessionSettings,
    begin: (rig: Rig) => void,
  ): Promise<void> {
    const { run, host } = this;
    const { state } = host;
    if (!this.#atRest)
      throw new SessionError(`network '${network.name}': cannot be built while the session is ${state}`, {
        code: 'notWhile',
        state,
      });
    const settingsBefore = run.settings;
    host.set('compiling');
    let rig: Rig | null = null;
    try {
      rig = await assemble(before, network, settings);
      if (run.rig !== before || run.closed || host.state !== 'compiling') {
        throw new DeviceLostError('the device was lost meanwhile');
      }
      run.settings = settings;
      begin(rig);
      dismantle(before);
    } catch (error) {
      if (rig !== null && rig !== run.rig) dismantle(rig);
      if (run.rig === before && !run.closed) {
        run.settings = settingsBefore;
        host.set(state);
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
