// Requests the explanation of the number pointed at. One request is in flight at a time and the newest wins; while the
// numbers change, it is repeated a few times a second.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellExplanation, TrainFacade } from '../../session/facade';
import { PICTURE } from '../../draw/stageTiles';
import type { Pointed } from '../pointed';

const RENEW_MS = 240;
const KNOWN = 16;
const keyOf = (pointed: Pointed): string => `${pointed.layer} ${pointed.index.join(',')}`;

export class ExplanationController implements ReactiveController {
  explanation: CellExplanation | null = null;
  #pointed: Pointed | null = null;
  #busy = false;
  #stale = false;
  #askedAt = 0;
  /** The last results: a cell pointed at again shows its previous explanation until the new one arrives. */
  readonly #known = new Map<string, CellExplanation>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
  ) {
    host.addController(this);
  }

  pointAt(pointed: Pointed | null): void {
    this.#pointed = pointed;
    if (
      pointed?.layer !== this.explanation?.layer ||
      String(pointed?.index) !== String(this.explanation?.index)
    ) {
      this.explanation = (pointed && this.#known.get(keyOf(pointed))) ?? null;
    }
    void this.#ask();
  }

  /** The network changed: no result is valid any more. */
  forget(): void {
    this.#known.clear();
    this.explanation = null;
    void this.#ask();
  }

  /** The numbers changed. */
  renew(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#ask();
      },
      Math.max(0, this.#askedAt + RENEW_MS - performance.now()),
    );
  }

  async #ask(): Promise<void> {
    const [session, pointed] = [this.session(), this.#pointed];
    if (!session || !pointed || pointed.layer === PICTURE) return;
    if (this.#busy) {
      this.#stale = true;
      return;
    }
    this.#busy = true;
    this.#askedAt = performance.now();
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
    } finally {
      this.#busy = false;
      if (this.#stale) {
        this.#stale = false;
        void this.#ask();
      }
    }
  }

  hostDisconnected(): void {
    this.#stale = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
