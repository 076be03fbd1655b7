// Which runs have their curves drawn, and in which of the colours: the newest, until the learner chooses.

export class DrawnRuns {
  /** By id: which of the colours. It stays as long as the run is drawn. */
  #slots = new Map<string, number>();
  readonly #known = new Set<string>();
  #chosen = false;

  /** @param most drawn at once */
  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.#slots.size >= this.most;
  }

  slotOf(id: string): number | null {
    return this.#slots.get(id) ?? null;
  }

  /** @param ids of all runs, oldest first: new ones are drawn, if need be in place of the oldest that is */
  follow(ids: readonly string[]): void {
    // A run that is restored is a new one.
    for (const id of this.#known) {
      if (ids.includes(id)) continue;
      this.#known.delete(id);
      this.#slots.delete(id);
    }
    for (const id of ids) {
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      if (this.isFull && this.#chosen) continue;
      if (this.isFull) {
        const oldest = ids.find((one) => this.#slots.has(one));
        if (oldest !== undefined) this.#slots.delete(oldest);
      }
      this.set(id, true, false);
    }
  }

  set(id: string, drawn: boolean, chosen = true): void {
    this.#chosen ||= chosen;
    if (!drawn) this.#slots.delete(id);
    else if (!this.isFull && !this.#slots.has(id)) {
      const taken = new Set(this.#slots.values());
      this.#slots.set(
        id,
        Array.from({ length: this.most }, (_, at) => at).findIndex((at) => !taken.has(at)),
      );
    }
  }
}
