// Edits the running network: its layers, and single numbers. Every change is queued with steps and resets, and saves
// the state before it, so undo loads that state. Numbers are written straight to the parameters that training uses;
// moments and step do not change.
//
// A unit is silenced by values that make its output 0 for every picture (weights 0, and a bias at which the activation
// is 0); its own values are kept. A silenced unit could not learn, so it is restored when training continues.

import { readElements } from '../../gpu/readback';
import { isOfRow } from '../../layers/options';
import { lastActivation } from '../../models/lower';
import { defineNetwork, ownerOf, type Network, type NetworkConfig } from '../../models/network';
import { overlap } from '../../models/overlap';
import { EditHistory } from './editHistory';
import type {
  Comparison,
  EditingFacade,
  EditName,
  KeptShare,
  UnitChange,
  UnitName,
  UnitValues,
} from './editingFacade';
import type { SavedRun, TrainingSettings } from '../runFacade';
import { checkLearningRate } from '../run';
import type { Runs } from '../runs';
import type { SessionContext, SessionPart } from '../sessionContext';
import type { TimeTravel } from '../travel/travel';
import type { TrainingContext } from '../trainingContext';
import { fitPasts, SharedPast } from '../travel/sharedPast';
import { unitParameters, type UnitParameters } from '../../inspect/unitParameters';

type Units = ReadonlyMap<string, UnitName & UnitValues>;

interface State {
  readonly run: SavedRun;
  readonly past: SharedPast;
  readonly silenced: Units;
  readonly trained: Units;
  readonly kept: readonly KeptShare[] | null;
}

/** LeNet-5 with Adam's moments is 0.8 MB. */
const LIMITS = { entries: 50, bytes: 128 * 2 ** 20 };
/** Not 0 at 0, and 0 far below. */
const ABOVE_ZERO: ReadonlySet<string> = new Set(['sigmoid', 'hardSigmoid', 'softplus', 'exponential']);
/** At this sum they give a number that is no longer told from 0 (6e-39), and nothing overflows on the way. */
const FAR_BELOW = -88;

const keyOf = ({ layer, unit }: UnitName): string => `${layer} ${unit}`;

const keptShare = ({ layer, parameter, kept, of }: KeptShare): KeptShare => ({ layer, parameter, kept, of });

