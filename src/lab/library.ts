// The collected pictures, class by class. Everything is in memory and written in the background. Every change can be
// undone, because a state is two lists that are never modified in place.

import type { FruitName } from '../fruit/fruits';
import { inTime, LateError } from '../data/inTime';
import { groupBy } from '../data/groupBy';
import type { LabClass, LabPicture, NewPicture } from './picture';
import { LabProblem } from './problem';
import type { Change, LabStorage } from './storage';

interface State {
  readonly classes: readonly LabClass[];
  readonly pictures: readonly LabPicture[];
}

/** What a change was, for the words of the undo button. */
export type ChangeKind = 'add' | 'remove' | 'rename' | 'merge' | 'switch' | 'class' | 'clear';

const CHANGES_KEPT = 30;
const FIRST_ON: readonly FruitName[] = ['apple', 'banana', 'orange'];

export const DEFAULT_CLASSES: readonly LabClass[] = (
  ['apple', 'banana', 'orange', 'lemon', 'pear', 'kiwi', 'pineapple', 'watermelon'] as const
).map((fruit) => Object.freeze({ id: fruit, name: null, fruit, on: FIRST_ON.includes(fruit) }));

/** Events: `change` after every change; `problem` when something could not be kept. */
export class Library extends EventTarget {
  #state: State;
  #before: { readonly kind: ChangeKind; readonly state: State }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #byClass: ReadonlyMap<string, readonly LabPicture[]> | null = null;
  problem: LabProblem | null = null;

  private constructor(
    private readonly storage: LabStorage,
    state: State,
  ) {
    super();
    this.#state = state;
  }

  /** If storage is forbidden the library begins empty, and reports it. */
  static async open(storage: LabStorage): Promise<Library> {
    const fresh = { classes: DEFAULT_CLASSES, pictures: [] };
    try {
      const kept = await inTime('storage', () => storage.load());
      if (kept === null) return new Library(storage, fresh);
      const known = new Set(kept.classes.map(({ id }) => id));
      // A class with a record older than its pictures is restored from them.
      const lost = [...new Set(kept.pictures.map(({ classId }) => classId))].filter((id) => !known.has(id));
      const classes = kept.classes.length > 0 ? kept.classes : DEFAULT_CLASSES;
      return new Library(storage, {
        classes: [...classes, ...lost.filter((id) => !classes.some((one) => one.id === id)).map(named)],
        pictures: kept.pictures,
      });
    } catch (cause) {
      const library = new Library(storage, fresh);
      library.problem = storageProblem(cause);
      return library;
    }
  }

  get classes(): readonly LabClass[] {
    return this.#state.classes;
  }

  get pictures(): readonly LabPicture[] {
    return this.#state.pictures;
  }

  /** Of one class, oldest first. */
  of(classId: string): readonly LabPicture[] {
    this.#byClass ??= groupBy(this.#state.pictures, (picture) => picture.classId);
    return this.#byClass.get(classId) ?? [];
  }

  /** What undo would take back; null where there is nothing. */
  get undoable(): ChangeKind | null {
    return this.#before.at(-1)?.kind ?? null;
  }

  /** The class of that name, a new one where there is none. Fruit are known by their English names. */
  classNamed(name: string): LabClass {
    const wanted = name.trim().toLowerCase();
    const there = this.classes.find((one) => (one.name ?? one.fruit ?? '').toLowerCase() === wanted);
    return there ?? named(name.trim());
  }

