// The code and the network, kept in step both ways. What is typed is read, and where it describes another network that
// can be built, the network becomes that one; what is changed elsewhere is changed in the code, by the fewest edits. Where
// neither can follow the other nothing is touched: they have diverged, until one of them is chosen.
//
// Every change of either is an entry of the one list of changes. With it stands the text before and after, so that going
// back brings back the text itself, and undoing in the text goes back in the list, to the same weights.

import { completeCode } from '../../formats/keras/code/complete';
import { followNetwork, type Followed } from '../../formats/keras/code/follow';
import { withNamesOf } from '../../formats/keras/code/names';
import type { ReadingGoal } from '../../formats/keras/code/goal';
import { readCode, type CodeReading } from '../../formats/keras/code/read';
import type { Range } from '../../formats/keras/code/syntax';
import { changedTraining, codeSettings, followTraining, trainingOf } from '../../formats/keras/code/training';
import { writeCode } from '../../formats/keras/code/write';
import type { NetworkConfig } from '../../models/network';
import { sameNetwork } from '../../session/editing/catalogue';
import type { EditName } from '../../session/editing/editingFacade';
import type { TrainFacade, TrainingSettings } from '../../session/facade';
import { previewNetwork, type Problem } from '../../session/editing/preview';
import { changeName } from './changeName';
import type { Described } from './event';

/**
 * How the code stands to the network.
 * same        it describes the network
 * waiting     it was changed, and is about to be read
 * unread      something in it can't be read: see its lints
 * lacking     it reads, but what it describes can't tell digits apart yet
 * impossible  what it describes can't be built
 * building    the network is becoming what it describes
 * refused     the engine would not build it
 * diverged    the network was changed elsewhere, and the code can't follow
 * unwritable  the network can't be written as code
 */
export type SyncState =
  | { readonly kind: 'same' | 'waiting' | 'unread' | 'lacking' | 'building' }
  | { readonly kind: 'impossible'; readonly problem: Problem }
  | { readonly kind: 'refused' | 'unwritable'; readonly error: unknown }
  | { readonly kind: 'diverged'; readonly why: Why };

type Refused = Extract<Followed, { readonly refused: unknown }>;
/** unread: the code could not be read when the network changed; unwritten: it was left before the network had followed it. */
type Why = Refused | 'unread' | 'unwritten';

/** Where a text comes from: written elsewhere, or what was there before or after it. */
export type Way = 'edit' | 'undo' | 'redo';

export type LinkedSession = EventTarget &
  Pick<TrainFacade, 'network' | 'settings' | 'editing' | 'samples' | 'input'>;

export interface LinkHost {
  /** Shows another text. @param ranges what was written, by places of the new text */
  write(text: string, ranges: readonly Range[], way: Way): void;
  /** Anything else changed. */
  changed(): void;
}

const PAUSE_MS = 500;

export class CodeLink {
  text = '';
  reading: CodeReading;
  syncState: SyncState = { kind: 'same' };
  /** What the text described when it was last in step. */
  of: Described;
  /** The text then. */
  #inStep = '';
  #diverged: Why | null = null;
  #position: number;
  readonly #texts = new WeakMap<EditName, { readonly before: string; readonly after: string }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;

  constructor(
    private readonly session: LinkedSession,
    private readonly host: LinkHost,
    private readonly pauseMs = PAUSE_MS,
  ) {
    this.#position = session.editing.position;
    this.of = this.#now;
    this.reading = readCode('', this.goal);
  }

  /** With the text of an earlier visit, and what it described; without one the network's script is written. */
  begin({ text, of }: { readonly text: string | null; readonly of: Described | null }): void {
    if (text === null || of === null) {
      this.rewrite();
      return;
    }
    this.text = text;
    if (isNetwork(of.network)) this.of = of;
    this.#read();
    if (this.#describes(this.of.network)) this.#inStep = text;
    // A text that was not in step when it was left is not taken over now.
    if (!this.#follow()) this.#stand();
  }

  /** The pictures that the session uses now. */
  get goal(): ReadingGoal {
    return { picture: [...this.session.input.shape], classes: this.session.samples.length };
  }

  get #now(): Described {
    const { network, settings } = this.session;
    return { network, settings };
  }

  /** What the code describes, with the names of another network for its unnamed layers; null where something is wrong or lacking. */
  #networkLike(other: NetworkConfig): NetworkConfig | null {
    const { network, lacking } = this.reading;
    if (network === null || lacking.length > 0 || this.hasErrors) return null;
    return withNamesOf({ ...this.reading, network }, other);
  }

