// Expressions of Lezer's tree as those of syntax.ts.

import type { SyntaxNode } from '@lezer/common';
import {
  LIMITS,
  TooMuch,
  type Argument,
  type AxisIndex,
  type Clause,
  type Expression,
  type Parameter,
  type Range,
  type Slice,
  type Statement,
} from './syntax';

export const EXPRESSIONS = /(Expression|^VariableName|^Number|String|^Boolean|^None|^Ellipsis)$/;

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment' && !child.type.isError) children.push(child);
  return children;
}

export class ExpressionReader {
  constructor(private readonly code: string) {}

  text({ from, to }: Range): string {
    return this.code.slice(from, to);
  }

  range({ from, to }: Range): Range {
    return { from, to };
  }

  parameters(list: SyntaxNode, depth: number): Parameter[] {
    const inside = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
    return this.split(inside, (name) => name === ',').flatMap((part): Parameter[] => {
      const name = part.find((node) => node.name === 'VariableName');
      if (name === undefined) return [];
      const spread = part[0]?.name;
      const equals = part.findIndex((node) => node.name === 'AssignOp');
      const fallback = equals < 0 ? undefined : part[equals + 1];
      return [
        {
          name: this.text(name),
          fallback: fallback ? this.expression(fallback, depth + 1) : null,
          spread: spread === '*' || spread === '**' ? spread : '',
        },
      ];
    });
  }

  other(node: SyntaxNode): Statement & Expression {
    const what = node.name.replace(/(Statement|Definition|Expression)$/, '').toLowerCase();
    const names = new Set<string>();
    node.cursor().iterate(({ name, from, to }) => {
      if (name === 'VariableName') names.add(this.code.slice(from, to));
      else if (name === 'PropertyName') names.add(`.${this.code.slice(from, to)}`);
    });
    return { ...this.range(node), type: 'other', what, names: [...names] };
  }

  split(nodes: readonly SyntaxNode[], at: (name: string) => boolean): SyntaxNode[][] {
    const parts: SyntaxNode[][] = [[]];
    for (const node of nodes) {
      if (at(node.name)) parts.push([]);
      else parts.at(-1)?.push(node);
    }
    return parts;
  }

