// Requests the explanation of the number pointed at; while the numbers change, a few times a second.

import type { ReactiveControllerHost } from 'lit';
import type { CellExplanation, TrainFacade } from '../../session/facade';
import { PICTURE } from '../../draw/stageTiles';
import type { Pointed } from '../pointed';
import { ThrottledReading } from './throttledReading';

const RENEW_MS = 240;
const KNOWN = 16;
const keyOf = (pointed: Pointed): string => `${pointed.layer} ${pointed.index.join(',')}`;

export class ExplanationController {
  explanation: CellExplanation | null = null;
  #pointed: Pointed | null = null;
  readonly #reading: ThrottledReading;
  /** The last results: a cell pointed at again shows its previous explanation until the new one arrives. */
  readonly #known = new Map<string, CellExplanation>();

  constructor(
    private readonly host: ReactiveControllerHost,
    session: () => TrainFacade | null,
  ) {
    this.#reading = new ThrottledReading(host, RENEW_MS, () => {
      const [asked, pointed] = [session(), this.#pointed];
      return asked && pointed && pointed.layer !== PICTURE ? this.#ask(asked, pointed) : null;
    });
  }

  pointAt(pointed: Pointed | null): void {
    this.#pointed = pointed;
    if (
      pointed?.layer !== this.explanation?.layer ||
      String(pointed?.index) !== String(this.explanation?.index)
    ) {
      this.explanation = (pointed && this.#known.get(keyOf(pointed))) ?? null;
    }
    void this.#reading.now();
  }

  /** The network changed: no result is valid any more, and there is none before its first frame. */
  forget(pointed: Pointed | null): void {
    this.#known.clear();
    this.explanation = null;
    this.#pointed = pointed;
  }

  /** A frame shows other numbers. */
  renew(): void {
    this.#reading.renew();
  }

  async #ask(session: TrainFacade, pointed: Pointed): Promise<void> {
    try {
      const explanation = await session.explain(pointed.layer, pointed.index);
      if (this.#pointed === pointed) {
        this.explanation = explanation;
        this.#known.delete(keyOf(pointed));
        this.#known.set(keyOf(pointed), explanation);
        const [oldest] = this.#known.keys();
        if (this.#known.size > KNOWN && oldest !== undefined) this.#known.delete(oldest);
        this.host.requestUpdate();
      }
    } catch {
      // The device was lost or the network changed meanwhile; the next request will succeed.
      this.explanation = null;
    }
  }
}
