// Changes that can be undone: names, and the state between them. Going back or forth saves the state that is left,
// so that nothing is lost in either direction. Old states go when there are too many of them or too many bytes.

import type { EditName } from './editingFacade';

export class EditHistory<State> {
  #names: readonly EditName[] = [];
  /** One more than names; null where the network stands now. */
  #states: readonly (State | null)[] = [null];
  #position = 0;

  constructor(
    private readonly sizeOf: (state: State) => number,
    private readonly limits: { readonly entries: number; readonly bytes: number },
  ) {}

  get names(): readonly EditName[] {
    return this.#names;
  }

  get position(): number {
    return this.#position;
  }

  /** A change was made; `before` is the state it was made in. What had been undone is gone. */
  record(name: EditName, before: State): void {
    this.#names = [...this.#names.slice(0, this.#position), name];
    this.#states = [...this.#states.slice(0, this.#position), before, null];
    this.#position++;
    while (this.#position > 1 && this.#tooMuch()) {
      this.#names = this.#names.slice(1);
      this.#states = this.#states.slice(1);
      this.#position--;
    }
  }

  /** The state at a position, to be gone to. @throws RangeError where there is none */
  at(position: number): State {
    const state = this.#states[position];
    if (state === undefined || state === null)
      throw new RangeError(`history: there is no state ${position} to go to, of ${this.#states.length}`);
    return state;
  }

  /** The state at `position` is in force now; `left` is the one that was. */
  moved(position: number, left: State): void {
    this.#states = this.#states.map((state, at) =>
      at === this.#position ? left : at === position ? null : state,
    );
    this.#position = position;
  }

  #tooMuch(): boolean {
    const bytes = this.#states.reduce((sum, state) => sum + (state === null ? 0 : this.sizeOf(state)), 0);
    return this.#names.length > this.limits.entries || bytes > this.limits.bytes;
  }
}
