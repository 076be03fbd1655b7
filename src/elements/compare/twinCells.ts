// The number under the cursor in both twins, read from the GPU; while the numbers change, a few times a second.

import type { ReactiveControllerHost } from 'lit';
import type { Twins } from '../../session/twins/twins';
import type { Pointed } from '../pointed';
import { PICTURE } from '../../draw/stageTiles';
import { ThrottledReading } from '../controllers/throttledReading';

const RENEW_MS = 240;
type Value = number | null;

export class TwinCells {
  /** null: that twin has no such cell, or it is not known yet. */
  values: readonly [Value, Value] = [null, null];
  #twins: Twins | null = null;
  #pointed: Pointed | null = null;
  readonly #reading: ThrottledReading;

  constructor(private readonly host: ReactiveControllerHost) {
    this.#reading = new ThrottledReading(host, RENEW_MS, () => {
      const [twins, pointed] = [this.#twins, this.#pointed];
      return twins && pointed && pointed.layer !== PICTURE ? this.#ask(twins, pointed) : null;
    });
  }

  follow(twins: Twins | null): void {
    this.#twins = twins;
    this.values = [null, null];
  }

  pointAt(pointed: Pointed | null): void {
    if (pointed?.layer !== this.#pointed?.layer || String(pointed?.index) !== String(this.#pointed?.index))
      this.values = [null, null];
    this.#pointed = pointed;
    void this.#reading.now();
  }

  /** The numbers changed. */
  renew(): void {
    this.#reading.renew();
  }

  async #ask(twins: Twins, pointed: Pointed): Promise<void> {
    const [first, second] = twins.sides.map((side) =>
      side.explain(pointed.layer, pointed.index).then(
        ({ value }) => value,
        // No such cell there, or the twins are gone.
        () => null,
      ),
    );
    const values = [(await first) ?? null, (await second) ?? null] as const;
    if (pointed !== this.#pointed || twins !== this.#twins) return;
    this.values = values;
    this.host.requestUpdate();
  }
}
