// Goes through a script statement by statement and finds out which layers, models and settings it would make, without
// executing anything foreign: an interpreter of the part of Python that leads there. Functions and classes of the script
// are gone through as Python would, within a budget of steps; what is not known, as data, is an unknown value, which
// matters only where a network needs it.

import { Expressions } from './expressions';
import { asksForOrder, isChannelsFirst } from './channelsFirst';
import { codeOf, filesIn } from './files';
import { Functions } from './functions';
import { isKeras1 } from './keras1';
import { KerasCalls } from './kerasCalls';
import { LayerReader } from './layerReader';
import { Members } from './members';
import { Models } from './models';
import { Modules } from './modules';
import type { Parts } from './parts';
import type { Assumptions, ReadingGoal } from './goal';
import { ScriptRecord } from './record';
import { Scope } from './scope';
import { Statements } from './statements';
import { TooMuch, type Script } from './syntax';

export class Interpreter implements Parts {
  readonly record: ScriptRecord;
  readonly globals: Scope = new Scope();
  readonly modules: Modules;
  readonly expressions: Expressions;
  readonly statements: Statements;
  readonly functions: Functions;
  readonly keras: KerasCalls;
  readonly layers: LayerReader;
  readonly models: Models;
  readonly members: Members;

  constructor(
    readonly script: Script,
    goal: ReadingGoal,
    assumed: Assumptions | null = null,
    channelsFirst = false,
  ) {
    this.record = new ScriptRecord(goal, assumed);
    const code = codeOf(script.code, filesIn(script.code)[0]);
    this.record.isKeras1 = isKeras1(code);
    this.record.channelsFirst = channelsFirst || isChannelsFirst(code);
    this.record.asksForOrder = asksForOrder(code);
    this.modules = new Modules(this, script.code);
    this.expressions = new Expressions(this);
    this.statements = new Statements(this);
    this.functions = new Functions(this);
    this.keras = new KerasCalls(this);
    this.layers = new LayerReader(this);
    this.models = new Models(this);
    this.members = new Members(this);
  }

  /** @throws TooMuch */
  run(): void {
    try {
      this.statements.run(this.script.statements, this.globals);
    } catch (error) {
      this.#stopAt(error);
    }
    this.functions.finish();
  }

  /** A script that tries many networks, one after another, is read as far as the last that it has trained by then. */
  #stopAt(error: unknown): void {
    const { record } = this;
    const trained = record.fitted.at(-1);
    if (!(error instanceof TooMuch) || error.what !== 'layers' || trained === undefined) throw error;
    const { what, limit, at } = error;
    record.lint(at ?? trained.call, 'warning', { code: 'tooMuch', what, limit });
    record.used = trained.model;
  }
}
