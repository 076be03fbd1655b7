// What is found out about a script while it is gone through: layers, models, calls, and what can't be read; with the
// bounds within which it is gone through.

import type { Assumptions, ReadingGoal } from './goal';
import type { Lint, Problem, Unread } from './lints';
import { NameGiver } from './paths';
import { TooMuch, type Range, type Statement } from './syntax';
import {
  rootOf,
  unknown,
  type Call,
  type GivenArgument,
  type MadeInstance,
  type MadeLayer,
  type MadeModule,
  type Model,
  type Value,
} from './values';

export const BUDGET = {
  steps: 200_000,
  layers: 2_000,
  /** Calls of functions within one another. */
  calls: 50,
  /** Expressions and statements within one another, through all calls. */
  nesting: 600,
  /** Steps of a loop that has nothing to do with the network, such as one that trains. */
  passedOver: 5_000,
  /** Steps of a loop that could make layers and makes none. */
  idle: 50_000,
} as const;

/** `model.compile(…)` or `model.fit(…)`. */
export interface ModelCall {
  readonly model: Model;
  readonly call: Call;
  readonly arguments: readonly GivenArgument[];
}

export class ScriptRecord {
  readonly lints: Lint[] = [];
  readonly models: Model[] = [];
  readonly layers: MadeLayer[] = [];
  /** Layers of the functional API, in the order in which they are applied. */
  readonly applied: MadeLayer[] = [];
  readonly compiled: ModelCall[] = [];
  readonly fitted: ModelCall[] = [];
  /** Where a summary is asked for. */
  readonly summaries: Call[] = [];
  /** Objects of the script's own subclasses of Model. */
  readonly instances: MadeInstance[] = [];
  /** Models out of files, of which the script makes none itself. */
  readonly saved: { readonly name: string; readonly call: Call }[] = [];
  /** Dictionaries that are written out, for what a search over hyperparameters tries. */
  readonly dictionaries: (Value & { readonly type: 'dictionary' })[] = [];
  /** Imports, in order: what a name stands for. */
  readonly imported = new Map<string, string>();
  /** Files that were imported, and folders of such, by their paths. */
  readonly modules = new Map<string, MadeModule>();
  /** Layers in whose place others stand once it is known what their result is for. */
  readonly replaced = new Set<MadeLayer>();
  readonly names = new NameGiver();
  /** The model that the script does something with last. */
  used: Model | null = null;
  statement: Statement | null = null;
  /** The outermost loop or call that is gone through. */
  loop: Range | null = null;
  /** Places of input shapes that leave the size of pictures open, as (None, None, 3), or have other channels than ours. */
  readonly openInputs = new Set<string>();
  /** How the script calls numbers of channels that it does not know. */
  readonly channelTexts = new Set<string>();
  /** Pictures are (channels, height, width), as Theano had them. */
  channelsFirst = false;
  /** An input has them last, so that layers for those that have them first stand alone. */
  hasChannelsLast = false;
  /** The script tells Keras in which order it has the axes. */
  setsOrder = false;
  /** It asks Keras for it. */
  asksForOrder = false;
  /** Maps have their channels first in the script, all of them. */
  get isChannelsFirst(): boolean {
    return this.channelsFirst && !this.hasChannelsLast && (this.setsOrder || !this.asksForOrder);
  }
  /** Arguments are called as Keras 1 did. */
  isKeras1 = false;
  steps = 0;
  #nesting = 0;
  #calls = 0;
  readonly #said = new Map<string, Lint>();
  #heard: Lint[] | null = null;

  /** @param assumed null: what is known only when the script runs is not read */
  constructor(
    readonly goal: ReadingGoal,
    readonly assumed: Assumptions | null = null,
  ) {}

