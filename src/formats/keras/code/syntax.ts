// The part of Python that model scripts use: a small syntax tree with source positions, made from Lezer's.
//
// Nothing is ever executed. Syntax without a meaning for a network becomes 'other', with its text's range, and the
// interpreter decides whether it matters. Depth and size are bounded, so that no text can hang the reader.

import { parser } from '@lezer/python';
import type { SyntaxNode, Tree } from '@lezer/common';

/** Offsets into the code, `to` excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Argument extends Range {
  readonly keyword: (Range & { readonly name: string }) | null;
  readonly value: Expression;
  /** `*args` or `**kwargs`. */
  readonly spread: boolean;
}

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
        /** `[start:end]`, either may be left out. */
        readonly slice: { readonly start: Expression | null; readonly end: Expression | null } | null;
      }
    | {
        readonly type: 'call';
        readonly callee: Expression;
        readonly arguments: readonly Argument[];
        /** Behind `(` and before `)`. */
        readonly inside: Range;
      }
    | { readonly type: 'list'; readonly form: 'list' | 'tuple'; readonly items: readonly Expression[] }
    /** Of one parameter. */
    | { readonly type: 'lambda'; readonly parameter: string; readonly body: Expression }
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
    | {
        readonly type: 'import';
        /** `from module import …`; null: `import …`. */
        readonly module: string | null;
        /** `name` may be dotted, or `*`. */
        readonly names: readonly (Range & { readonly name: string; readonly alias: string | null })[];
      }
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
    | { readonly type: 'with'; readonly body: readonly Statement[] }
    | { readonly type: 'pass' }
    | { readonly type: 'other'; readonly what: string; readonly names: readonly string[] }
  );

export interface Script {
  readonly code: string;
  readonly statements: readonly Statement[];
  /** Where the text is no Python; the tree is then a guess. */
  readonly errors: readonly Range[];
}

/** A text that is not worth reading to its end. */
export class TooMuch extends Error {
  constructor(
    readonly what: 'size' | 'depth' | 'steps' | 'layers',
    readonly limit: number,
    readonly at: Range | null = null,
  ) {
    super(`${what} over ${limit}`);
  }
}

export const LIMITS = { size: 200_000, depth: 120 } as const;

/** @throws TooMuch */
export function parsePython(code: string): Script {
  if (code.length > LIMITS.size) throw new TooMuch('size', LIMITS.size);
  checkNesting(code);
  // Lezer has no number that ends with its point. Behind one of the same length it finds the same places.
  const masked = code.replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d|(?![\w.]))/g, '$10');
  const tree = parser.parse(masked);
  const reader = new TreeReader(code);
  return { code, errors: errorsOf(tree, code), statements: reader.body(tree.topNode, 0) };
}

const BRACKETS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*|[([{]|[)\]}]/g;

/** Lezer takes seconds over 50,000 brackets within one another. */
function checkNesting(code: string): void {
  let depth = 0;
  for (const { 0: text, index } of code.matchAll(BRACKETS)) {
    if (text.length > 1) continue;
    depth = '([{'.includes(text) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, { from: index, to: index + 1 });
  }
}

function errorsOf(tree: Tree, code: string): Range[] {
  const errors: Range[] = [];
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (type.isError && errors.length < 20) errors.push(visible(code, from, to));
    },
  });
  return errors;
}

/** An error between two characters is shown at the last one that stands there. */
function visible(code: string, from: number, to: number): Range {
  if (to > from) return { from, to };
  const before = code.slice(0, from).trimEnd().length;
  return before === 0 ? { from, to } : { from: before - 1, to: before };
}

const EXPRESSIONS = /(Expression|^VariableName|^Number|String|^Boolean|^None|^Ellipsis)$/;

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment' && !child.type.isError) children.push(child);
  return children;
}

class TreeReader {
  constructor(private readonly code: string) {}

