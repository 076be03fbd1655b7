// Parts of the page that do not come, because there is no network or the server does not answer: the page says so, asks for
// them again, and whatever wanted them goes on when they are there (offline/lateParts.ts).

import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { isNotFetched, MissingPartEvent } from '../elements/latePart';
import { locale } from '../elements/locale';

/** Between two attempts: at first, and at most. */
const WAITS_MS = { first: 2000, most: 30_000 };

export class LateParts implements ReactiveController {
  #missing = 0;
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
    if (this.#missing === 0) return nothing;
    const { missing, retry } = locale.words.parts;
    return html`<p class="missing" role="alert" data-testid="part-missing">
      ${missing} <button @click=${this.#tryAgain}>${retry}</button>
    </p>`;
  }

  readonly #failed = (event: Event): void => {
    const missing = event as MissingPartEvent;
    // Without the words of a language there is another language.
    if (locale.isStarted && isNotFetched(missing.payload)) missing.part = this.#part(missing.load);
  };

  readonly #tryAgain = (): void => {
    for (const again of this.#again.splice(0)) again();
  };

  #count(by: 1 | -1): void {
    this.#missing += by;
    this.host.requestUpdate();
  }

  async #part(load: () => Promise<unknown>): Promise<unknown> {
    this.#count(1);
    try {
      for (let ms = WAITS_MS.first; ; ms = Math.min(2 * ms, WAITS_MS.most)) {
        await new Promise<void>((resolve) => {
          this.#again.push(resolve);
          setTimeout(resolve, ms);
        });
        try {
          return await load();
        } catch (error) {
          if (!isNotFetched(error)) throw error;
        }
      }
    } finally {
      this.#count(-1);
    }
  }
}