  lint(at: Range, severity: Lint['severity'], problem: Problem): void {
    // What a loop does again is said once, and so is a missing import, where the name is first used.
    const place = problem.code === 'notImported' ? '' : `${at.from} ${at.to}`;
    const key = `${place} ${JSON.stringify(problem)}`;
    const before = this.#said.get(key);
    const lint = before ?? { from: at.from, to: at.to, severity, problem };
    this.#heard?.push(lint);
    if (before !== undefined) return;
    this.#said.set(key, lint);
    this.lints.push(lint);
  }

  /** What was said of something that is read again, with more known. */
  retract(lints: readonly Lint[]): void {
    const gone = new Set(lints);
    const kept = this.lints.filter((lint) => !gone.has(lint));
    this.lints.splice(0, Infinity, ...kept);
    for (const [key, lint] of this.#said) if (gone.has(lint)) this.#said.delete(key);
  }

  /** What is said meanwhile, even if it was said before. */
  heard<T>(work: () => T): { readonly result: T; readonly lints: readonly Lint[] } {
    const outer = this.#heard;
    const lints: Lint[] = [];
    this.#heard = lints;
    try {
      return { result: work(), lints };
    } finally {
      this.#heard = outer;
      outer?.push(...lints);
    }
  }

  unread(at: Range, what: Unread, name = ''): Value {
    const problem = { code: 'unread', what, name } as const;
    this.lint(at, 'error', problem);
    return unknown({ ...at, problem });
  }

  step(at: Range, count = 1): void {
    this.steps += count;
    if (this.steps > BUDGET.steps) throw new TooMuch('steps', BUDGET.steps, at);
  }

  /** Goes one level deeper. @throws TooMuch */
  within<T>(at: Range, work: () => T): T {
    if (this.#nesting >= BUDGET.nesting) throw new TooMuch('depth', BUDGET.nesting, at);
    this.#nesting++;
    try {
      return work();
    } finally {
      this.#nesting--;
    }
  }

  /** Goes into a function of the script. @throws TooMuch */
  called<T>(at: Range, work: () => T): T {
    return this.#entered(at, this.loop ?? this.statement, work);
  }

  /** Goes into another file of the script, whose layers are made where they stand. @throws TooMuch */
  imports<T>(at: Range, work: () => T): T {
    const { statement } = this;
    try {
      return this.#entered(at, null, work);
    } finally {
      this.statement = statement;
    }
  }

  #entered<T>(at: Range, inLoop: Range | null, work: () => T): T {
    if (this.#calls >= BUDGET.calls) throw new TooMuch('calls', BUDGET.calls, at);
    const { loop } = this;
    this.#calls++;
    this.loop = inLoop;
    try {
      return work();
    } finally {
      this.#calls--;
      this.loop = loop;
    }
  }

  /** A layer with all its uses at other places. */
  usesOf(layer: MadeLayer): readonly MadeLayer[] {
    return this.layers.filter((one) => rootOf(one) === rootOf(layer));
  }

  /** @returns what puts everything back to now */
  snapshot(): () => void {
    this.steps += this.layers.length >> 3;
    const lists = [
      ...[this.lints, this.models, this.layers, this.applied, this.compiled, this.fitted, this.summaries],
      ...[this.instances, this.saved, this.dictionaries],
    ] as unknown[][];
    const lengths = lists.map(({ length }) => length);
    const said = new Map(this.#said);
    const modules = new Map(this.modules);
    const { used } = this;
    const restoreNames = this.names.snapshot();
    const models = this.models.map(
      (model) => [model, { ...model, layers: [...model.layers], lints: [...model.lints] }] as const,
    );
    return () => {
      lists.forEach((list, at) => (list.length = lengths[at] ?? 0));
      this.#said.clear();
      said.forEach((lint, key) => this.#said.set(key, lint));
      this.modules.clear();
      modules.forEach((made, path) => this.modules.set(path, made));
      this.used = used;
      restoreNames();
      for (const [model, before] of models) {
        const { type, inputs, outputs, graph } = before;
        Object.assign(model, { type, inputs, outputs, graph });
        model.layers.splice(0, Infinity, ...before.layers);
        model.lints.splice(0, Infinity, ...before.lints);
      }
    };
  }
}
