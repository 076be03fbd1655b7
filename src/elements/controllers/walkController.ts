// Plays a walk step by step, with pauses. It sets the cell pointed at, as the pointer would, so every panel follows. If
// the user points elsewhere, it pauses and continues from there only on request. It waits for the numbers of each cell.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellExplanation } from '../../session/facade';
import { Walk, beatsOf } from '../stage/walk';
import { speedAfter, type Playback, type Speed } from '../time/playback';

/** How long a beat stays at 1×. */
const BEAT_MS = 800;

/** What is walked through: one map or the units of a layer. */
export interface WalkTarget {
  readonly layer: string;
  /** The output's shape. */
  readonly shape: readonly number[];
  /** The cell pointed at. */
  readonly index: readonly number[];
  readonly explanation: CellExplanation | null;
  /** Channels that are added first. */
  readonly order: readonly string[];
}

export class WalkController implements ReactiveController, Playback {
  walk: Walk | null = null;
  playing = false;
  speed: Speed = 1;
  #layer = '';
  #known: CellExplanation | null = null;
  #order = '';
  /** The cell that was pointed at when the host was last updated, and whether the walk has pointed on since. */
  #seen = '';
  #sent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param target asked before each update of the host; null where nothing can be walked through
   * @param point points at a cell; `keep` when it is to stay pointed at
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly grain: 'beat' | 'cell',
    private readonly target: () => WalkTarget | null,
    private readonly point: (layer: string, index: readonly number[], keep: boolean) => void,
  ) {
    host.addController(this);
  }

  /** Call this in the host's `willUpdate`: follows the cell pointed at. */
  follow(): void {
    const target = this.target();
    if (!target) {
      this.pause();
      this.walk = null;
      return;
    }
    const channel = target.index[2] ?? 0;
    const { walk } = this;
    const [before, here] = [this.#seen, String(target.index)];
    this.#seen = here;
    if (!walk || target.layer !== this.#layer || String(target.shape) !== String(walk.shape)) {
      this.#halt();
      this.walk = new Walk(target.shape, target.index, this.grain);
      this.#layer = target.layer;
      this.#known = null;
    } else if (String(walk.index) === here) {
      this.#sent = false;
    } else if (this.#sent && here === before) {
      // What the walk points at comes round through the page.
      return;
    } else {
      // The user points elsewhere: the walk waits there.
      this.#sent = false;
      this.#halt();
      walk.restAt(target.index);
      this.#known = null;
    }
    const { explanation } = target;
    const order = `${channel} ${target.order.join()}`;
    const own =
      explanation?.layer === target.layer && String(explanation.index) === String(target.index)
        ? explanation
        : null;
    if (own && (own !== this.#known || order !== this.#order)) {
      this.#known = own;
      this.#order = order;
      const arrived = this.walk?.waiting === true;
      this.walk?.know(beatsOf(own, target.order));
      if (arrived && this.playing) this.#schedule();
    }
  }

  get atStart(): boolean {
    return this.walk?.atStart ?? true;
  }

  get atEnd(): boolean {
    return this.walk?.atEnd ?? true;
  }

  get plays(): boolean {
    return this.walk !== null && (this.playing || !this.walk.atEnd);
  }

  play(): void {
    const { walk } = this;
    if (!walk || this.playing) return;
    this.playing = true;
    this.#advance();
    this.host.requestUpdate();
  }

  pause(): void {
    if (!this.playing) return;
    this.#halt();
    // What the walk came to stays.
    if (this.walk) this.point(this.#layer, this.walk.index, true);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  step(by: 1 | -1): void {
    this.#halt();
    this.#move((walk) => (by === 1 ? walk.step() : walk.back()), true);
  }

  nextSpeed(): void {
    this.speed = speedAfter(this.speed);
    if (this.#timer !== undefined) this.#schedule();
    this.host.requestUpdate();
  }

  #halt(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.playing) return;
    this.playing = false;
    this.host.requestUpdate();
  }

  #move(by: (walk: Walk) => void, keep: boolean): void {
    const { walk } = this;
    if (!walk) return;
    const before = String(walk.index);
    by(walk);
    if (String(walk.index) !== before) {
      this.#known = null;
      this.#sent = true;
    }
    // Also within a cell: it stays pointed at when the pointer leaves.
    if (keep || String(walk.index) !== before) this.point(this.#layer, walk.index, keep);
    this.host.requestUpdate();
  }

  #advance(): void {
    if (this.walk?.atEnd) {
      this.pause();
      return;
    }
    this.#move((walk) => walk.step(), false);
    // At a new cell the next beat waits for its numbers.
    if (this.walk?.waiting !== true) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#advance();
    }, BEAT_MS / this.speed);
  }

  hostDisconnected(): void {
    this.#halt();
  }
}
