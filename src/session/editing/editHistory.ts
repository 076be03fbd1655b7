// Changes that can be undone: names, and the state between them. Going back or forth saves the state that is left,
// so that nothing is lost in either direction. Old states go when there are too many of them or too many bytes.

import type { EditName } from './editingFacade';

export class EditHistory<State> {
  #names: readonly EditName[] = [];
  /** One more than names; null where the network stands now. */
  #states: readonly (State | null)[] = [null];
  #position = 0;

  /** @param dropped a state that nobody can go back to any more */
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

  /** The states that can be gone to, those furthest from where the network stands first. */
  get states(): readonly State[] {
    return this.#states
      .map((state, at) => ({ state, away: Math.abs(at - this.#position) }))
      .sort((a, b) => b.away - a.away)
      .flatMap(({ state }) => (state === null ? [] : [state]));
  }

  /** The newest change by another name, where it went on. */
  rename(name: EditName): void {
    this.#names = this.#names.map((one, at) => (at === this.#position - 1 ? name : one));
  }

  /** A change was made; `before` is the state it was made in. What had been undone is gone. */
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

  /** The state at a position, to be gone to. @throws RangeError where there is none */
  at(position: number): State {
    const state = this.#states[position];
    if (state === undefined || state === null)
      throw new RangeError(`history: there is no state ${position} to go to, of ${this.#states.length}`);
    return state;
  }

  /** The state at `position` is in force now; `left` is the one that was. */
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
