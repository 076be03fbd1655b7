// How the pooled numbers in hand came about, read from the GPU: one question is under way at a time, the newest wins;
// while the maps change the answer is renewed a few times a second.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellExplanation } from '../../session/facade';
import type { Poolings } from '../../inspect/poolings';

const RENEW_MS = 240;

export interface PooledCell {
  readonly max: CellExplanation;
  readonly average: CellExplanation;
}

export class PooledCells implements ReactiveController {
  #cell: PooledCell | null = null;
  #poolings: Poolings | null = null;
  #busy = false;
  #again = false;
  #askedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted the maps and the cell that are asked about now; null where there are none */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly wanted: () => { poolings: Poolings; index: readonly number[] } | null,
  ) {
    host.addController(this);
  }

  /** What is known of a cell of the maps shown now. */
  at(index: readonly number[]): PooledCell | null {
    const known =
      this.#poolings === this.wanted()?.poolings && String(this.#cell?.max.index) === String(index);
    return known ? this.#cell : null;
  }

  /** Another cell, or other maps. */
  ask(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    });
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
    const wanted = this.wanted();
    if (!wanted) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#askedAt = performance.now();
    const { poolings, index } = wanted;
    try {
      const [max, average] = await Promise.all([
        poolings.explain('max', index),
        poolings.explain('average', index),
      ]);
      this.#cell = { max, average };
      this.#poolings = poolings;
      this.host.requestUpdate();
    } catch {
      // The maps were replaced while asking; the next question will do.
    } finally {
      this.#busy = false;
      if (this.#again) {
        this.#again = false;
        void this.#ask();
      }
    }
  }

  hostDisconnected(): void {
    this.#again = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cell = null;
  }
}
