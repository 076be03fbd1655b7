// Python's text as the syntax tree of syntax.ts, made from Lezer's.

import { parser } from '@lezer/python';
import type { SyntaxNode, Tree } from '@lezer/common';
import { codeOf, filesIn, type PlacedFile } from './files';
import {
  LIMITS,
  TooMuch,
  type Argument,
  type AxisIndex,
  type Clause,
  type Expression,
  type Parameter,
  type Range,
  type Script,
  type Slice,
  type Statement,
} from './syntax';

const CLAUSES: ReadonlySet<string> = new Set(['try', 'except', 'else', 'finally']);

/** Of several files, the script. @throws TooMuch */
export function parsePython(text: string): Script {
  return parseFile(text, filesIn(text)[0]);
}

/** By places of the whole text. @throws TooMuch */
export function parseFile(text: string, file: PlacedFile): Script {
  const { from } = file;
  const parsed = placed(from, () => parsedFile(codeOf(text, file)));
  if (from === 0) return { ...parsed, code: text };
  return { code: text, errors: moved(parsed.errors, from), statements: moved(parsed.statements, from) };
}

/** What is too much says where, by places of the whole text. */
function placed<T>(from: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw new TooMuch(error.what, error.limit, moved(error.at, from));
  }
}

/** A part of a tree with all its places further on. */
function moved<T>(part: T, by: number): T {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((one: unknown) => moved(one, by)) as T;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    (key === 'from' || key === 'to') && typeof value === 'number' ? value + by : moved(value, by),
  ]);
  return Object.fromEntries(entries) as T;
}

/** Files that were parsed last, which are read again after each key that is pressed in one of them. */
const parsedLast = new Map<string, Script>();
/** Of all together: a tree takes far more room than its text. */
const MAX_KEPT = 500_000;

function parsedFile(code: string): Script {
  const before = parsedLast.get(code);
  parsedLast.delete(code);
  const script = before ?? parseCode(code);
  parsedLast.set(code, script);
  let kept = [...parsedLast.keys()].reduce((sum, { length }) => sum + length, 0);
  for (const [oldest] of parsedLast) {
    if (kept <= MAX_KEPT || parsedLast.size === 1) break;
    parsedLast.delete(oldest);
    kept -= oldest.length;
  }
  return script;
}

function parseCode(code: string): Script {
  if (code.length > LIMITS.size) throw new TooMuch('size', LIMITS.size);
  checkNesting(code);
  const python = withoutPrints(withoutCommands(code));
  // Lezer has no number that ends with its point. Behind one of the same length it finds the same places.
  const masked = python.replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d|(?![\w.]))/g, '$10');
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

/** IPython reads some words as commands without a sign before them: `cd data`, `pip install keras`. */
const COMMANDS = new RegExp(
  '(?<=^[ \\t]*)(?:[!%?]|(?:cd(?=[ \\t]+[-/~.\\w]|/)|(?:pip3?|conda)(?=[ \\t]+install\\b)|' +
    '(?:ls|mkdir|cat|rm|mv|cp|unzip|wget|git)(?=[ \\t]+[-/~.\\w]))(?![ \\t]+(?:in|is|if|and|or|not)\\b))' +
    '(?:\\\\\\r?\\n|[^\\r\\n])*',
  'gm',
);

/**
 * Lines of a notebook that are no Python, `!pip install …` and `%matplotlib inline`, as a number and a comment of the
 * same length: all places stay.
 */
function withoutCommands(code: string): string {
  if (code.search(COMMANDS) < 0) return code;
  let depth = 0;
  let at = 0;
  const outside: { from: number; to: number }[] = [];
  for (const { 0: text, index } of code.matchAll(BRACKETS)) {
    if (text.length > 1 || text === '#') {
      // A line that begins within a text is no command.
      if (text.includes('\n')) {
        if (depth === 0) outside.push({ from: at, to: index });
        at = index + text.length;
      }
      continue;
    }
    const isOpen = '([{'.includes(text);
    if (isOpen && depth === 0) outside.push({ from: at, to: index });
    depth = isOpen ? depth + 1 : Math.max(0, depth - 1);
    if (depth === 0) at = index + 1;
  }
  if (depth === 0) outside.push({ from: at, to: code.length });
  const isOutside = (place: number): boolean => outside.some(({ from, to }) => place >= from && place <= to);
  return code.replace(COMMANDS, (line: string, place: number) =>
    isOutside(place) && !/\\\s*$/.test(code.slice(0, place))
      ? `0${line
          .slice(1)
          .replace(/./, '#')
          .replace(/\r?\n./g, (end) => `${end.slice(0, -1)}#`)}`
      : line,
  );
}

