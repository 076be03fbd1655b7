// Things that take GPU memory and time to build, made when they are first wanted and kept: each question about the
// network may want a plan of its own, and most are never asked.

interface Tool {
  destroy(): void;
}

export class Toolbox {
  readonly #tools = new Map<string, Promise<Tool>>();
  readonly #made = new Map<string, Tool>();
  #closed = false;

  /** The tool of that name; made the first time. A failure is not kept. @throws what `make` throws */
  async get<T extends Tool>(name: string, make: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error(`tool '${name}': its network is gone`);
    const known = this.#tools.get(name);
    if (known !== undefined) return (await known) as T;
    const made = make();
    this.#tools.set(name, made);
    try {
      const tool = await made;
      if (this.#tools.get(name) === made) this.#made.set(name, tool);
      return tool;
    } catch (error) {
      if (this.#tools.get(name) === made) this.#tools.delete(name);
      throw error;
    }
  }

  /** The tool of that name if it is there already. */
  made(name: string): unknown {
    return this.#made.get(name) ?? null;
  }

  /** Frees one tool, so that the next call makes it anew. */
  drop(name: string): void {
    const tool = this.#tools.get(name);
    this.#tools.delete(name);
    this.#made.delete(name);
    void tool?.then((made) => made.destroy()).catch(() => undefined);
  }

  destroy(): void {
    this.#closed = true;
    for (const name of [...this.#tools.keys()]) this.drop(name);
  }
}
