// How the pooled numbers in hand came about, read from the GPU; while the maps change, a few times a second.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellExplanation } from '../../session/facade';
import type { Poolings } from '../../inspect/poolings';
import { ThrottledReading } from '../controllers/throttledReading';

const RENEW_MS = 240;

export interface PooledCell {
  readonly max: CellExplanation;
  readonly average: CellExplanation;
}

interface WantedCell {
  readonly poolings: Poolings;
  readonly index: readonly number[];
}

export class PooledCells implements ReactiveController {
  #cell: PooledCell | null = null;
  #poolings: Poolings | null = null;
  readonly #reading: ThrottledReading;

  /** @param wanted the maps and the cell that are asked about now; null where there are none */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly wanted: () => WantedCell | null,
  ) {
    host.addController(this);
    this.#reading = new ThrottledReading(host, RENEW_MS, () => {
      const asked = this.wanted();
      return asked && this.#ask(asked);
    });
  }

  /** What is known of a cell of the maps shown now. */
  at(index: readonly number[]): PooledCell | null {
    const known =
      this.#poolings === this.wanted()?.poolings && String(this.#cell?.max.index) === String(index);
    return known ? this.#cell : null;
  }

  /** Another cell, or other maps. */
  ask(): void {
    void this.#reading.now();
  }

  /** The numbers changed. */
  renew(): void {
    this.#reading.renew();
  }

  async #ask({ poolings, index }: WantedCell): Promise<void> {
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
    }
  }

  hostDisconnected(): void {
    this.#cell = null;
  }
}
