// Names and their values: those of a function stand in front of those around it.

import type { Value } from './values';

export class Scope {
  readonly values = new Map<string, Value>();
  /** Modules of which everything is imported, where this is the scope of a whole file. */
  readonly stars: string[] = [];
  /** `global a`: where the name is set instead. */
  readonly #elsewhere = new Map<string, Scope>();

  constructor(readonly outer: Scope | null = null) {}

  get(name: string): Value | undefined {
    return this.values.get(name) ?? this.outer?.get(name);
  }

  set(name: string, value: Value): void {
    const elsewhere = this.#elsewhere.get(name);
    if (elsewhere === undefined) this.values.set(name, value);
    else elsewhere.set(name, value);
  }

  /** `global name`, `nonlocal name` */
  share(name: string, way: 'global' | 'nonlocal'): void {
    const around = this.all.slice(1);
    const holding = way === 'global' ? around.at(-1) : around.find(({ values }) => values.has(name));
    if (holding === undefined) return;
    this.values.delete(name);
    this.#elsewhere.set(name, holding);
  }

  /** That of the whole file. */
  get root(): Scope {
    return this.outer?.root ?? this;
  }

  /** This scope and those around it. */
  get all(): readonly Scope[] {
    return [this, ...(this.outer?.all ?? [])];
  }
}
