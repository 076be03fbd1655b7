// The parts of the interpreter, and what they ask of one another. Each has a file of its own, which knows the others from here
// alone.

import type { Shape } from '../../../graph/tensor';
import type { LayerConfig } from '../../../models/network';
import type { ComposedLayer } from '../composed';
import type { LayerStep } from '../layerParts';
import type { Lint, Problem } from './lints';
import type { ScriptRecord } from './record';
import type { Scope } from './scope';
import type { Indexed } from './tensorIndex';
import type {
  ClassStatement,
  Expression,
  FunctionStatement,
  ImportStatement,
  Range,
  Script,
  Statement,
} from './syntax';
import type {
  Call,
  GivenArgument,
  InputNode,
  MadeClass,
  MadeInstance,
  MadeLayer,
  Model,
  Source,
  Value,
} from './values';

type Given = readonly GivenArgument[];

/** What a layer of Keras is made of here. */
export type Composed = Pick<ComposedLayer, 'before' | 'after'> & { readonly own: MadeLayer };

/** What goes through a script, each part with one concern. */
export interface Parts {
  readonly script: Script;
  readonly record: ScriptRecord;
  /** Names of the script itself. */
  readonly globals: Scope;
  readonly modules: ModulePart;
  readonly expressions: ExpressionPart;
  readonly statements: StatementPart;
  readonly functions: FunctionPart;
  readonly keras: KerasPart;
  readonly layers: LayerPart;
  readonly models: ModelPart;
  readonly members: MemberPart;
}

/** What imports bind, and the files of the script's own that they lead to (modules.ts). */
export interface ModulePart {
  import(statement: ImportStatement, scope: Scope): void;
  member(of: Value & { readonly type: 'module' }, name: string, at: Range): Value;
  missingFile(path: string): string;
  missingStar(scope: Scope, name: string): Problem | null;
  globalsAt(at: Range): Scope;
  isOfScript(at: Range): boolean;
}

/** The value of an expression (expressions.ts). */
export interface ExpressionPart {
  evaluate(expression: Expression, scope: Scope): Value;
  list(items: Value[], origin: Range | null): Value & { readonly type: 'list' };
  itemsOf(value: Value): readonly Value[] | null;
  setItem(of: Value, key: Value, value: Value): void;
  binary(operator: string, left: Value, right: Value, at: Range): Value;
  whyNot(...values: readonly Value[]): Value;
}

/** How a list of statements ends, where not at its end. */
export type End =
  { readonly how: 'return'; readonly value: Value } | { readonly how: 'break' | 'continue' | 'raise' } | null;

/** Statement by statement (statements.ts). */
export interface StatementPart {
  run(statements: readonly Statement[], scope: Scope): End;
  assign(target: Expression, value: Value, scope: Scope): void;
  headOf(statement: Range): Range;
  isAboutNetwork(names: ReadonlySet<string>, scope: Scope): boolean;
}

/** Functions and classes of the script, and their calls (functions.ts). */
export interface FunctionPart {
  define(statement: FunctionStatement, scope: Scope, of?: MadeClass | null): Value;
  lambda(expression: Expression & { readonly type: 'lambda' }, scope: Scope): Value;
  defineClass(statement: ClassStatement, scope: Scope): Value;
  call(callee: Value, call: Call, given: Given): Value;
  reduce(call: Call, given: Given): Value;
  memberOf(of: MadeClass, name: string): Value | undefined;
  layerOf(base: Value): string | null;
  kindOf(of: MadeClass): 'functional' | 'sequential' | 'layer' | null;
  callInstance(made: MadeInstance, call: Range, given: Given): Value;
  wholly(read: () => Value, instead: (why: Lint | null) => Value): Value;
  bound(value: Value, self: Value, at: Range): Value;
}

/** Calls of Keras by their paths (kerasCalls.ts). */
export interface KerasPart {
  callPath(path: string, call: Call, given: Given): Value;
  tensorOperator(operator: string, left: Value, right: Value, at: Range): Value;
  unreadable(name: string, at: Range, values: readonly Value[], problem?: Problem): Value;
  negative(x: Value, at: Range): Value;
  constant(weight: Value, x: Value, at: Range): Value | undefined;
  index(x: Value, indices: readonly Indexed[], at: Range): Value;
}

/** Layers, from their class and arguments (layerReader.ts). */
export interface LayerPart {
  make(className: string, call: Call, written: Given): MadeLayer;
  ready(config: LayerConfig, at: Range): MadeLayer;
  unreadable(className: string, at: Range, problem: Problem): MadeLayer;
  again(made: MadeLayer): MadeLayer;
  composed(made: MadeLayer, shapes: readonly Shape[], isMap: boolean): Composed | null;
  stepsOf(made: MadeLayer, shapes: readonly Shape[]): readonly LayerStep[] | MadeLayer | null;
  noLayer(className: string): Problem;
  readonly inputs: InputPart;
}

/** Shapes that models are given (inputShapes.ts). */
export interface InputPart {
  shape(value: Value, at: Range, skip: 0 | 1): Shape | null;
  input(call: Call, written: Given): InputNode;
}

/** Models, and how layers are connected in them (models.ts). */
export interface ModelPart {
  sequential(call: Call, written: Given): Value;
  functional(call: Call, written: Given, own?: Model | null): Value;
  apply(made: MadeLayer, call: Call, given: Given): Value;
  connect(made: MadeLayer, given: Value, at: Range, call: Call): Value;
  application(name: string, call: Call, written: Given): Value;
  saved(name: string, call: Call, given: Given): Value;
  call(model: Model, call: Call, given: Given): Value;
  applyModel(model: Model, given: Given, at: Range): Value;
  graphOf(model: Model): Model;
  take(model: Model, value: Value, at: Range, item: Range | null): void;
  sideBySide(made: MadeLayer, given: GivenArgument, call: Call): Value;
  shapeOf(source: Source): Shape | null;
  ofInstance(made: MadeInstance, shape: GivenArgument | null): Model | null;
}

/** Attributes and methods (members.ts). */
export interface MemberPart {
  member(object: Value, property: string, at: Range): Value;
  freeze(of: Value, value: Value, at: Range): void;
  method(of: Value, name: string, call: Call, given: Given): Value;
  superMethod(of: MadeClass, self: Value, name: string, call: Call, given: Given): Value;
}