/** Python 2's `print a, b`, of which Lezer reads the first, as `0,   a, b`: nothing of it matters, and all places stay. */
const withoutPrints = (code: string): string =>
  code.replace(
    /(?<=^[ \t]*|[:;][ \t]*)print(?=[ \t]*(["']|>>)|[ \t]+(?!(?:in|is|if|and|or|for|else|not in)\b)[\w-])/gm,
    (_, stream?: string) => (stream === '>>' ? '0    ' : '0,   '),
  );

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
        if (body === undefined) return this.#other(node);
        const items = this.#split(children.slice(1, children.indexOf(body)), (name) => name === ',');
        return {
          ...range,
          type: 'with',
          items: items.flatMap(([value, as, target]) =>
            value === undefined
              ? []
              : {
                  value: this.#expression(value, depth),
                  target: as && target ? this.#expression(target, depth) : null,
                },
          ),
          body: this.body(body, depth + 1),
        };
      }
      case 'WhileStatement': {
        const [body] = bodies;
        const test = children.find(({ name }) => EXPRESSIONS.test(name));
        return body === undefined || test === undefined
          ? this.#other(node)
          : {
              ...range,
              type: 'while',
              test: this.#expression(test, depth),
              body: this.body(body, depth + 1),
            };
      }
      case 'TryStatement': {
        // What follows `except` is for when something goes wrong; `else` and `finally` are done as well.
        const done = bodies.filter((body) => {
          const before = children.slice(0, children.indexOf(body)).findLast(({ name }) => CLAUSES.has(name));
          return before?.name !== 'except';
        });
        return { ...range, type: 'try', body: done.flatMap((body) => this.body(body, depth + 1)) };
      }
      case 'FunctionDefinition':
        return this.#function(node, [], depth);
      case 'ClassDefinition':
        return this.#class(node, depth);
      case 'DecoratedStatement': {
        const defined = children.at(-1);
        const decorators = children.flatMap((child) =>
          child.name === 'Decorator' ? (/^@\s*([\w.]*)/.exec(this.#text(child))?.[1] ?? []) : [],
        );
        if (defined?.name === 'FunctionDefinition')
          return { ...this.#function(defined, decorators, depth), ...range };
        return defined?.name === 'ClassDefinition'
          ? { ...this.#class(defined, depth), ...range }
          : this.#other(node);
      }
      case 'ReturnStatement': {
        const [, ...value] = children;
        return {
          ...range,
          type: 'return',
          value: value.length === 0 ? null : this.#joined(value, node, depth),
        };
      }
      case 'BreakStatement':
        return { ...range, type: 'break' };
      case 'ContinueStatement':
        return { ...range, type: 'continue' };
      case 'RaiseStatement':
        return { ...range, type: 'raise' };
      case 'ScopeStatement': {
        const names = childrenOf(node).flatMap((child) =>
          child.name === 'VariableName' ? [this.#text(child)] : [],
        );
        const way = this.#text(node).startsWith('global') ? 'global' : 'nonlocal';
        return { ...range, type: 'scope', way, names };
      }
      default:
        return this.#other(node);
    }
  }

  #function(node: SyntaxNode, decorators: readonly string[], depth: number): Statement {
    const children = childrenOf(node);
    const name = children.find((child) => child.name === 'VariableName');
    const parameters = children.find((child) => child.name === 'ParamList');
    const body = children.find((child) => child.name === 'Body');
    if (!name || !parameters || !body || children[0]?.name === 'async') return this.#other(node);
    return {
      ...this.#range(node),
      type: 'function',
      name: this.#text(name),
      parameters: this.#parameters(parameters, depth),
      body: this.body(body, depth + 1),
      decorators,
    };
  }

  #class(node: SyntaxNode, depth: number): Statement {
    const children = childrenOf(node);
    const name = children.find((child) => child.name === 'VariableName');
    const list = children.find((child) => child.name === 'ArgList');
    const body = children.find((child) => child.name === 'Body');
    if (!name || !body) return this.#other(node);
    const given = list ? this.#arguments(list, depth + 1) : [];
    return {
      ...this.#range(node),
      type: 'class',
      name: this.#text(name),
      bases: given.flatMap(({ keyword, value }) => (keyword ? [] : [value])),
      body: this.body(body, depth + 1),
    };
  }

  #parameters(list: SyntaxNode, depth: number): Parameter[] {
    const inside = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
    return this.#split(inside, (name) => name === ',').flatMap((part): Parameter[] => {
      const name = part.find((node) => node.name === 'VariableName');
      if (name === undefined) return [];
      const spread = part[0]?.name;
      const equals = part.findIndex((node) => node.name === 'AssignOp');
      const fallback = equals < 0 ? undefined : part[equals + 1];
      return [
        {
          name: this.#text(name),
          fallback: fallback ? this.#expression(fallback, depth + 1) : null,
          spread: spread === '*' || spread === '**' ? spread : '',
        },
      ];
    });
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
      items: this.#items(nodes, depth),
    };
  }

  /** What stands between commas, `*` before it or not. */
  #items(nodes: readonly SyntaxNode[], depth: number): Expression[] {
    return nodes.flatMap((node, at): Expression[] => {
      if (!EXPRESSIONS.test(node.name)) return [];
      const value = this.#expression(node, depth);
      const star = nodes[at - 1];
      return [star?.name === '*' ? { from: star.from, to: node.to, type: 'starred', value } : value];
    });
  }

  #comprehension(node: SyntaxNode, children: readonly SyntaxNode[], depth: number): Expression {
    const starts = children.flatMap(({ name }, at) => (name === 'for' ? [at] : []));
    const [first] = starts;
    const [element, value] = children.slice(0, first).filter(({ name }) => EXPRESSIONS.test(name));
    if (first === undefined || element === undefined) return this.#other(node);
    const clauses = starts.flatMap((start, at): Clause[] => {
      const part = children.slice(start + 1, starts[at + 1] ?? children.length);
      const middle = part.findIndex(({ name }) => name === 'in');
      const condition = part.findIndex(({ name }) => name === 'if');
      const iterable = part[middle + 1];
      if (middle < 0 || iterable === undefined) return [];
      return [
        {
          target: this.#joined(part.slice(0, middle), node, depth),
          iterable: this.#expression(iterable, depth),
          conditions: (condition < 0 ? [] : part.slice(condition))
            .filter(({ name }) => EXPRESSIONS.test(name))
            .map((one) => this.#expression(one, depth)),
        },
      ];
    });
    return {
      ...this.#range(node),
      type: 'comprehension',
      key: value === undefined ? null : this.#expression(element, depth),
      element: this.#expression(value ?? element, depth),
      clauses,
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
      case 'ArrayExpression':
      case 'SetExpression':
        return {
          ...range,
          type: 'list',
          form: node.name === 'TupleExpression' ? 'tuple' : 'list',
          items: this.#items(children, depth + 1),
        };
      case 'DictionaryExpression': {
        const entries = this.#split(
          children.filter(({ name }) => name !== '{' && name !== '}'),
          (name) => name === ',',
        );
        return {
          ...range,
          type: 'dictionary',
          entries: entries.flatMap((entry) => {
            const [key, value] = entry.filter(({ name }) => EXPRESSIONS.test(name));
            if (key === undefined) return [];
            return value === undefined
              ? { key: null, value: inner(key) }
              : { key: inner(key), value: inner(value) };
          }),
        };
      }
      case 'ArrayComprehensionExpression':
      case 'DictionaryComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'ComprehensionExpression':
        return this.#comprehension(node, children, depth + 1);
      case 'ConditionalExpression': {
        const [then, test, otherwise] = items;
        return then && test && otherwise
          ? {
              ...range,
              type: 'conditional',
              test: inner(test),
              then: inner(then),
              otherwise: inner(otherwise),
            }
          : this.#other(node);
      }
      case 'NamedExpression': {
        const value = items.at(-1);
        return value ? inner(value) : this.#other(node);
      }
      case 'MemberExpression': {
        const [object, ...rest] = children;
        const property = rest.find(({ name }) => name === 'PropertyName');
        if (!object) return this.#other(node);
        if (property)
          return { ...range, type: 'member', object: inner(object), property: this.#text(property) };
        const index = rest.filter(({ name }) => name !== '[' && name !== ']');
        const [only] = index;
        const isOne = index.every(({ name }) => name !== ',');
        return {
          ...range,
          type: 'subscript',
          object: inner(object),
          index: index.length === 1 && only && EXPRESSIONS.test(only.name) ? inner(only) : null,
          slice: isOne ? this.#slice(index, depth) : null,
          axes: isOne ? null : this.#axes(index, depth),
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
        const body = items.at(-1);
        if (!body) return this.#other(node);
        return {
          ...range,
          type: 'lambda',
          parameters: parameters ? this.#parameters(parameters, depth) : [],
          body: inner(body),
        };
      }
      case 'BinaryExpression':
        return this.#binary(node, depth);
      default:
        return this.#other(node);
    }
  }

  /** Null where it is no slice. */
  #slice(index: readonly SyntaxNode[], depth: number): Slice | null {
    const bounds = this.#split(index, (name) => name === ':').map(([bound]) =>
      bound ? this.#expression(bound, depth + 1) : null,
    );
    if (bounds.length < 2 || bounds.length > 3) return null;
    const [start = null, end = null, step = null] = bounds;
    return { start, end, step };
  }

  #axes(index: readonly SyntaxNode[], depth: number): AxisIndex[] {
    return this.#split(index, (name) => name === ',').flatMap((part): AxisIndex[] => {
      const [only] = part;
      if (only === undefined) return [];
      if (only.name === 'Ellipsis') return [{ type: 'ellipsis' }];
      const slice = this.#slice(part, depth);
      if (slice !== null) return [{ type: 'slice', slice }];
      return [{ type: 'index', index: this.#expression(only, depth + 1) }];
    });
  }

  /** A long sum is a deep tree to the left: that side is walked, not descended. */
  #binary(node: SyntaxNode, depth: number): Expression {
    const spine: { node: SyntaxNode; operator: string; right: SyntaxNode }[] = [];
    let left: SyntaxNode = node;
    while (left.name === 'BinaryExpression') {
      const [next, ...rest] = childrenOf(left);
      const right = rest.pop();
      if (!next || !right || rest.length === 0) return this.#other(node);
      // `is not` and `not in` are two words.
      spine.push({ node: left, operator: rest.map((word) => this.#text(word)).join(' '), right });
      left = next;
    }
    return spine.reduceRight<Expression>(
      (sum, { node: whole, operator, right }) => ({
        ...this.#range(whole),
        type: 'binary',
        operator,
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
        return [{ ...range, keyword, value: this.#joined(part.slice(2), last, depth), spread: '' }];
      }
      const spread = first.name === '*' || first.name === '**' ? first.name : '';
      const value = part.some(({ name }) => name === 'for')
        ? this.#comprehension(list, part, depth)
        : part.length === 1 || spread !== ''
          ? this.#joined(part.slice(spread === '' ? 0 : 1), last, depth)
          : this.#other(list);
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
      const inside = childrenOf(child);
      const value = inside.find(({ name }) => EXPRESSIONS.test(name));
      const form = inside.find(({ name }) => name === 'FormatSpec');
      if (value === undefined) return this.#other(node);
      const shown = this.#expression(value, depth + 1);
      parts.push(
        this.code.slice(at, child.from),
        form === undefined ? shown : formatted(shown, this.#text(form).slice(1)),
      );
      at = child.to;
    }
    parts.push(this.code.slice(at, end));
    return { ...this.#range(node), type: 'format', parts };
  }
}

/** `{x:02d}` is the call `format(x, '02d')`. */
function formatted(value: Expression, form: string): Expression {
  const { from, to } = value;
  const at = { from, to };
  const argument = (one: Expression): Argument => ({ ...at, keyword: null, value: one, spread: '' });
  return {
    ...at,
    type: 'call',
    callee: { ...at, type: 'name', name: 'format' },
    arguments: [argument(value), argument({ ...at, type: 'string', value: form })],
    inside: { from: to, to },
  };
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
