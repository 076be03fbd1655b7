// Runs slow requests one at a time: while one is in flight only the newest other one is remembered. The previous result
// stays until the next one arrives, so that a picture on the page does not flicker.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Question<Answer> {
  readonly key: string;
  readonly ask: (wanted: () => boolean) => Promise<Answer | null>;
}

export class LatestController<Answer> implements ReactiveController {
  answer: Answer | null = null;
  /** The request to which the result belongs. */
  answered: string | null = null;
  error: Error | null = null;
  /** The newest request, finished or not. */
  #newest: string | null = null;
  #current: Question<Answer> | null = null;
  #next: Question<Answer> | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get busy(): boolean {
    return this.#current !== null;
  }

  /**
   * @param key names the question; the one under way is not asked again unless `again`
   * @param ask is told by `wanted` whether its answer is still waited for; null: it was broken off
   */
  ask(key: string, ask: Question<Answer>['ask'], again = false): void {
    this.#newest = key;
    if (this.#current !== null) {
      if (this.#current.key !== key || again) this.#next = { key, ask };
      return;
    }
    void this.#run({ key, ask });
  }

  /** Starts a request that differs from the last one; a failed one is not repeated, either. */
  once(key: string, ask: Question<Answer>['ask']): void {
    if (key !== this.#newest) this.ask(key, ask);
  }

  /** The result of the newest request; null while it is another one's. */
  get newest(): Answer | null {
    return this.answered === this.#newest ? this.answer : null;
  }

  /** Cancels: no result is needed any more. */
  drop(): void {
    this.#newest = null;
    this.#next = null;
    this.#current = null;
    this.answer = null;
    this.answered = null;
    this.error = null;
  }

  async #run(question: Question<Answer>): Promise<void> {
    this.#current = question;
    this.host.requestUpdate();
    const current = (): boolean => this.#current === question;
    try {
      const answer = await question.ask(
        () => current() && (this.#next === null || this.#next.key === question.key),
      );
      if (!current()) return;
      if (answer !== null) [this.answer, this.answered, this.error] = [answer, question.key, null];
    } catch (error) {
      if (!current()) return;
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    const next = this.#next;
    this.#current = null;
    this.#next = null;
    this.host.requestUpdate();
    if (next) void this.#run(next);
  }

  hostDisconnected(): void {
    this.#next = null;
    this.#current = null;
  }
}
