// Playing through the stages: where one is, the clock that goes on, and how far it leaps. The buttons are those of the page's
// transport.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { speedAfter, type Playback, type Speed } from '../time/playback';
import { after, before, leap, START, type Lengths, type Position, type Stage } from './stages';

/** How long a position stands while it plays, at speed 1. */
const REST_MS: Readonly<Record<Stage, number>> = {
  forward: 700,
  loss: 3000,
  delta: 1400,
  kernel: 300,
  input: 220,
  update: 1400,
};

/** Further than any stage is long: its end, whatever that is. */
const END = Number.MAX_SAFE_INTEGER;

export class Player implements ReactiveController, Playback {
  playing = false;
  speed: Speed = 1;
  /** Outputs of the kernel stage with a nonzero δ: playing skips the others. */
  active: readonly number[] = [];
  /** All of the forward pass is there on arrival: the view says something before anything is pressed. */
  #position: Position = { stage: 'forward', at: END };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #played = 0;

  /** @param lengths of the stages now; null while there is nothing to play through */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly lengths: () => Lengths | null,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Where we are, within the lengths that there are now. */
  get position(): Position {
    const { stage, at } = this.#position;
    return { stage, at: Math.min(at, (this.lengths()?.[stage] ?? 1) - 1) };
  }

  get plays(): boolean {
    return this.lengths() !== null;
  }

  get atStart(): boolean {
    const lengths = this.lengths();
    return lengths === null || before(this.position, lengths) === null;
  }

  get atEnd(): boolean {
    const lengths = this.lengths();
    return lengths === null || after(this.position, lengths) === null;
  }

  go(position: Position): void {
    if (position.stage !== this.#position.stage) {
      this.#played = 0;
      this.active = [];
    }
    this.#position = position;
    this.host.requestUpdate();
  }

  /** To the beginning of a stage; to the end of those that only reveal what is there. */
  open(stage: Stage): void {
    this.stop();
    const whole = stage === 'forward' || stage === 'update';
    this.go({ stage, at: whole ? END : stage === 'kernel' ? 1 : 0 });
  }

  step(by: 1 | -1): void {
    this.stop();
    const lengths = this.lengths();
    const to = lengths && (by === 1 ? after : before)(this.position, lengths);
    if (to) this.go(to);
  }

  play(): void {
    if (this.lengths() === null) return;
    this.playing = true;
    this.#played = 0;
    // From the end of it all, and from the whole forward pass of the arrival, it starts at the beginning.
    if (this.atEnd || this.#position.stage === 'forward') this.go(START);
    this.#tick();
    this.host.requestUpdate();
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.play();
  }

  nextSpeed(): void {
    this.speed = speedAfter(this.speed);
    this.host.requestUpdate();
  }

  stop(): void {
    this.playing = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.host.requestUpdate();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const lengths = this.lengths();
      const next = lengths && this.#next(lengths);
      if (!next) {
        this.stop();
        return;
      }
      this.go(next);
      this.#played++;
      this.#tick();
    }, REST_MS[this.#position.stage] / this.speed);
  }

  /** Where play goes next: of outputs without δ it shows none, and a long stage goes faster after a while. */
  #next(lengths: Lengths): Position | null {
    const now = this.position;
    if (now.stage === 'kernel' && this.active.length > 0 && now.at < lengths.kernel - 1) {
      const by = leap(this.active.length, this.#played);
      const to = this.active.filter((number) => number >= now.at)[by - 1];
      return { stage: 'kernel', at: to === undefined ? lengths.kernel - 1 : to + 1 };
    }
    return after(now, lengths, leap(lengths[now.stage], this.#played));
  }
}
