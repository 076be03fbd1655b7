// Asks slow questions one at a time: while one is under way only the newest other is remembered. What was answered
// before stays until the next answer comes, so that a picture on the page does not flicker.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Question<Answer> {
  readonly key: string;
  readonly ask: (wanted: () => boolean) => Promise<Answer | null>;
}

export class LatestController<Answer> implements ReactiveController {
  answer: Answer | null = null;
  /** What the answer is an answer to. */
  answered: string | null = null;
  error: Error | null = null;
  /** The newest question, whether it is answered or not. */
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

  /** Asks what was not asked last; what failed is not asked again either. */
  once(key: string, ask: Question<Answer>['ask']): void {
    if (key !== this.#newest) this.ask(key, ask);
  }

  /** The answer to the newest question; null while it is another's. */
  get newest(): Answer | null {
    return this.answered === this.#newest ? this.answer : null;
  }

  /** Nobody waits any more. */
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
