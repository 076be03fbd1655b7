// The lesson that the address names, beside the page. It is taken in a session of its own; its code and its texts are
// loaded when one is wanted.

import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { PARTS, type Part } from '../../elements/share/parts';
import type { LessonStage, LessonState } from '../../lessons/lesson';
import type { OpeningProgress, TrainFacade } from '../../session/facade';
import type { SessionStart } from '../openSession';
import { pushHash } from '../hashEntries';
import { hashWith } from '../views';
import { hashAt, lessonIn, type LessonPlace } from './lessonAddress';
import type { LessonTaking } from './taking';

/** What of the page a lesson uses. */
export interface LessonPage {
  /** @throws as openSession of the app does */
  openSession(start: SessionStart, onProgress: (progress: OpeningProgress) => void): Promise<TrainFacade>;
  /** How far it is; where there is no run of the reader's to be seen meanwhile, the page says so. */
  opening(progress: OpeningProgress): void;
  /** The session cannot be opened: the page says what is missing. */
  failed(error: unknown): Promise<void>;
  /** Shows the lesson's session in place of the reader's own; null: the own one again, and the lesson's is closed. */
  use(session: TrainFacade | null): Promise<void>;
  /** Turns the page to the beginning of a step. */
  show(state: Partial<LessonState>): Promise<void>;
  stage(session: TrainFacade): Omit<LessonStage, 'seen'>;
}

export class LessonController implements ReactiveController {
  #taking: LessonTaking | null = null;
  #loading = false;
  /** Until the own session is there again. */
  #closing: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: LitElement,
    readonly page: LessonPage,
  ) {
    host.addController(this);
  }

  /** A lesson is taken, or on its way. */
  get active(): boolean {
    return lessonIn(location.hash) !== null;
  }

  /** Parts of the page that the step does without. */
  get hidden(): ReadonlySet<Part> | null {
    const shown: readonly Part[] | null = this.active ? (this.#taking?.shown ?? []) : null;
    return shown && new Set(PARTS.filter((part) => !shown.includes(part)));
  }

  /** The page shows the answer to a question that is still open. */
  get covered(): boolean {
    return this.#taking?.covered ?? false;
  }

  element(): TemplateResult | typeof nothing {
    return this.active && this.#taking
      ? html`<cs-lesson .taking=${this.#taking} .version=${this.#taking.version}></cs-lesson>`
      : nothing;
  }

  /** Ends the lesson; the reader's own run is there again. */
  leave(): void {
    this.go(null);
  }

  /** In place of a lesson, all of them. */
  toList(): void {
    this.#show(hashWith(hashAt(location.hash, null), 'lessons'));
  }

  go(place: LessonPlace | null): void {
    this.#show(hashAt(location.hash, place));
  }

  #show(hash: string): void {
    pushHash(hash);
    // Views follow the address, too.
    window.dispatchEvent(new PopStateEvent('popstate'));
  }

  readonly #follow = (): void => void this.#followed();

  async #followed(): Promise<void> {
    const place = lessonIn(location.hash);
    if (place === null) {
      const taking = this.#taking;
      this.#taking = null;
      if (taking) this.#closing = taking.close();
      await this.#closing;
      this.host.requestUpdate();
      return;
    }
    if (this.#taking === null) {
      if (this.#loading) return;
      this.#loading = true;
      try {
        const [{ LessonTaking }] = await Promise.all([import('./taking'), this.#closing]);
        this.#taking = new LessonTaking(this, this.host);
      } finally {
        this.#loading = false;
      }
      // Meanwhile the address may name another one, or none.
      this.#follow();
      return;
    }
    this.#taking.take(place);
    this.host.requestUpdate();
  }

  hostConnected(): void {
    window.addEventListener('popstate', this.#follow);
    window.addEventListener('hashchange', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    window.removeEventListener('popstate', this.#follow);
    window.removeEventListener('hashchange', this.#follow);
  }

  hostUpdated(): void {
    this.#taking?.look();
  }
}
