// The fruit lab without its view: the collected pictures, the networks trained on them, one for each way, and the one
// that answers live. It draws nothing; views listen and read.

import { inTime } from '../data/inTime';
import { isLost } from '../gpu/deviceLoss';
import type { SeenPictures } from '../inspect/augmentedView';
import type { History, TrainFacade } from '../session/facade';
import { Library } from './library';
import type { LabClass } from './picture';
import { LiveClassifier } from './live';
import { classesFor, obstacle } from './material';
import { Pixels } from './pixels';
import type { LabProblem } from './problem';
import { FIRST_SETTINGS, FRUITNET_SIZE, epochsOf, type LabSettings, type Way } from './recipe';
import { reportOf, type Report } from './report';
import { asInLab, fromStage, isOnStage, momentOf, onStage } from './fromStage';
import { canLookInside, lookInside } from './lookInside';
import type { LabStorage } from './storage';
import type { Trained } from './trained';
import { TimeLeft } from './timeLeft';
import type { LabProgress, Stage, TransferBase } from './hooks';
import { train } from './train';

/** What the lab shares with the rest of the page. */
export interface LabEnvironment extends Stage {
  /** Pauses other training on the same device while the lab trains. */
  pause(): void;
  /** Resolves when there is a device in place of one that was lost. @throws why there is none */
  deviceAfter(lost: GPUDevice): Promise<void>;
}

/** How often training begins again because its device was lost. */
const MAX_REPEATS = 2;

/** A network with the numbers that its held-out pictures give. */
export interface TrainedModel {
  readonly trained: Trained;
  readonly report: Report;
  /** Of a network that learned from rendered pictures, on pictures of one's own. */
  readonly own: Report | null;
}

/** Events: `change` (all but what follows) · `progress` · `curve` · `frame` (the live answer is new). */
export class Lab extends EventTarget {
  #way: Way = 'own';
  settings: LabSettings = FIRST_SETTINGS;
  progress: (LabProgress & { readonly secondsLeft: number | null }) | null = null;
  history: History | null = null;
  /** While it learns: pictures that are shown to the network. */
  augmented: SeenPictures | null = null;
  error: unknown = null;
  /** A network is being opened on the stage. */
  looking = false;
  /** What a network has become on the stage is being taken over. */
  following = false;
  live: LiveClassifier | null = null;
  readonly #made = new Map<string, TrainedModel>();
  readonly #pixels = new Map<number, Pixels>();
  #abort: AbortController | null = null;
  #abortFollowing: AbortController | null = null;
  #ending = false;
  #opening: Promise<void> = Promise.resolve();
  /** The session that trains the network of the lab, with its pictures. */
  #trains: { readonly session: TrainFacade; readonly data: unknown } | null = null;

