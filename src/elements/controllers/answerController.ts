// The probabilities as numbers, for their figures and for screen readers: forty bytes, a few times a second.
// The bars beside them are drawn on the GPU like everything else.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Reader } from '../../draw/reader';
import type { Screen } from '../../draw/screen';
import type { StageFacade } from '../../session/facade';
import { ThrottledReading } from './throttledReading';

const RENEW_MS = 160;

export class AnswerController implements ReactiveController {
  probabilities: Float32Array | null = null;
  readonly #reader = new Reader();
  #screen: Screen | null = null;
  #leave: (() => void) | null = null;
  readonly #reading: ThrottledReading;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => StageFacade | null,
    private readonly screen: () => Screen | null,
    private readonly heard: (probabilities: Float32Array) => void,
    /** Reads what else is to be known of the same picture; null: nothing. */
    private readonly besides: () => Promise<void> | null = () => null,
  ) {
    host.addController(this);
    this.#reading = new ThrottledReading(host, RENEW_MS, () => {
      const session = this.session();
      return session && this.#read(session);
    });
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
    this.#reading.renew();
  }

  async #read({ device, layers }: StageFacade): Promise<void> {
    const last = layers.at(-1);
    if (!last) return;
    // Both are submitted now: they are of the same picture.
    const [numbers] = await Promise.all([this.#reader.read(device, last.activation), this.besides()]);
    if (!numbers) return;
    this.probabilities = numbers;
    this.host.requestUpdate();
    this.heard(numbers);
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = null;
    this.#screen = null;
    this.#reader.close();
  }
}
