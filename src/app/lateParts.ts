// Parts of the page that do not come, because there is no network or the server does not answer: the page says so, asks for
// them again, and whatever wanted them goes on when they are there (offline/lateParts.ts).

import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { isNotFetched, MissingPartEvent, waitedFor, type MissingPart } from '../elements/latePart';
import { locale } from '../elements/locale';

/** Between two attempts: at first, and at most. */
const WAITS_MS = { first: 2000, most: 30_000 };

export class LateParts implements ReactiveController {
  /** Asks for those again that are waited for. */
  #again: (() => void)[] = [];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener(MissingPartEvent.type, this.#failed);
    addEventListener('online', this.#tryAgain);
  }

  hostDisconnected(): void {
    removeEventListener(MissingPartEvent.type, this.#failed);
    removeEventListener('online', this.#tryAgain);
  }

  render(): TemplateResult | typeof nothing {
    if (waitedFor.count === 0) return nothing;
    const { missing, retry } = locale.words.parts;
    return html`<p class="missing" role="alert" data-testid="part-missing">
      ${missing} <button @click=${this.#tryAgain}>${retry}</button>
    </p>`;
  }

  readonly #failed = (event: Event): void => {
    const missing = event as Event & MissingPart;
    const { payload, load, isMissing = isNotFetched, signal } = missing;
    // Without the words of a language there is another language.
    if (locale.isStarted && isMissing(payload)) missing.part = this.#part(load, isMissing, signal);
  };

  readonly #tryAgain = (): void => {
    for (const again of this.#again.splice(0)) again();
  };

  #count(by: 1 | -1): void {
    waitedFor.add(by);
    this.host.requestUpdate();
  }

  async #part(
    load: () => Promise<unknown>,
    isMissing: (error: unknown) => boolean,
    signal?: AbortSignal,
  ): Promise<unknown> {
    this.#count(1);
    try {
      for (let ms = WAITS_MS.first; ; ms = Math.min(2 * ms, WAITS_MS.most)) {
        await new Promise<void>((resolve) => {
          this.#again.push(resolve);
          setTimeout(resolve, ms);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
        signal?.throwIfAborted();
        try {
          return await load();
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
    } finally {
      this.#count(-1);
    }
  }
}