  #text({ from, to }: Range): string {
    return this.code.slice(from, to);
  }

  #range({ from, to }: Range): Range {
    return { from, to };
  }

  body(node: SyntaxNode, depth: number): Statement[] {
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, this.#range(node));
    return childrenOf(node).flatMap((child) => {
      if (child.name === 'StatementGroup') return this.body(child, depth + 1);
      return /Statement$|Definition$/.test(child.name) ? [this.#statement(child, depth)] : [];
    });
  }

  #statement(node: SyntaxNode, depth: number): Statement {
    const range = this.#range(node);
    const children = childrenOf(node);
    const bodies = children.filter(({ name }) => name === 'Body');
    switch (node.name) {
      case 'ImportStatement':
        return { ...range, type: 'import', ...this.#imported(children) };
      case 'PassStatement':
        return { ...range, type: 'pass' };
      case 'ExpressionStatement': {
        const [value] = children;
        return { ...range, type: 'expression', value: this.#joined(children, value ?? node, depth) };
      }
      case 'AssignStatement': {
        const parts = this.#split(children, (name) => name === 'AssignOp');
        const sides = parts.map((part) => this.#joined(part, node, depth));
        const value = sides.at(-1);
        if (value === undefined || sides.length < 2) return this.#other(node);
        return { ...range, type: 'assign', targets: sides.slice(0, -1), value };
      }
      case 'UpdateStatement': {
        const [target, operator, ...value] = children;
        if (!target || !operator) return this.#other(node);
        return {
          ...range,
          type: 'update',
          target: this.#expression(target, depth),
          operator: this.#text(operator).slice(0, -1),
          value: this.#joined(value, node, depth),
        };
      }
      case 'ForStatement': {
        const [body] = bodies;
        const header = children.filter((child) => child !== body);
        const at = header.findIndex(({ name }) => name === 'in');
        if (body === undefined || at < 0 || bodies.length > 1 || header[0]?.name !== 'for')
          return this.#other(node);
        return {
          ...range,
          type: 'for',
          target: this.#joined(header.slice(1, at), node, depth),
          iterable: this.#joined(header.slice(at + 1), node, depth),
          body: this.body(body, depth + 1),
        };
      }
      case 'IfStatement': {
        const branches: { test: Expression | null; body: Statement[] }[] = [];
        let test: Expression | null = null;
        for (const child of children) {
          if (child.name === 'Body') branches.push({ test, body: this.body(child, depth + 1) });
          else if (EXPRESSIONS.test(child.name)) test = this.#expression(child, depth);
          else if (child.name === 'else') test = null;
        }
        return { ...range, type: 'if', branches };
      }
      case 'WithStatement': {
        const [body] = bodies;
        return body === undefined
          ? this.#other(node)
          : { ...range, type: 'with', body: this.body(body, depth + 1) };
      }
      default:
        return this.#other(node);
    }
  }

  #other(node: SyntaxNode): Statement & Expression {
    const what = node.name.replace(/(Statement|Definition|Expression)$/, '').toLowerCase();
    const names = new Set<string>();
    node.cursor().iterate(({ name, from, to }) => {
      if (name === 'VariableName') names.add(this.code.slice(from, to));
      else if (name === 'PropertyName') names.add(`.${this.code.slice(from, to)}`);
    });
    return { ...this.#range(node), type: 'other', what, names: [...names] };
  }

  #imported(children: readonly SyntaxNode[]): Pick<Statement & { type: 'import' }, 'module' | 'names'> {
    const isFrom = children[0]?.name === 'from';
    const at = isFrom ? children.findIndex(({ name }) => name === 'import') : 0;
    const module = isFrom
      ? children
          .slice(1, at)
          .map((node) => this.#text(node))
          .join('')
      : null;
    const names = this.#split(
      children.slice(at + 1).filter(({ name }) => name !== '(' && name !== ')'),
      (name) => name === ',',
    ).flatMap((part) => {
      const [first] = part;
      const last = part.at(-1);
      if (!first || !last) return [];
      const as = part.findIndex(({ name }) => name === 'as');
      const dotted = part.slice(0, as < 0 ? part.length : as);
      return {
        from: first.from,
        to: last.to,
        name: dotted.map((node) => this.#text(node)).join(''),
        alias: as < 0 ? null : this.#text(last),
      };
    });
    return { module, names };
  }

  #split(nodes: readonly SyntaxNode[], at: (name: string) => boolean): SyntaxNode[][] {
    const parts: SyntaxNode[][] = [[]];
    for (const node of nodes) {
      if (at(node.name)) parts.push([]);
      else parts.at(-1)?.push(node);
    }
    return parts;
  }

  /** One expression, or several with commas between: a tuple without parentheses. */
  #joined(nodes: readonly SyntaxNode[], instead: SyntaxNode, depth: number): Expression {
    const items = nodes.filter(({ name }) => EXPRESSIONS.test(name));
    const [first] = items;
    const last = nodes.at(-1);
    if (!first || !last) return this.#other(instead);
    if (items.length === 1 && nodes.every(({ name }) => name !== ',')) return this.#expression(first, depth);
    return {
      from: first.from,
      to: last.to,
      type: 'list',
      form: 'tuple',
      items: items.map((node) => this.#expression(node, depth)),
    };
  }

  #expression(node: SyntaxNode, depth: number): Expression {
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, this.#range(node));
    const range = this.#range(node);
    const children = childrenOf(node);
    const inner = (child: SyntaxNode): Expression => this.#expression(child, depth + 1);
    const items = children.filter(({ name }) => EXPRESSIONS.test(name));
    switch (node.name) {
      case 'Number':
        return { ...range, ...this.#number(this.#text(node)) };
      case 'String': {
        const value = stringValue(this.#text(node));
        return value === null ? this.#other(node) : { ...range, type: 'string', value };
      }
      case 'ContinuedString': {
        const parts = items.map(inner);
        const texts = parts.flatMap((part) => (part.type === 'string' ? [part.value] : []));
        return texts.length === parts.length
          ? { ...range, type: 'string', value: texts.join('') }
          : { ...range, type: 'format', parts };
      }
      case 'FormatString':
        return this.#format(node, depth);
      case 'Boolean':
        return { ...range, type: 'constant', value: this.#text(node) === 'True' };
      case 'None':
        return { ...range, type: 'constant', value: null };
      case 'VariableName':
        return { ...range, type: 'name', name: this.#text(node) };
      case 'ParenthesizedExpression': {
        const [only] = items;
        return only ? { ...inner(only), ...range } : this.#other(node);
      }
      case 'TupleExpression':
      case 'ArrayExpression': {
        const form = node.name === 'TupleExpression' ? 'tuple' : 'list';
        return { ...range, type: 'list', form, items: items.map(inner) };
      }
      case 'MemberExpression': {
        const [object, ...rest] = children;
        const property = rest.find(({ name }) => name === 'PropertyName');
        if (!object) return this.#other(node);
        if (property)
          return { ...range, type: 'member', object: inner(object), property: this.#text(property) };
        const index = rest.filter(({ name }) => name !== '[' && name !== ']');
        const [only] = index;
        const bounds = this.#split(index, (name) => name === ':').map(([bound]) =>
          bound ? inner(bound) : null,
        );
        const isSlice = bounds.length === 2 && index.every(({ name }) => name !== ',');
        return {
          ...range,
          type: 'subscript',
          object: inner(object),
          index: index.length === 1 && only && EXPRESSIONS.test(only.name) ? inner(only) : null,
          slice: isSlice ? { start: bounds[0] ?? null, end: bounds[1] ?? null } : null,
        };
      }
      case 'CallExpression': {
        const [callee, list] = children;
        if (!callee || list?.name !== 'ArgList') return this.#other(node);
        return {
          ...range,
          type: 'call',
          callee: inner(callee),
          arguments: this.#arguments(list, depth + 1),
          inside: { from: list.from + 1, to: Math.max(list.from + 1, list.to - 1) },
        };
      }
      case 'UnaryExpression': {
        const [operator, operand] = children;
        if (!operator || !operand) return this.#other(node);
        return { ...range, type: 'unary', operator: this.#text(operator), operand: inner(operand) };
      }
      case 'LambdaExpression': {
        const parameters = children.find(({ name }) => name === 'ParamList');
        const [only, ...others] = parameters ? childrenOf(parameters) : [];
        const body = items.at(-1);
        if (!only || others.length > 0 || !body) return this.#other(node);
        return { ...range, type: 'lambda', parameter: this.#text(only), body: inner(body) };
      }
      case 'BinaryExpression':
        return this.#binary(node, depth);
      default:
        return this.#other(node);
    }
  }

  /** A long sum is a deep tree to the left: that side is walked, not descended. */
  #binary(node: SyntaxNode, depth: number): Expression {
    const spine: { node: SyntaxNode; operator: SyntaxNode; right: SyntaxNode }[] = [];
    let left: SyntaxNode = node;
    while (left.name === 'BinaryExpression') {
      const [next, operator, right] = childrenOf(left);
      if (!next || !operator || !right) return this.#other(node);
      spine.push({ node: left, operator, right });
      left = next;
    }
    return spine.reduceRight<Expression>(
      (sum, { node: whole, operator, right }) => ({
        ...this.#range(whole),
        type: 'binary',
        operator: this.#text(operator),
        left: sum,
        right: this.#expression(right, depth + 1),
      }),
      this.#expression(left, depth + 1),
    );
  }

  #arguments(list: SyntaxNode, depth: number): Argument[] {
    const inside = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
    return this.#split(inside, (name) => name === ',').flatMap((part): Argument[] => {
      const [first] = part;
      const last = part.at(-1);
      if (!first || !last) return [];
      const range = { from: first.from, to: last.to };
      const equals = part.findIndex(({ name }) => name === 'AssignOp');
      if (equals === 1) {
        const keyword = { ...this.#range(first), name: this.#text(first) };
        return [{ ...range, keyword, value: this.#joined(part.slice(2), last, depth), spread: false }];
      }
      const spread = first.name === '*' || first.name === '**';
      const value = part.length === 1 || spread ? this.#joined(part, last, depth) : this.#other(list);
      return [{ ...range, keyword: null, value, spread }];
    });
  }

  #number(
    text: string,
  ): { type: 'number'; value: number; whole: boolean } | { type: 'other'; what: string; names: [] } {
    const plain = text.replaceAll('_', '').toLowerCase();
    const value = Number(plain);
    if (Number.isNaN(value)) return { type: 'other', what: 'number', names: [] };
    return { type: 'number', value, whole: /^(0[xob][\da-f]+|\d+)$/.test(plain) };
  }

  #format(node: SyntaxNode, depth: number): Expression {
    const text = this.#text(node);
    const open = /^[a-z]*("""|'''|"|')/i.exec(text);
    if (open === null) return this.#other(node);
    const [start, quote = ''] = open;
    const parts: (string | Expression)[] = [];
    let at = node.from + start.length;
    const end = node.to - quote.length;
    for (const child of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
      const [, value, closing] = childrenOf(child);
      if (value === undefined || closing?.name !== '}') return this.#other(node);
      parts.push(this.code.slice(at, child.from), this.#expression(value, depth + 1));
      at = child.to;
    }
    parts.push(this.code.slice(at, end));
    return { ...this.#range(node), type: 'format', parts };
  }
}

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

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** What a string literal means; null where it is bytes, or has no end. */
function stringValue(text: string): string | null {
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(text);
  if (match === null) return null;
  const [, prefix = '', , inside = ''] = match;
  const kind = prefix.toLowerCase();
  if (kind.includes('b') || kind.includes('f')) return null;
  return kind.includes('r')
    ? inside
    : inside.replace(/\\([\s\S])/g, (whole, one: string) => ESCAPES[one] ?? whole);
}