export class Editing implements EditingFacade, SessionPart {
  kept: readonly KeptShare[] | null = null;
  readonly start: NetworkConfig;
  readonly #history = new EditHistory<State>(bytesOf, LIMITS, ({ past }) => past.release());
  /** The original values. */
  #silenced: Units = new Map();
  /** The values before the first change by hand. */
  #trained: Units = new Map();
  #gesture: string | null = null;
  #copying = false;
  #copyDue = false;
  #writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: SessionContext,
    private readonly runs: Runs,
    private readonly travel: TimeTravel,
  ) {
    this.start = session.run.context.network.toJSON();
  }

  get entries(): readonly EditName[] {
    return this.#history.names;
  }

  get position(): number {
    return this.#history.position;
  }

  get silenced(): readonly UnitName[] {
    return this.#everywhere(this.#silenced);
  }

  get edited(): readonly UnitName[] {
    return this.#everywhere(this.#trained);
  }

  async change(config: NetworkConfig, name: EditName, settings: TrainingSettings = {}): Promise<void> {
    const network = defineNetwork(config);
    await this.replace(name, async (context) => {
      await this.runs.rebuild(context, network, settings);
      return network;
    });
  }

  /**
   * Runs an action and saves the whole state before it as an undo entry.
   * @param action returns the network that took over parameters of the one before; null if none did
   */
  async replace(
    name: EditName,
    action: (context: TrainingContext) => Promise<Network | null>,
  ): Promise<void> {
    await this.#inTurn(async (context) => {
      const before = await this.#state(context);
      this.#write(context, [...this.#silenced.values()]);
      const { network } = context;
      try {
        const heir = await action(context);
        this.kept = heir && overlap(network, heir).map(keptShare);
        this.#record(name, before);
      } catch (error) {
        before.past.release();
        this.#silenceAll(context);
        throw error;
      }
    });
  }

  setLearningRate(value: number, gesture?: string): Promise<void> {
    checkLearningRate(value);
    return this.#gestured(gesture, {
      goOn: () => {
        const [name] = this.entries.slice(this.position - 1, this.position);
        if (name !== undefined) this.#history.rename({ ...name, values: { ...name.values, to: value } });
        this.session.run.setLearningRate(value);
      },
      begin: () =>
        this.#inTurn(async (context) => {
          const { learningRate: from } = this.session.run.settings;
          const before = await this.#state(context);
          this.session.run.setLearningRate(value);
          this.#record({ key: 'learningRate', values: { from, to: value } }, before);
        }),
    });
  }

  go(position: number): Promise<void> {
    return this.#inTurn((context) => this.#restore(context, position));
  }

  undo(): Promise<void> {
    return this.#step(-1);
  }

  redo(): Promise<void> {
    return this.#step(1);
  }

  async #step(by: 1 | -1): Promise<void> {
    await this.#writes;
    await this.#inTurn(async (context) => {
      const position = this.position + by;
      if (position >= 0 && position <= this.entries.length) await this.#restore(context, position);
    });
  }

  async #restore(context: TrainingContext, position: number): Promise<void> {
    if (position === this.position) return;
    const to = this.#history.at(position);
    const left = await this.#state(context);
    try {
      await this.runs.load(context, to.run, to.past.instants);
    } catch (error) {
      left.past.release();
      throw error;
    }
    this.#silenced = to.silenced;
    this.#trained = to.trained;
    this.kept = to.kept;
    this.#history.moved(position, left);
    this.#fitPasts();
    this.#gesture = null;
    this.session.emit('editschange');
  }

  unit(layer: string, unit: number): UnitParameters | null {
    return unitParameters(this.session.run.context.network, layer, unit);
  }

  async readUnit(layer: string, unit: number): Promise<UnitValues | null> {
    const own = this.#own({ layer, unit });
    return this.#silenced.get(keyOf(own)) ?? (await this.#read(this.session.run.context, own));
  }

  write(name: EditName, given: readonly UnitChange[], gesture?: string): Promise<void> {
    const changes = given.map((change) => this.#own(change));
    for (const { layer, unit, weights = [], bias } of changes) {
      if (![...weights, bias ?? 0].every(Number.isFinite))
        throw new RangeError(`layer '${layer}', unit ${unit + 1}: a weight must be a finite number`);
    }
    return this.#gestured(gesture, {
      goOn: () => {
        this.#write(this.session.run.context, changes);
        this.#copySoon();
      },
      begin: () => this.#edit(name, changes),
    });
  }

  /** One change, or a further one of the same gesture: only the first saves the values before it. */
  #gestured(
    gesture: string | undefined,
    change: { readonly begin: () => Promise<void>; readonly goOn: () => void },
  ): Promise<void> {
    // Sequential, so that no change of a drag comes before the first one has saved the old values.
    const written = this.#writes.then(async () => {
      if (gesture !== undefined && gesture === this.#gesture) change.goOn();
      else await change.begin();
      this.#gesture = gesture ?? null;
      this.session.emit('editschange');
    });
    this.#writes = written.catch(() => undefined);
    return written;
  }

  canSilence(layer: string, unit: number): boolean {
    return this.#silence(this.session.run.context.network, { layer, unit }) !== null;
  }

  async silence(layer: string, unit: number): Promise<void> {
    await this.session.pause();
    await this.#inTurn(async (context) => {
      const name = this.#own({ layer, unit });
      const values = await this.#read(context, name);
      const silence = this.#silence(context.network, name);
      if (values === null || silence === null || this.#silenced.has(keyOf(name))) return;
      await this.#written(context, [silence], { key: 'silence', values: { layer, unit: unit + 1 } }, () => {
        this.#silenced = new Map(this.#silenced).set(keyOf(name), { ...name, ...values });
      });
    });
  }

  async unsilence(layer: string, unit: number): Promise<void> {
    await this.#inTurn(async (context) => {
      const name = this.#own({ layer, unit });
      const values = this.#silenced.get(keyOf(name));
      if (values === undefined) return;
      await this.#written(context, [values], { key: 'wake', values: { layer, unit: unit + 1 } }, () => {
        this.#silenced = without(this.#silenced, [name]);
      });
    });
  }

  async reset(given: readonly UnitName[]): Promise<void> {
    const units = [...new Map(given.map((unit) => [keyOf(this.#own(unit)), this.#own(unit)])).values()];
    const [first] = units;
    const name: EditName =
      units.length === 1 && first !== undefined
        ? { key: 'reset', values: { layer: first.layer, unit: first.unit + 1 } }
        : { key: 'resetAll', values: {} };
    await this.#inTurn(async (context) => {
      const values = units.flatMap((unit) => this.#trained.get(keyOf(unit)) ?? []);
      if (values.length === 0) return;
      await this.#written(context, values, name, () => {
        this.#trained = without(this.#trained, units);
      });
    });
  }

  async compare({
    onProgress,
    wanted,
  }: {
    readonly onProgress?: (fraction: number) => void;
    readonly wanted: () => boolean;
  }): Promise<Comparison | null> {
    return this.#inTurn(async (context) => {
      const part = (at: number) => (fraction: number) => onProgress?.((at + fraction) / 2);
      const silent = await context.evaluator.run({ onProgress: part(0), wanted });
      if (silent === null) return null;
      this.#write(context, [...this.#silenced.values()]);
      try {
        const awake = await context.evaluator.run({ onProgress: part(1), wanted });
        return awake === null ? null : { with: awake.accuracy, without: silent.accuracy };
      } finally {
        this.#silenceAll(context);
      }
    });
  }

  /** Training continues: silenced units are restored, and values changed by hand become the network's own. */
  starting(): void {
    if (this.#silenced.size === 0 && this.#trained.size === 0) return;
    this.#write(this.session.run.context, [...this.#silenced.values()]);
    this.began();
  }

  /** The parameters were replaced. */
  began(): void {
    this.#silenced = new Map();
    this.#trained = new Map();
    this.#gesture = null;
    this.session.emit('editschange');
  }

  /** The weights of a unit belong to the layer that has them, not to one that shares them. */
  #own<Unit extends UnitName>(unit: Unit): Unit {
    return { ...unit, layer: ownerOf(this.session.run.context.network, unit.layer) };
  }

  /** Units, in every layer that uses their weights. */
  #everywhere(units: Units): readonly UnitName[] {
    const { layers } = this.session.run.context.network;
    return [...units.values()].flatMap(({ layer, unit }) =>
      layers.filter(({ owner }) => owner === layer).map(({ name }) => ({ layer: name, unit })),
    );
  }

  /** The session ends: the instants that its changes hold are released. */
  close(): void {
    this.#history.clear();
  }

  /** Edits apply to the present, not to a snapshot. */
  #inTurn<T>(action: (context: TrainingContext) => Promise<T>): Promise<T> {
    this.travel.backToNow();
    return this.session.inTurnFor(action);
  }

  async #edit(name: EditName, changes: readonly UnitChange[]): Promise<void> {
    await this.#inTurn(async (context) => {
      const trained = new Map(this.#trained);
      for (const { layer, unit } of changes) {
        const values = trained.has(keyOf({ layer, unit }))
          ? null
          : await this.#read(context, { layer, unit });
        if (values !== null) trained.set(keyOf({ layer, unit }), { layer, unit, ...values });
      }
      await this.#written(context, changes, name, () => (this.#trained = trained));
    });
  }

  /** Writes numbers, and records the change once they are on the host, too: a lost device cannot take them with it then. */
  async #written(
    context: TrainingContext,
    changes: readonly UnitChange[],
    name: EditName,
    done: () => void,
  ): Promise<void> {
    const before = await this.#state(context);
    try {
      this.#write(context, changes);
      await this.session.run.saveCheckpoint();
    } catch (error) {
      before.past.release();
      throw error;
    }
    done();
    this.#record(name, before);
  }

  /** Copies to the host what a gesture has written, however many writes it has. */
  #copySoon(): void {
    this.#copyDue = true;
    if (!this.#copying) void this.#copyWhileDue();
  }

  async #copyWhileDue(): Promise<void> {
    this.#copying = true;
    while (this.#copyDue) {
      this.#copyDue = false;
      // If the device is lost, the run is set back to the copy before.
      await this.session.run.saveCheckpoint().catch(() => undefined);
    }
    this.#copying = false;
  }

  async #state(context: TrainingContext): Promise<State> {
    const { kept } = this;
    const run = await this.runs.save(context);
    const past = new SharedPast(context.snapshots);
    return { run, past, silenced: this.#silenced, trained: this.#trained, kept };
  }

  #fitPasts(): void {
    fitPasts(
      this.#history.states.map(({ past }) => past),
      this.session.run.context.snapshots,
    );
  }

  #record(name: EditName, before: State): void {
    this.#history.record(name, before);
    this.#fitPasts();
    this.#gesture = null;
    this.session.emit('editschange');
  }

  #write(context: TrainingContext, changes: readonly UnitChange[]): void {
    this.session.run.edited();
    for (const { layer, unit, weights, bias } of changes) {
      const where = unitParameters(context.network, layer, unit);
      if (where === null) continue;
      if (weights !== undefined) {
        const cells = where.places.flatMap((place, cell) => (place < 0 ? [] : [{ place, cell }]));
        context.store.writeAt(
          layer,
          'weight',
          cells.map(({ place }) => place),
          cells.map(({ cell }) => weights[cell] ?? 0),
        );
      }
      if (typeof bias === 'number' && where.bias !== null)
        context.store.writeAt(layer, 'bias', [where.bias], [bias]);
    }
    this.session.probeView.stale = true;
  }

  #silenceAll(context: TrainingContext): void {
    this.#write(
      context,
      [...this.#silenced.values()].flatMap((unit) => this.#silence(context.network, unit) ?? []),
    );
  }

  /** The values with which a unit outputs 0 for any input. */
  #silence(network: Network, { layer, unit }: UnitName): UnitChange | null {
    const where = unitParameters(network, layer, unit);
    const found = network.layers.find(({ name }) => name === layer);
    if (where === null || found === undefined) return null;
    const activation = lastActivation(found);
    // It depends on its whole row.
    if (isOfRow(activation)) return null;
    const weights = new Float32Array(where.places.length);
    if (!ABOVE_ZERO.has(activation)) return { layer, unit, weights, bias: 0 };
    return where.bias === null ? null : { layer, unit, weights, bias: FAR_BELOW };
  }

  async #read(context: TrainingContext, { layer, unit }: UnitName): Promise<UnitValues | null> {
    const where = unitParameters(context.network, layer, unit);
    const weight = context.probe.parameter(layer, 'weight');
    const bias = context.probe.parameter(layer, 'bias');
    if (where === null || weight === null) return null;
    const cells = where.places.flatMap((place, cell) => (place < 0 ? [] : [{ place, cell }]));
    const [values, biases] = await Promise.all([
      readElements(
        context.device,
        weight,
        cells.map(({ place }) => place),
      ),
      bias === null || where.bias === null ? null : readElements(context.device, bias, [where.bias]),
    ]);
    const weights = new Float32Array(where.places.length);
    cells.forEach(({ cell }, at) => (weights[cell] = values[at] ?? NaN));
    return { weights, bias: biases?.[0] ?? null };
  }
}

function without(units: Units, names: readonly UnitName[]): Units {
  const gone = new Set(names.map(keyOf));
  return new Map([...units].filter(([key]) => !gone.has(key)));
}

function bytesOf({ run }: State): number {
  const slabs = Object.values(run.checkpoint.slabs).reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { step, testStep } = run.history;
  return slabs + 8 * (3 * step.length + 2 * testStep.length);
}
