// Keeps track of pending requests, so that the data they read are not destroyed before they finish.

export class Pending {
  readonly #asked = new Set<Promise<unknown>>();

  /** The same promise, remembered until it is settled. */
  add<T>(question: Promise<T>): Promise<T> {
    this.#asked.add(question);
    const answered = (): void => void this.#asked.delete(question);
    question.then(answered, answered);
    return question;
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#asked);
  }
}
