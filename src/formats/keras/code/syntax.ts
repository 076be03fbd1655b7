// The part of Python that model scripts use, as a small syntax tree with source positions (parse.ts makes it).
//
// Nothing is ever executed. Syntax without a meaning for a network becomes 'other', with its text's range, and the
// interpreter decides whether it matters. Depth and size are bounded, so that no text can hang the reader.

/** Offsets into the code, `to` excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const rangeOf = ({ from, to }: Range): Range => ({ from, to });

export interface Argument extends Range {
  readonly keyword: (Range & { readonly name: string }) | null;
  readonly value: Expression;
  readonly spread: '' | '*' | '**';
}

/** `spread`: `*args` takes what is left over by place, `**kwargs` by name. */
export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | null;
  readonly spread: '' | '*' | '**';
}

/** `for target in iterable if … if …` */
export interface Clause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

/** `start:end:step`, each may be left out. */
export interface Slice {
  readonly start: Expression | null;
  readonly end: Expression | null;
  readonly step: Expression | null;
}

/** What an index says of one axis; `...` stands for all that are left. */
export type AxisIndex =
  | { readonly type: 'slice'; readonly slice: Slice }
  | { readonly type: 'index'; readonly index: Expression }
  | { readonly type: 'ellipsis' };

export type Expression = Range &
  (
    | { readonly type: 'number'; readonly value: number; readonly whole: boolean }
    | { readonly type: 'string'; readonly value: string }
    /** An f-string: texts and expressions in turn. */
    | { readonly type: 'format'; readonly parts: readonly (string | Expression)[] }
    | { readonly type: 'constant'; readonly value: boolean | null }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'member'; readonly object: Expression; readonly property: string }
    | {
        readonly type: 'subscript';
        readonly object: Expression;
        readonly index: Expression | null;
        readonly slice: Slice | null;
        /** `[:, 1:, 0, ...]`: one for each axis; null where there is only one. */
        readonly axes: readonly AxisIndex[] | null;
      }
    | {
        readonly type: 'call';
        readonly callee: Expression;
        readonly arguments: readonly Argument[];
        /** Behind `(` and before `)`. */
        readonly inside: Range;
      }
    | { readonly type: 'list'; readonly form: 'list' | 'tuple'; readonly items: readonly Expression[] }
    /** `*items` within a list. */
    | { readonly type: 'starred'; readonly value: Expression }
    /** An entry without a key is `**value`. */
    | {
        readonly type: 'dictionary';
        readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
      }
    /** `[element for … in … if …]`; with a key it makes a dictionary. */
    | {
        readonly type: 'comprehension';
        readonly key: Expression | null;
        readonly element: Expression;
        readonly clauses: readonly Clause[];
      }
    /** `then if test else otherwise` */
    | {
        readonly type: 'conditional';
        readonly test: Expression;
        readonly then: Expression;
        readonly otherwise: Expression;
      }
    | { readonly type: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
    | { readonly type: 'unary'; readonly operator: string; readonly operand: Expression }
    | {
        readonly type: 'binary';
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
    /** `names` as of namesIn(). */
    | { readonly type: 'other'; readonly what: string; readonly names: readonly string[] }
  );

export type Statement = Range &
  (
    | Omit<ImportStatement, keyof Range>
    | { readonly type: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
    | {
        readonly type: 'update';
        readonly target: Expression;
        readonly operator: string;
        readonly value: Expression;
      }
    | { readonly type: 'expression'; readonly value: Expression }
    | {
        readonly type: 'for';
        readonly target: Expression;
        readonly iterable: Expression;
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'if';
        readonly branches: readonly {
          readonly test: Expression | null;
          readonly body: readonly Statement[];
        }[];
      }
    | {
        readonly type: 'while';
        readonly test: Expression;
        readonly body: readonly Statement[];
      }
    /** What is done where nothing goes wrong. */
    | { readonly type: 'try'; readonly body: readonly Statement[] }
    | {
        readonly type: 'with';
        readonly items: readonly { readonly value: Expression; readonly target: Expression | null }[];
        readonly body: readonly Statement[];
      }
    | FunctionStatement
    | ClassStatement
    | { readonly type: 'return'; readonly value: Expression | null }
    | { readonly type: 'break' | 'continue' | 'raise' | 'pass' }
    /** `global a, b`, `nonlocal a` */
    | { readonly type: 'scope'; readonly way: 'global' | 'nonlocal'; readonly names: readonly string[] }
    /** One line that is no Python at `at`; `statement` is what can be guessed of it. */
    | { readonly type: 'broken'; readonly statement: Statement; readonly at: Range }
    | { readonly type: 'other'; readonly what: string; readonly names: readonly string[] }
  );

export type ImportStatement = Range & {
  readonly type: 'import';
  /** `from module import …`; null: `import …`. */
  readonly module: string | null;
  /** `name` may be dotted, or `*`. */
  readonly names: readonly (Range & { readonly name: string; readonly alias: string | null })[];
};

export type FunctionStatement = Range & {
  readonly type: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** The names of its decorators: `tf.function`. */
  readonly decorators: readonly string[];
};

export type ClassStatement = Range & {
  readonly type: 'class';
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly body: readonly Statement[];
};

export interface Script {
  readonly code: string;
  readonly statements: readonly Statement[];
  /** Where the text is no Python; the tree is then a guess. */
  readonly errors: readonly Range[];
  /** The same within one statement of one line: the tree is right but for that one, which is 'broken'. */
  readonly broken: readonly Range[];
  /** The same within the brackets of `model.fit(…)` and its kin, which the tree has without arguments. */
  readonly skipped: readonly Range[];
}

/** A text that is not worth reading to its end. */
export class TooMuch extends Error {
  constructor(
    readonly what: 'size' | 'depth' | 'steps' | 'layers' | 'calls' | 'files',
    readonly limit: number,
    readonly at: Range | null = null,
  ) {
    super(`${what} over ${limit}`);
  }
}

export const LIMITS = { size: 200_000, depth: 120 } as const;

/** The names that part of a tree uses, properties with their point: `keras`, `.Sequential`. */
export function namesIn(part: Expression | Statement | readonly (Expression | Statement)[]): Set<string> {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const one = node as { type?: unknown; name?: unknown; property?: unknown; names?: unknown };
    if (one.type === 'name') names.add(String(one.name));
    if (one.type === 'member') names.add(`.${String(one.property)}`);
    if (one.type === 'other') (one.names as string[]).forEach((name) => names.add(name));
    else Object.values(node).forEach(walk);
  };
  walk(part);
  return names;
}

/** The names that statements give values to, those within functions aside. */
export function assignedIn(parts: readonly (Expression | Statement)[]): Set<string> {
  const names = new Set<string>();
  const take = (target: Expression): void => {
    if (target.type === 'name') names.add(target.name);
    else if (target.type === 'starred') take(target.value);
    else if (target.type === 'list') target.items.forEach(take);
  };
  const walk = (list: readonly (Expression | Statement)[]): void => {
    for (const part of list) {
      switch (part.type) {
        case 'name':
        case 'list':
          take(part);
          break;
        case 'assign':
          part.targets.forEach(take);
          break;
        case 'update':
          take(part.target);
          break;
        case 'for':
          take(part.target);
          walk(part.body);
          break;
        case 'while':
        case 'try':
        case 'with':
          walk(part.body);
          break;
        case 'if':
          part.branches.forEach(({ body }) => walk(body));
          break;
        case 'broken':
          walk([part.statement]);
          break;
        case 'function':
        case 'class':
          names.add(part.name);
          break;
        default:
          break;
      }
    }
  };
  walk(parts);
  return names;
}

const CHANGING = new Set(['append', 'extend', 'insert', 'pop', 'remove', 'update', 'clear']);

/** The names of lists and dictionaries that are changed by their methods, or an item of which is set: `names.append(…)`, `ids[name] = 1`. */
export function changedIn(parts: readonly (Expression | Statement)[]): Set<string> {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const call = node as {
      readonly type?: string;
      readonly callee?: Expression;
      readonly targets?: readonly Expression[];
    };
    const { callee, targets = [] } = call;
    for (const target of targets)
      if (target.type === 'subscript' && target.object.type === 'name') names.add(target.object.name);
    if (call.type === 'call' && callee?.type === 'member' && CHANGING.has(callee.property)) {
      if (callee.object.type === 'name') names.add(callee.object.name);
    }
    Object.values(node).forEach(walk);
  };
  walk(parts);
  return names;
}

/** A call where none is written: it has no arguments that could be edited. */
export function callAt({ from, to }: Range): Expression & { readonly type: 'call' } {
  const callee: Expression = { from, to, type: 'name', name: '' };
  return { from, to, type: 'call', callee, arguments: [], inside: { from: to, to } };
}

/** The last name of `keras.layers.Dense`. */
export function nameRange(callee: Expression): Range {
  return callee.type === 'member' ? { from: callee.to - callee.property.length, to: callee.to } : callee;
}
