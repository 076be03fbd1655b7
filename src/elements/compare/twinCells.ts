// The number under the cursor in both twins, read from the GPU: one question is under way at a time, the newest wins.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Twins } from '../../session/twins/twins';
import type { Pointed } from '../pointed';
import { PICTURE } from '../../draw/stageTiles';

const RENEW_MS = 240;
type Value = number | null;

export class TwinCells implements ReactiveController {
  /** null: that twin has no such cell, or it is not known yet. */
  values: readonly [Value, Value] = [null, null];
  #twins: Twins | null = null;
  #pointed: Pointed | null = null;
  #busy = false;
  #again = false;
  #askedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  follow(twins: Twins | null): void {
    this.#twins = twins;
    this.values = [null, null];
  }

  pointAt(pointed: Pointed | null): void {
    if (pointed?.layer !== this.#pointed?.layer || String(pointed?.index) !== String(this.#pointed?.index))
      this.values = [null, null];
    this.#pointed = pointed;
    void this.#ask();
  }

  /** The numbers changed. */
  renew(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        void this.#ask();
      },
      Math.max(0, this.#askedAt + RENEW_MS - performance.now()),
    );
  }

  async #ask(): Promise<void> {
    const [twins, pointed] = [this.#twins, this.#pointed];
    if (!twins || !pointed || pointed.layer === PICTURE) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#askedAt = performance.now();
    const [first, second] = twins.sides.map((side) =>
      side.explain(pointed.layer, pointed.index).then(
        ({ value }) => value,
        // No such cell there, or the twins are gone.
        () => null,
      ),
    );
    const values = [(await first) ?? null, (await second) ?? null] as const;
    this.#busy = false;
    if (pointed === this.#pointed && twins === this.#twins) {
      this.values = values;
      this.host.requestUpdate();
    }
    if (!this.#again) return;
    this.#again = false;
    void this.#ask();
  }

  hostDisconnected(): void {
    this.#again = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