  private constructor(
    private readonly environment: LabEnvironment,
    readonly library: Library,
    private readonly storage: LabStorage,
    private readonly base: TransferBase,
  ) {
    super();
    library.addEventListener('change', () => {
      this.#followNames();
      this.#say('change');
    });
    library.addEventListener('problem', () => this.#say('change'));
  }

  static async open(environment: LabEnvironment, storage: LabStorage, base: TransferBase): Promise<Lab> {
    const lab = new Lab(environment, await Library.open(storage), storage, base);
    // Where storage is forbidden the library says so.
    const kept = await inTime('storage', () => storage.loadTrained()).catch(() => []);
    for (const trained of kept) lab.#take(trained);
    const newest = kept.length === 1 ? kept[0] : kept.find(({ way }) => way === lab.#way);
    if (newest) lab.#way = newest.way;
    lab.#openLive();
    return lab;
  }

  get way(): Way {
    return this.#way;
  }

  choose(way: Way): void {
    if (way === this.#way || this.training) return;
    this.#way = way;
    this.error = null;
    this.#openLive();
    this.#say('change');
  }

  set(settings: Partial<LabSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.#say('change');
  }

  get training(): boolean {
    return this.#abort !== null;
  }

  /** Whether the network of this way is the one on the stage. */
  get isOnStage(): boolean {
    if (this.training) return this.#trains !== null && this.#trains.session.data === this.#trains.data;
    const made = this.madeIn(this.#way);
    return made !== null && isOnStage(made.trained, this.environment.session);
  }

  /** Whether the network of this way was trained further on the stage than it is here, and whether that is wanted. */
  get onStage(): 'nothing' | 'newer' | 'declined' {
    const made = this.madeIn(this.#way);
    return made === null || this.training ? 'nothing' : onStage(made.trained, this.environment.session);
  }

  /**
   * Answers with what the network of this way has become on the stage, once training rests there. Nothing happens if
   * that is known here, or not wanted.
   * @param wanted it is, even if it was not before
   */
  async followStage(wanted = false): Promise<void> {
    const { session } = this.environment;
    const made = this.madeIn(this.#way);
    const { onStage } = this;
    if (this.looking || this.following || made === null || session?.state !== 'idle') return;
    if (onStage === 'nothing' || (onStage === 'declined' && !wanted)) return;
    const abort = (this.#abortFollowing = new AbortController());
    this.following = true;
    this.error = null;
    this.#say('change');
    try {
      const trained = await fromStage(made.trained, session, abort.signal);
      this.#replace(made.trained, trained);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = error;
      // Not again, unless it is asked for.
      this.#replace(made.trained, { ...made.trained, declined: momentOf(session) });
    } finally {
      this.following = false;
      this.#say('change');
    }
  }

  /** Answers with the network as it was in the lab, until it is trained further on the stage. */
  returnToLab(): void {
    const made = this.madeIn(this.#way);
    if (made === null || this.following) return;
    const { trained } = made;
    const now = this.environment.session;
    this.#replace(
      trained,
      asInLab(trained, now && isOnStage(trained, now) ? momentOf(now) : (trained.stage ?? null)),
    );
  }

  /** Unless it was trained again meanwhile. */
  #replace(before: Trained, trained: Trained): void {
    const now = this.madeIn(before.way)?.trained;
    if (now?.weights !== before.weights) return;
    // Classes may have been renamed.
    const named = { ...trained, classes: now.classes };
    this.#take(named);
    void this.storage.keepTrained(named).catch(() => undefined);
    if (before.weights !== trained.weights) this.#openLive();
    this.#say('change');
  }

  /** Whether the network of this way is on the stage, or can be opened there. */
  get canLook(): boolean {
    const made = this.madeIn(this.#way);
    return this.isOnStage || (!this.training && made !== null && canLookInside(made.trained, this.library));
  }

  /** Opens the network of this way on the stage, unless it is there. @returns whether it is (see `error`) */
  async look(): Promise<boolean> {
    const way = this.#way;
    const made = this.madeIn(way);
    // In place of one that was not wanted, the one of the lab is opened.
    if (this.isOnStage && this.onStage !== 'declined') return true;
    if (made === null || this.looking) return false;
    this.looking = true;
    this.error = null;
    this.#say('change');
    try {
      const { trained } = made;
      const session = await lookInside(this.environment, trained, this.library, this.#pixelsOf(way));
      this.#replace(trained, { ...trained, stage: momentOf(session) });
      return true;
    } catch (error) {
      this.error = error;
      return false;
    } finally {
      this.looking = false;
      this.#say('change');
    }
  }

  get obstacle(): LabProblem | null {
    return obstacle(this.#way, this.library);
  }

  /** Classes that are on and cannot take part. */
  get leftOut(): readonly LabClass[] {
    const there = new Set(classesFor(this.#way, this.library));
    return this.library.classes.filter((one) => one.on && !there.has(one));
  }

  /** About how many pictures are learned from, and how often each. */
  get plan(): {
    readonly classes: number;
    readonly pictures: number;
    readonly epochs: number;
    /** Classes that can be rendered. */
    readonly fruits: number;
  } {
    const classes = classesFor(this.#way, this.library);
    const pictures =
      this.#way === 'rendered'
        ? classes.length * this.settings.perClass
        : Math.round(0.75 * classes.reduce((sum, { id }) => sum + this.library.of(id).length, 0));
    return {
      classes: classes.length,
      fruits: classes.filter(({ fruit }) => fruit !== null).length,
      pictures,
      epochs: epochsOf({ way: this.#way, classes, settings: this.settings }, pictures),
    };
  }

  /** The newest network of a way; null if there is none. */
  madeIn(way: Way): TrainedModel | null {
    return this.#made.get(way) ?? null;
  }

  /** With the other split, to compare with. */
  madeBy(way: Way, splitBy: LabSettings['splitBy']): TrainedModel | null {
    return this.#made.get(`${way} ${splitBy}`) ?? null;
  }

  /** Resolves when it has learned, was cancelled, or failed (see `error`). */
  async train(): Promise<void> {
    if (this.training || this.looking || this.obstacle) return;
    const abort = (this.#abort = new AbortController());
    const way = this.#way;
    this.error = null;
    this.history = null;
    this.#trains = null;
    this.#abortFollowing?.abort();
    this.#ending = false;
    this.environment.pause();
    this.#closeLive();
    this.#say('change');
    const recipe = { way, classes: classesFor(way, this.library), settings: this.settings };
    const left = new TimeLeft();
    try {
      const trained = await this.#repeated(abort.signal, () =>
        train(this.environment, recipe, this.library, this.#pixelsOf(way), this.base, {
          onProgress: (progress) => {
            const { phase, fraction } = progress;
            this.progress = { ...progress, secondsLeft: left.at(phase, fraction, performance.now()) };
            this.#say('progress');
          },
          onHistory: (history) => {
            this.history = history;
            this.#say('curve');
          },
          onAugmented: (view) => {
            this.augmented = view;
            this.#say('change');
          },
          signal: abort.signal,
          onStage: (session) => {
            this.#trains = { session, data: session.data };
            this.#say('change');
          },
          wantsEnd: () => this.#ending,
        }),
      );
      this.#take(trained);
      // Without room for it, it lasts as long as the page.
      void this.storage.keepTrained(trained).catch(() => undefined);
    } catch (error) {
      if (!abort.signal.aborted) this.error = error;
    } finally {
      this.#abort = null;
      this.progress = null;
      this.augmented = null;
      this.#openLive();
      this.#say('change');
    }
  }

  /** Once more from the beginning if the device was lost meanwhile. What the stage trains recovers by itself. */
  async #repeated<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let left = MAX_REPEATS; ; left--) {
      const { device } = this.environment;
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        if (left === 0 || !(await isLost(device))) throw error;
        await this.environment.deviceAfter(device);
        signal.throwIfAborted();
      }
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Whether training can end before its time with what it has learned so far. */
  get canFinish(): boolean {
    return this.#way !== 'transfer' && this.progress?.phase === 'learn' && !this.#ending;
  }

  /** Ends after the epoch under way. */
  finish(): void {
    this.#ending = true;
    this.#say('change');
  }

  /** After the device became another one: what lived on it is made anew. */
  followDevice(): void {
    if (this.live?.device !== this.environment.device) this.#openLive();
  }

  /** Training on the stage began or rests. */
  stageChanged(): void {
    this.#say('change');
    void this.followStage();
  }

  /** The live answer is new. */
  answered(): void {
    this.#say('frame');
  }

  close(): void {
    this.cancel();
    this.#abortFollowing?.abort();
    this.#closeLive();
  }

  #pixelsOf(way: Way): Pixels {
    const size = way === 'transfer' ? this.base.features.size : FRUITNET_SIZE;
    const known = this.#pixels.get(size) ?? new Pixels(size);
    this.#pixels.set(size, known);
    return known;
  }

  #take(trained: Trained): void {
    const made = {
      trained,
      report: reportOf(trained.held),
      own: trained.own && reportOf(trained.own),
    };
    this.#made.set(trained.way, made);
    this.#made.set(`${trained.way} ${trained.splitBy}`, made);
    this.history = trained.history;
  }

  /** What a network answers is called as its classes are now. */
  #followNames(): void {
    const now = new Map(this.library.classes.map((one) => [one.id, one]));
    for (const [key, made] of this.#made) {
      const classes = made.trained.classes.map((one) => now.get(one.id) ?? one);
      this.#made.set(key, { ...made, trained: { ...made.trained, classes } });
    }
  }

  #closeLive(): void {
    const { live } = this;
    this.live = null;
    live?.destroy();
  }

  /** One after another: a way may be left before its network is ready. */
  #openLive(): void {
    this.#closeLive();
    const made = this.madeIn(this.#way);
    this.history = made?.trained.history ?? null;
    const wanted = (): boolean =>
      made !== null && made.trained.weights === this.madeIn(this.#way)?.trained.weights && !this.training;
    this.#opening = this.#opening.then(async () => {
      if (!made || !wanted() || this.live) return;
      const { device } = this.environment;
      try {
        const live = await LiveClassifier.create(device, made.trained);
        if (wanted() && device === this.environment.device) this.live = live;
        else live.destroy();
      } catch (error) {
        // On the next device it is opened again.
        if (await isLost(device)) return;
        this.error = error;
      }
      this.#say('change');
    });
  }

  #say(event: 'change' | 'progress' | 'curve' | 'frame'): void {
    this.dispatchEvent(new Event(event));
  }
}
