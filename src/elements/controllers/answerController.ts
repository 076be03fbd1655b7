// The probabilities as numbers, for their figures and for screen readers: forty bytes, a few times a second.
// The bars beside them are drawn on the GPU like everything else.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Reader } from '../../draw/reader';
import type { Screen } from '../../draw/screen';
import type { StageFacade } from '../../session/facade';

const RENEW_MS = 160;

export class AnswerController implements ReactiveController {
  probabilities: Float32Array | null = null;
  readonly #reader = new Reader();
  #screen: Screen | null = null;
  #leave: (() => void) | null = null;
  #readAt = -Infinity;
  #reading = false;
  /** The numbers changed while they were being read. */
  #outdated = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => StageFacade | null,
    private readonly screen: () => Screen | null,
    private readonly heard: (probabilities: Float32Array) => void,
    /** Reads what else is to be known of the same picture; null: nothing. */
    private readonly besides: () => Promise<void> | null = () => null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const screen = this.screen();
    if (screen === this.#screen) return;
    this.#leave?.();
    this.#screen = screen;
    this.#leave = screen?.onFrame((changed) => changed && this.renew()) ?? null;
    this.renew();
  }

  /** Reads again what is displayed. */
  renew(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#read();
      },
      Math.max(0, this.#readAt + RENEW_MS - performance.now()),
    );
  }

  async #read(): Promise<void> {
    const session = this.session();
    const last = session?.layers.at(-1);
    if (!session || !last) return;
    if (this.#reading) {
      this.#outdated = true;
      return;
    }
    this.#readAt = performance.now();
    this.#reading = true;
    // Both are submitted now: they are of the same picture.
    const [numbers] = await Promise.all([
      this.#reader.read(session.device, last.activation),
      this.besides(),
    ]).finally(() => (this.#reading = false));
    if (this.#outdated) {
      this.#outdated = false;
      this.renew();
    }
    if (!numbers) return;
    this.probabilities = numbers;
    this.host.requestUpdate();
    this.heard(numbers);
  }

  hostDisconnected(): void {
    this.#outdated = false;
    this.#leave?.();
    this.#leave = null;
    this.#screen = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reader.close();
  }
}
