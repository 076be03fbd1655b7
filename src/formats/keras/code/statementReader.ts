// Statements of Lezer's tree as those of syntax.ts.

import type { SyntaxNode } from '@lezer/common';
import { childrenOf, ExpressionReader, EXPRESSIONS } from './expressionReader';
import { LIMITS, TooMuch, type Expression, type Range, type Statement } from './syntax';

const CLAUSES: ReadonlySet<string> = new Set(['try', 'except', 'else', 'finally']);

/** Where a statement of one line begins, and where it is no Python. */
export interface Broken {
  readonly from: number;
  readonly at: Range;
}

export class StatementReader {
  readonly #expressions: ExpressionReader;
  readonly #broken: ReadonlyMap<number, Range>;

  constructor(code: string, broken: readonly Broken[]) {
    this.#expressions = new ExpressionReader(code);
    this.#broken = new Map(broken.toReversed().map(({ from, at }) => [from, at]));
  }

  body(node: SyntaxNode, depth: number): Statement[] {
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, this.#expressions.range(node));
    return childrenOf(node).flatMap((child) => {
      if (child.name === 'StatementGroup') return this.body(child, depth + 1);
      if (!/Statement$|Definition$/.test(child.name)) return [];
      const statement = this.#statement(child, depth);
      const at = this.#broken.get(child.from);
      return [
        at === undefined ? statement : { ...this.#expressions.range(child), type: 'broken', statement, at },
      ];
    });
  }

  #statement(node: SyntaxNode, depth: number): Statement {
    const range = this.#expressions.range(node);
    const children = childrenOf(node);
    const bodies = children.filter(({ name }) => name === 'Body');
    switch (node.name) {
      case 'ImportStatement':
        return { ...range, type: 'import', ...this.#imported(children) };
      case 'PassStatement':
        return { ...range, type: 'pass' };
      case 'ExpressionStatement': {
        const [value] = children;
        return {
          ...range,
          type: 'expression',
          value: this.#expressions.joined(children, value ?? node, depth),
        };
      }
      case 'AssignStatement': {
        const parts = this.#expressions.split(children, (name) => name === 'AssignOp');
        const sides = parts.map((part) => this.#expressions.joined(part, node, depth));
        const value = sides.at(-1);
        if (value === undefined || sides.length < 2) return this.#expressions.other(node);
        return { ...range, type: 'assign', targets: sides.slice(0, -1), value };
      }
      case 'UpdateStatement': {
        const [target, operator, ...value] = children;
        if (!target || !operator) return this.#expressions.other(node);
        return {
          ...range,
          type: 'update',
          target: this.#expressions.expression(target, depth),
          operator: this.#expressions.text(operator).slice(0, -1),
          value: this.#expressions.joined(value, node, depth),
        };
      }
      case 'ForStatement': {
        const [body] = bodies;
        const header = children.filter((child) => child !== body);
        const at = header.findIndex(({ name }) => name === 'in');
        if (body === undefined || at < 0 || bodies.length > 1 || header[0]?.name !== 'for')
          return this.#expressions.other(node);
        return {
          ...range,
          type: 'for',
          target: this.#expressions.joined(header.slice(1, at), node, depth),
          iterable: this.#expressions.joined(header.slice(at + 1), node, depth),
          body: this.body(body, depth + 1),
        };
      }
      case 'IfStatement': {
        const branches: { test: Expression | null; body: Statement[] }[] = [];
        let test: Expression | null = null;
        for (const child of children) {
          if (child.name === 'Body') branches.push({ test, body: this.body(child, depth + 1) });
          else if (EXPRESSIONS.test(child.name)) test = this.#expressions.expression(child, depth);
          else if (child.name === 'else') test = null;
        }
        return { ...range, type: 'if', branches };
      }
      case 'WithStatement': {
        const [body] = bodies;
        if (body === undefined) return this.#expressions.other(node);
        const items = this.#expressions.split(
          children.slice(1, children.indexOf(body)),
          (name) => name === ',',
        );
        return {
          ...range,
          type: 'with',
          items: items.flatMap(([value, as, target]) =>
            value === undefined
              ? []
              : {
                  value: this.#expressions.expression(value, depth),
                  target: as && target ? this.#expressions.expression(target, depth) : null,
                },
          ),
          body: this.body(body, depth + 1),
        };
      }
      case 'WhileStatement': {
        const [body] = bodies;
        const test = children.find(({ name }) => EXPRESSIONS.test(name));
        return body === undefined || test === undefined
          ? this.#expressions.other(node)
          : {
              ...range,
              type: 'while',
              test: this.#expressions.expression(test, depth),
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
          child.name === 'Decorator' ? (/^@\s*([\w.]*)/.exec(this.#expressions.text(child))?.[1] ?? []) : [],
        );
        if (defined?.name === 'FunctionDefinition')
          return { ...this.#function(defined, decorators, depth), ...range };
        return defined?.name === 'ClassDefinition'
          ? { ...this.#class(defined, depth), ...range }
          : this.#expressions.other(node);
      }
      case 'ReturnStatement': {
        const [, ...value] = children;
        return {
          ...range,
          type: 'return',
          value: value.length === 0 ? null : this.#expressions.joined(value, node, depth),
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
          child.name === 'VariableName' ? [this.#expressions.text(child)] : [],
        );
        const way = this.#expressions.text(node).startsWith('global') ? 'global' : 'nonlocal';
        return { ...range, type: 'scope', way, names };
      }
      default:
        return this.#expressions.other(node);
    }
  }

  #function(node: SyntaxNode, decorators: readonly string[], depth: number): Statement {
    const children = childrenOf(node);
    const name = children.find((child) => child.name === 'VariableName');
    const parameters = children.find((child) => child.name === 'ParamList');
    const body = children.find((child) => child.name === 'Body');
    if (!name || !parameters || !body || children[0]?.name === 'async') return this.#expressions.other(node);
    return {
      ...this.#expressions.range(node),
      type: 'function',
      name: this.#expressions.text(name),
      parameters: this.#expressions.parameters(parameters, depth),
      body: this.body(body, depth + 1),
      decorators,
    };
  }

  #class(node: SyntaxNode, depth: number): Statement {
    const children = childrenOf(node);
    const name = children.find((child) => child.name === 'VariableName');
    const list = children.find((child) => child.name === 'ArgList');
    const body = children.find((child) => child.name === 'Body');
    if (!name || !body) return this.#expressions.other(node);
    const given = list ? this.#expressions.arguments(list, depth + 1) : [];
    return {
      ...this.#expressions.range(node),
      type: 'class',
      name: this.#expressions.text(name),
      bases: given.flatMap(({ keyword, value }) => (keyword ? [] : [value])),
      body: this.body(body, depth + 1),
    };
  }

  #imported(children: readonly SyntaxNode[]): Pick<Statement & { type: 'import' }, 'module' | 'names'> {
    const isFrom = children[0]?.name === 'from';
    const at = isFrom ? children.findIndex(({ name }) => name === 'import') : 0;
    const module = isFrom
      ? children
          .slice(1, at)
          .map((node) => this.#expressions.text(node))
          .join('')
      : null;
    const names = this.#expressions
      .split(
        children.slice(at + 1).filter(({ name }) => name !== '(' && name !== ')'),
        (name) => name === ',',
      )
      .flatMap((part) => {
        const [first] = part;
        const last = part.at(-1);
        if (!first || !last) return [];
        const as = part.findIndex(({ name }) => name === 'as');
        const dotted = part.slice(0, as < 0 ? part.length : as);
        return {
          from: first.from,
          to: last.to,
          name: dotted.map((node) => this.#expressions.text(node)).join(''),
          alias: as < 0 ? null : this.#expressions.text(last),
        };
      });
    return { module, names };
  }
}