  /** One expression, or several with commas between: a tuple without parentheses. */
  joined(nodes: readonly SyntaxNode[], instead: SyntaxNode, depth: number): Expression {
    const items = nodes.filter(({ name }) => EXPRESSIONS.test(name));
    const [first] = items;
    const last = nodes.at(-1);
    if (!first || !last) return this.other(instead);
    if (items.length === 1 && nodes.every(({ name }) => name !== ',')) return this.expression(first, depth);
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
      const value = this.expression(node, depth);
      const star = nodes[at - 1];
      return [star?.name === '*' ? { from: star.from, to: node.to, type: 'starred', value } : value];
    });
  }

  #comprehension(node: SyntaxNode, children: readonly SyntaxNode[], depth: number): Expression {
    const starts = children.flatMap(({ name }, at) => (name === 'for' ? [at] : []));
    const [first] = starts;
    const [element, value] = children.slice(0, first).filter(({ name }) => EXPRESSIONS.test(name));
    if (first === undefined || element === undefined) return this.other(node);
    const clauses = starts.flatMap((start, at): Clause[] => {
      const part = children.slice(start + 1, starts[at + 1] ?? children.length);
      const middle = part.findIndex(({ name }) => name === 'in');
      const condition = part.findIndex(({ name }) => name === 'if');
      const iterable = part[middle + 1];
      if (middle < 0 || iterable === undefined) return [];
      return [
        {
          target: this.joined(part.slice(0, middle), node, depth),
          iterable: this.expression(iterable, depth),
          conditions: (condition < 0 ? [] : part.slice(condition))
            .filter(({ name }) => EXPRESSIONS.test(name))
            .map((one) => this.expression(one, depth)),
        },
      ];
    });
    return {
      ...this.range(node),
      type: 'comprehension',
      key: value === undefined ? null : this.expression(element, depth),
      element: this.expression(value ?? element, depth),
      clauses,
    };
  }

  expression(node: SyntaxNode, depth: number): Expression {
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, this.range(node));
    const range = this.range(node);
    const children = childrenOf(node);
    const inner = (child: SyntaxNode): Expression => this.expression(child, depth + 1);
    const items = children.filter(({ name }) => EXPRESSIONS.test(name));
    switch (node.name) {
      case 'Number':
        return { ...range, ...this.#number(this.text(node)) };
      case 'String': {
        const value = stringValue(this.text(node));
        return value === null ? this.other(node) : { ...range, type: 'string', value };
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
        return { ...range, type: 'constant', value: this.text(node) === 'True' };
      case 'None':
        return { ...range, type: 'constant', value: null };
      case 'VariableName':
        return { ...range, type: 'name', name: this.text(node) };
      case 'ParenthesizedExpression': {
        const [only] = items;
        return only ? { ...inner(only), ...range } : this.other(node);
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
        const entries = this.split(
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
          : this.other(node);
      }
      case 'NamedExpression': {
        const value = items.at(-1);
        return value ? inner(value) : this.other(node);
      }
      case 'MemberExpression': {
        const [object, ...rest] = children;
        const property = rest.find(({ name }) => name === 'PropertyName');
        if (!object) return this.other(node);
        if (property)
          return { ...range, type: 'member', object: inner(object), property: this.text(property) };
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
        if (!callee || list?.name !== 'ArgList') return this.other(node);
        return {
          ...range,
          type: 'call',
          callee: inner(callee),
          arguments: this.arguments(list, depth + 1),
          inside: { from: list.from + 1, to: Math.max(list.from + 1, list.to - 1) },
        };
      }
      case 'UnaryExpression': {
        const [operator, operand] = children;
        if (!operator || !operand) return this.other(node);
        return { ...range, type: 'unary', operator: this.text(operator), operand: inner(operand) };
      }
      case 'LambdaExpression': {
        const parameters = children.find(({ name }) => name === 'ParamList');
        const body = items.at(-1);
        if (!body) return this.other(node);
        return {
          ...range,
          type: 'lambda',
          parameters: parameters ? this.parameters(parameters, depth) : [],
          body: inner(body),
        };
      }
      case 'BinaryExpression':
        return this.#binary(node, depth);
      default:
        return this.other(node);
    }
  }

  /** Null where it is no slice. */
  #slice(index: readonly SyntaxNode[], depth: number): Slice | null {
    const bounds = this.split(index, (name) => name === ':').map(([bound]) =>
      bound ? this.expression(bound, depth + 1) : null,
    );
    if (bounds.length < 2 || bounds.length > 3) return null;
    const [start = null, end = null, step = null] = bounds;
    return { start, end, step };
  }

  #axes(index: readonly SyntaxNode[], depth: number): AxisIndex[] {
    return this.split(index, (name) => name === ',').flatMap((part): AxisIndex[] => {
      const [only] = part;
      if (only === undefined) return [];
      if (only.name === 'Ellipsis') return [{ type: 'ellipsis' }];
      const slice = this.#slice(part, depth);
      if (slice !== null) return [{ type: 'slice', slice }];
      return [{ type: 'index', index: this.expression(only, depth + 1) }];
    });
  }

  /** A long sum is a deep tree to the left: that side is walked, not descended. */
  #binary(node: SyntaxNode, depth: number): Expression {
    const spine: { node: SyntaxNode; operator: string; right: SyntaxNode }[] = [];
    let left: SyntaxNode = node;
    while (left.name === 'BinaryExpression') {
      const [next, ...rest] = childrenOf(left);
      const right = rest.pop();
      if (!next || !right || rest.length === 0) return this.other(node);
      // `is not` and `not in` are two words.
      spine.push({ node: left, operator: rest.map((word) => this.text(word)).join(' '), right });
      left = next;
    }
    return spine.reduceRight<Expression>(
      (sum, { node: whole, operator, right }) => ({
        ...this.range(whole),
        type: 'binary',
        operator,
        left: sum,
        right: this.expression(right, depth + 1),
      }),
      this.expression(left, depth + 1),
    );
  }

  arguments(list: SyntaxNode, depth: number): Argument[] {
    const inside = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
    return this.split(inside, (name) => name === ',').flatMap((part): Argument[] => {
      const [first] = part;
      const last = part.at(-1);
      if (!first || !last) return [];
      const range = { from: first.from, to: last.to };
      const equals = part.findIndex(({ name }) => name === 'AssignOp');
      if (equals === 1) {
        const keyword = { ...this.range(first), name: this.text(first) };
        return [{ ...range, keyword, value: this.joined(part.slice(2), last, depth), spread: '' }];
      }
      const spread = first.name === '*' || first.name === '**' ? first.name : '';
      const value = part.some(({ name }) => name === 'for')
        ? this.#comprehension(list, part, depth)
        : part.length === 1 || spread !== ''
          ? this.joined(part.slice(spread === '' ? 0 : 1), last, depth)
          : this.other(list);
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
    const text = this.text(node);
    const open = /^[a-z]*("""|'''|"|')/i.exec(text);
    if (open === null) return this.other(node);
    const [start, quote = ''] = open;
    const parts: (string | Expression)[] = [];
    let at = node.from + start.length;
    const end = node.to - quote.length;
    for (const child of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
      const inside = childrenOf(child);
      const value = inside.find(({ name }) => EXPRESSIONS.test(name));
      const form = inside.find(({ name }) => name === 'FormatSpec');
      if (value === undefined) return this.other(node);
      const shown = this.expression(value, depth + 1);
      parts.push(
        this.code.slice(at, child.from),
        form === undefined ? shown : formatted(shown, this.text(form).slice(1)),
      );
      at = child.to;
    }
    parts.push(this.code.slice(at, end));
    return { ...this.range(node), type: 'format', parts };
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
