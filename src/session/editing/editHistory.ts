// An undo list: the names of changes, and the states between them. Undo and redo first save the state that is left, so
// nothing is lost in either direction. The oldest states are dropped when there are too many or they take too many
// bytes.

import type { EditName } from './editingFacade';

export class EditHistory<State> {
  #names: readonly EditName[] = [];
  /** One more than names; null at the current position. */
  #states: readonly (State | null)[] = [null];
  #position = 0;

  /** @param dropped called with a state that can no longer be restored */
  constructor(
    private readonly sizeOf: (state: State) => number,
    private readonly limits: { readonly entries: number; readonly bytes: number },
    private readonly dropped: (state: State) => void = () => undefined,
  ) {}

  get names(): readonly EditName[] {
    return this.#names;
  }

  get position(): number {
    return this.#position;
  }

  /** The states that can be restored, the farthest from the current position first. */
  get states(): readonly State[] {
    return this.#states
      .map((state, at) => ({ state, away: Math.abs(at - this.#position) }))
      .sort((a, b) => b.away - a.away)
      .flatMap(({ state }) => (state === null ? [] : [state]));
  }

  /** Drops all states; nothing can be restored any more. */
  clear(): void {
    this.#drop(this.#states);
    this.#names = [];
    this.#states = [null];
    this.#position = 0;
  }

  /** Renames the newest change, if it was continued. */
  rename(name: EditName): void {
    this.#names = this.#names.map((one, at) => (at === this.#position - 1 ? name : one));
  }

  /** Adds a change; `before` is the state before it. Undone changes are dropped. */
  record(name: EditName, before: State): void {
    this.#names = [...this.#names.slice(0, this.#position), name];
    this.#drop(this.#states.slice(this.#position));
    this.#states = [...this.#states.slice(0, this.#position), before, null];
    this.#position++;
    while (this.#position > 1 && this.#tooMuch()) {
      this.#names = this.#names.slice(1);
      this.#drop(this.#states.slice(0, 1));
      this.#states = this.#states.slice(1);
      this.#position--;
    }
  }

  /** The state at a position, to be restored. @throws RangeError if there is none */
  at(position: number): State {
    const state = this.#states[position];
    if (state === undefined || state === null)
      throw new RangeError(`history: there is no state ${position} to go to, of ${this.#states.length}`);
    return state;
  }

  /** Records that the state at `position` was restored; `left` is the state before that. */
  moved(position: number, left: State): void {
    this.#drop(this.#states.slice(position, position + 1));
    this.#states = this.#states.map((state, at) =>
      at === this.#position ? left : at === position ? null : state,
    );
    this.#position = position;
  }

  #drop(states: readonly (State | null)[]): void {
    for (const state of states) if (state !== null) this.dropped(state);
  }

  #tooMuch(): boolean {
    const bytes = this.#states.reduce((sum, state) => sum + (state === null ? 0 : this.sizeOf(state)), 0);
    return this.#names.length > this.limits.entries || bytes > this.limits.bytes;
  }
}
