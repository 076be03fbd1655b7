// Names and their values: those of a function stand in front of those around it.

import type { Value } from './values';

export class Scope {
  readonly values = new Map<string, Value>();

  constructor(readonly outer: Scope | null = null) {}

  get(name: string): Value | undefined {
    return this.values.get(name) ?? this.outer?.get(name);
  }

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }

  /** This scope and those around it. */
  get all(): readonly Scope[] {
    return [this, ...(this.outer?.all ?? [])];
  }
}