  #describes(network: NetworkConfig): boolean {
    const own = this.#networkLike(network);
    return own !== null && sameNetwork(own, network);
  }

  get hasErrors(): boolean {
    return this.reading.model === null || this.reading.lints.some(({ severity }) => severity === 'error');
  }

  /** The learner changed the text. It is read once it rests. */
  typed(text: string, way: Way): void {
    if (text === this.text) return;
    this.text = text;
    this.#say({ kind: 'waiting' });
    this.#settleLater(way);
  }

  /** Reads the text now, and takes over what it describes. */
  async settle(way: Way = 'edit'): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#busy) {
      this.#settleLater(way);
      return;
    }
    this.#read();
    const network = this.#networkLike(this.session.network);
    const problem = network === null ? null : previewNetwork(network, this.goal.classes).problem;
    if (network !== null && sameNetwork(network, this.session.network)) this.#diverged = null;
    if (network === null || problem !== null || this.#diverged !== null) this.#stand();
    else await this.#take(network, way);
  }

  /** The code counts, where the two have diverged. */
  async useCode(): Promise<void> {
    this.#diverged = null;
    await this.settle();
  }

  /** The network counts: its script, written anew. */
  rewrite(): void {
    let code: string;
    const now = this.#now;
    try {
      code = writeCode(now.network, codeSettings(now.settings));
    } catch (error) {
      this.#say({ kind: 'unwritable', error });
      return;
    }
    this.#diverged = null;
    this.#show(code, [], 'edit');
  }

  /** Writes what is lacking into the code. */
  async complete(): Promise<void> {
    const done = completeCode(this.text, this.goal);
    if (done === null) return;
    this.text = done.code;
    this.host.write(done.code, done.ranges, 'edit');
    await this.settle();
  }

  get canComplete(): boolean {
    return completeCode(this.text, this.goal) !== null;
  }

  /** The session changed. */
  heard(): void {
    if (this.#busy) return;
    this.#follow();
    this.#position = this.session.editing.position;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #settleLater(way: Way): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.settle(way), this.pauseMs);
  }

  #read(): void {
    this.reading = readCode(this.text, this.goal);
  }

  #say(syncState: SyncState): void {
    this.syncState = syncState;
    this.host.changed();
  }

  /** Says how the text stands, without touching the network. */
  #stand(): void {
    const network = this.#networkLike(this.session.network);
    const problem = network === null ? null : previewNetwork(network, this.goal.classes).problem;
    if (this.hasErrors) this.#say({ kind: 'unread' });
    else if (network === null) this.#say({ kind: 'lacking' });
    else if (problem !== null) this.#say({ kind: 'impossible', problem });
    else if (this.#diverged !== null) this.#say({ kind: 'diverged', why: this.#diverged });
    else if (sameNetwork(network, this.session.network)) this.#say({ kind: 'same' });
    else this.#say({ kind: 'diverged', why: 'unwritten' });
  }

  /** The network becomes what the code describes. */
  async #take(network: NetworkConfig, way: Way): Promise<void> {
    const { session } = this;
    const { editing, settings } = session;
    // What the code says as before is not news, even where it is set otherwise by now.
    const said = changedTraining(trainingOf(this.reading), this.of.settings);
    const changed = changedTraining(said, settings);
    const isOther = !sameNetwork(network, session.network);
    if (!isOther && Object.keys(changed).length === 0) {
      this.#inStep = this.text;
      this.of = { network: session.network, settings: this.of.settings };
      if (!this.#follow()) this.#say({ kind: 'same' });
      return;
    }
    const [text, before] = [this.text, this.#inStep];
    const beside = this.#beside(way);
    this.#busy = true;
    this.#say({ kind: 'building' });
    try {
      if (beside !== null) await editing.go(beside);
      else {
        await this.#change(network, isOther, changed);
        this.#remember(before, text);
      }
      this.#inStep = text;
      const isBuilt = beside !== null || sameNetwork(network, session.network);
      this.of = { network: isBuilt ? session.network : network, settings: session.settings };
      this.syncState = { kind: 'same' };
    } catch (error) {
      this.syncState = { kind: 'refused', error };
    } finally {
      this.#busy = false;
      this.#position = editing.position;
    }
    // Meanwhile more may have been typed, or the network changed again.
    if (this.text !== text) this.syncState = { kind: 'waiting' };
    else if (this.syncState.kind === 'same') this.#follow();
    this.host.changed();
  }

  async #change(network: NetworkConfig, isOther: boolean, changed: TrainingSettings): Promise<void> {
    const { editing, settings, network: before } = this.session;
    const { learningRate, ...restart } = changed;
    if (isOther || Object.keys(restart).length > 0)
      await editing.change(network, changeName(before, network, changed, settings), changed);
    else if (learningRate !== undefined) await editing.setLearningRate(learningRate);
  }

  /** The position in the list of changes to which the text was undone or redone; null if it is none of them. */
  #beside(way: Way): number | null {
    const { entries, position } = this.session.editing;
    const entry = way === 'undo' ? entries[position - 1] : way === 'redo' ? entries[position] : undefined;
    const texts = entry && this.#texts.get(entry);
    if (texts === undefined) return null;
    if (way === 'undo') return texts.before === this.text ? position - 1 : null;
    return texts.after === this.text ? position + 1 : null;
  }

  /** The newest entry led from one text to the other. */
  #remember(before: string, after: string): void {
    const { entries, position } = this.session.editing;
    const entry = entries[position - 1];
    if (entry) this.#texts.set(entry, { before, after });
  }

  /** The code and the network say the same. */
  #stepped(): void {
    this.#inStep = this.text;
    this.of = this.#now;
  }

  #show(text: string, ranges: readonly Range[], way: Way): void {
    this.text = text;
    this.#read();
    this.#stepped();
    this.host.write(text, ranges, way);
    this.#say({ kind: 'same' });
  }

  /** The code becomes what the network is. @returns whether the network or its training had changed */
  #follow(): boolean {
    const { network, settings, editing } = this.session;
    const isOther = network !== this.of.network && !sameNetwork(network, this.of.network);
    if (!isOther && Object.keys(changedTraining(settings, this.of.settings)).length === 0) {
      if (this.#diverged === null) return false;
      // What was changed elsewhere was changed back.
      this.#diverged = null;
      this.#stand();
      return true;
    }
    const known = this.#textAt(editing.position);
    if (known !== null) {
      this.#show(known, [], editing.position < this.#position ? 'undo' : 'redo');
      return true;
    }
    // It may say so already, as where it was left before the network had followed it.
    const isThere = isOther && this.#describes(network);
    const [before, wasInStep] = [this.text, isThere || this.#describes(this.of.network)];
    const followed = isOther && !isThere ? this.#followed(wasInStep) : { code: this.text, ranges: [] };
    if (followed === null || 'refused' in followed) {
      this.#diverged = followed ?? 'unread';
      this.#stand();
      return true;
    }
    const { code, ranges } = followTraining(followed.code, this.of.settings, settings, this.goal);
    this.#diverged = null;
    if (wasInStep) {
      this.#show(code, [...followed.ranges, ...ranges], 'edit');
      if (editing.position === this.#position + 1) this.#remember(before, code);
      return true;
    }
    // Only the training changed, under a text that is being written.
    this.of = { network: this.of.network, settings };
    if (code !== before) {
      this.text = code;
      this.host.write(code, ranges, 'edit');
    }
    this.#read();
    if (this.syncState.kind !== 'waiting') this.#stand();
    return true;
  }

  /** The code of another network; null where the text is in no step to follow it. */
  #followed(wasInStep: boolean): { code: string; ranges: readonly Range[] } | Refused | null {
    const { network, settings } = this.session;
    if (!wasInStep) return null;
    if (network.name === this.of.network.name)
      return followNetwork(this.text, this.of.network, network, this.goal);
    // Another network altogether is written as we write it; the text before can be had back by undo.
    try {
      return { code: writeCode(network, codeSettings(settings)), ranges: [] };
    } catch {
      return { refused: 'place', layer: '', shared: 1 };
    }
  }

  /** The text that stood with a place in the list, if this one led there through entries that are known. */
  #textAt(position: number): string | null {
    const { entries } = this.session.editing;
    if (position === this.#position) return null;
    let text = this.text;
    for (let at = this.#position; at !== position;) {
      const back = position < at;
      const entry = entries[back ? at - 1 : at];
      const texts = entry && this.#texts.get(entry);
      if (texts?.[back ? 'after' : 'before'] !== text) return null;
      text = texts[back ? 'before' : 'after'];
      at += back ? -1 : 1;
    }
    return text;
  }
}

/** What was kept may be of another time. */
function isNetwork(network: NetworkConfig): boolean {
  try {
    return sameNetwork(network, network);
  } catch {
    return false;
  }
}