  /** @returns its id */
  addClass(name: string): string {
    const made = { ...named(name.trim()), id: this.#freeId(name.trim()) };
    this.#change('class', { classes: [...this.classes, made] });
    return made.id;
  }

  rename(id: string, name: string): void {
    const given = name.trim();
    this.#changeClass('rename', id, (one) => ({
      ...one,
      name: given === '' || given === one.fruit ? null : given,
    }));
  }

  switch(id: string, on: boolean): void {
    this.#changeClass('switch', id, (one) => ({ ...one, on }));
  }

  /** All pictures of one class become another's; the class itself goes. */
  merge(from: string, into: string): void {
    if (from === into) return;
    this.#change('merge', {
      classes: this.classes.filter(({ id }) => id !== from),
      pictures: this.pictures.map((one) => (one.classId === from ? { ...one, classId: into } : one)),
    });
  }

  removeClass(id: string): void {
    this.#change('remove', {
      classes: this.classes.filter((one) => one.id !== id),
      pictures: this.pictures.filter(({ classId }) => classId !== id),
    });
  }

  /** Pictures of one recording or one import, as one change; classes that are new come along and are switched on. */
  add(pictures: readonly NewPicture[], classes: readonly LabClass[] = []): void {
    const filled = new Set(pictures.map(({ classId }) => classId));
    const fresh = classes.filter(({ id }) => filled.has(id) && !this.classes.some((one) => one.id === id));
    this.#change('add', {
      classes: [...this.classes, ...fresh].map((one) =>
        filled.has(one.id) && !one.on ? { ...one, on: true } : one,
      ),
      pictures: [...this.pictures, ...pictures.map((one) => ({ ...one, id: nextId() }))],
    });
  }

  remove(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.#change('remove', { pictures: this.pictures.filter(({ id }) => !gone.has(id)) });
  }

  /** All pictures and classes of one's own. */
  clear(): void {
    this.#change('clear', { classes: DEFAULT_CLASSES, pictures: [] });
  }

  undo(): void {
    const last = this.#before.pop();
    if (last) this.#become(last.state);
  }

  /** Resolves when all that changed is kept, or could not be. */
  written(): Promise<void> {
    return this.#writing;
  }

  #freeId(name: string): string {
    const id = named(name).id;
    if (!this.classes.some((one) => one.id === id)) return id;
    for (let at = 2; ; at++) if (!this.classes.some((one) => one.id === `${id} ${at}`)) return `${id} ${at}`;
  }

  #changeClass(kind: ChangeKind, id: string, change: (one: LabClass) => LabClass): void {
    this.#change(kind, { classes: this.classes.map((one) => (one.id === id ? change(one) : one)) });
  }

  #change(kind: ChangeKind, change: Partial<State>): void {
    this.#before.push({ kind, state: this.#state });
    if (this.#before.length > CHANGES_KEPT) this.#before.shift();
    this.#become({ ...this.#state, ...change });
  }

  #become(state: State): void {
    const before = this.#state;
    this.#state = state;
    this.#byClass = null;
    const old = new Map(before.pictures.map((one) => [one.id, one]));
    const put = state.pictures.filter((one) => old.get(one.id) !== one);
    for (const { id } of state.pictures) old.delete(id);
    this.#write({
      ...(before.classes === state.classes ? {} : { classes: state.classes }),
      put,
      gone: [...old.keys()],
    });
    this.dispatchEvent(new Event('change'));
  }

  #write(change: Change): void {
    this.#writing = this.#writing
      .then(() => this.storage.write(change))
      .then(
        () => this.#say(null),
        (cause: unknown) => this.#say(storageProblem(cause)),
      );
  }

  #say(problem: LabProblem | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.dispatchEvent(new Event('problem'));
  }
}

let given = 0;
/** Later ones come later in the order of letters, which is the order that storage gives them back in. */
const nextId = (): string =>
  `${Date.now().toString(36).padStart(9, '0')}-${(given++).toString(36).padStart(6, '0')}-${crypto.randomUUID()}`;

const named = (name: string): LabClass => ({ id: name.toLowerCase(), name, fruit: null, on: true });

function storageProblem(cause: unknown): LabProblem {
  const reason = cause instanceof LateError ? 'timeout' : cause instanceof Error ? cause.name : String(cause);
  return new LabProblem({ code: 'storage', reason }, { cause });
}
