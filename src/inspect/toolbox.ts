// Tools that take GPU memory and time to build, created on first use and kept: each kind of request about the network
// may need a plan of its own, and most are never made.

interface Tool {
  destroy(): void;
}

export class Toolbox {
  readonly #tools = new Map<string, Promise<Tool>>();
  readonly #made = new Map<string, Tool>();
  #closed = false;

  /** The tool with this name, created on first use. A failure is not cached. @throws the error of `make` */
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

  /** Frees one tool, so that the next call creates it again. */
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
