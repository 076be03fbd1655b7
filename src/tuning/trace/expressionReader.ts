// Reads expressions of a shader into functions that follow them.

import { tokensOf, type Token } from './wgslTokens';
import {
  asNumber,
  Floats,
  INTEGER,
  WIDTHS,
  type Access,
  type Buffer,
  type Evaluate,
  type Parameter,
  type Routine,
  type Scope,
  type Type,
  type Value,
} from './values';

/** The place of a function's result in its frame. */
export const RESULT = 0;

/** Binary operators from loosest to tightest. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const ADDITIVE = 8;

export class ExpressionReader {
  readonly tokens: readonly Token[];
  at = 0;
  flops = 0;
  /** Numbers in scope now. */
  held = 0;
  readonly accesses: Access[] = [];
  /** By access, how often the current invocation has executed it. */
  counts: number[] = [];
  readonly constants = new Map<string, Value>();
  readonly aliases = new Map<string, Type>();
  readonly structs = new Map<string, readonly Parameter[]>();
  readonly routines = new Map<string, Routine>();
  readonly buffers = new Map<string, Buffer>();

  constructor(code: string) {
    this.tokens = tokensOf(code);
  }

  peek(): Token {
    return this.tokens[this.at] ?? '';
  }

  next(): Token {
    return this.tokens[this.at++] ?? '';
  }

  accept(token: Token): boolean {
    return this.peek() === token && ++this.at > 0;
  }

  expect(token: Token): void {
    if (!this.accept(token))
      throw new Error(
        `shader trace: '${token}' expected before '${this.tokens.slice(this.at, this.at + 8).join(' ')}'`,
      );
  }

  skipPast(token: Token): void {
    while (this.at < this.tokens.length && this.next() !== token);
  }

  type(): Type {
    const name = this.next();
    if (this.peek() === '<' && /^vec[234]$/.test(name)) {
      this.expect('<');
      this.type();
      this.expect('>');
      return { name: `${name}f` };
    }
    if (name !== 'array') return this.aliases.get(name) ?? { name };
    this.expect('<');
    const of = this.type();
    const length = this.accept(',') ? asNumber(this.binary(ADDITIVE, new Map())([])) : Infinity;
    this.expect('>');
    return { name, of, length };
  }

  access(buffer: Buffer, kind: Access['kind']): (index: number) => void {
    const site = this.accesses.length;
    const executions: number[][] = [];
    this.accesses.push({ buffer: buffer.name, kind, memory: buffer.memory, bytes: buffer.bytes, executions });
    return (index) => {
      // Robustness: an index outside is moved to the last element.
      const inside = index >= 0 && index < buffer.length ? index : buffer.length - 1;
      const count = this.counts[site] ?? 0;
      this.counts[site] = count + 1;
      (executions[count] ??= []).push(inside * buffer.bytes);
    };
  }

  operate(sign: Token, a: Value, b: Value): Value {
    if (a instanceof Floats || b instanceof Floats) {
      const width = Math.max(a instanceof Floats ? a.width : 1, b instanceof Floats ? b.width : 1);
      if (!'+-*/'.includes(sign)) return true;
      this.flops += width;
      return Floats.of(width);
    }
    const value = INTEGER[sign]?.(asNumber(a), asNumber(b));
    if (value === undefined) throw new Error(`shader trace: unknown operator '${sign}'`);
    return typeof a === 'boolean' && typeof b === 'boolean' ? Boolean(value) : value;
  }

  binary(level: number, scope: Scope): Evaluate {
    const signs = LEVELS[level];
    if (signs === undefined) return this.unary(scope);
    let left = this.binary(level + 1, scope);
    while (signs.includes(this.peek())) {
      const sign = this.next();
      const [a, b] = [left, this.binary(level + 1, scope)];
      if (sign === '&&') left = (frame) => a(frame) === true && b(frame);
      else if (sign === '||') left = (frame) => a(frame) === true || b(frame);
      else left = (frame) => this.operate(sign, a(frame), b(frame));
    }
    return left;
  }

  expression(scope: Scope): Evaluate {
    return this.binary(0, scope);
  }

  unary(scope: Scope): Evaluate {
    if (this.accept('-')) {
      const of = this.unary(scope);
      return (frame) => {
        const value = of(frame);
        return value instanceof Floats ? value : -asNumber(value);
      };
    }
    if (this.accept('!')) {
      const of = this.unary(scope);
      return (frame) => of(frame) !== true;
    }
    return this.primary(scope);
  }

  primary(scope: Scope): Evaluate {
    const token = this.next();
    let value: Evaluate;
    if (token === '(') {
      value = this.expression(scope);
      this.expect(')');
    } else if (/^\d/.test(token)) {
      const isFloat = /[.f]|^\d+e/.test(token) && !token.startsWith('0x');
      const literal: Value = isFloat ? Floats.of(1) : Number(token.replace(/[ui]$/, ''));
      value = () => literal;
    } else if (token === 'true' || token === 'false') value = () => token === 'true';
    else if (this.accept('(')) value = this.call(token, scope);
    else {
      const buffer = scope.has(token) ? undefined : this.buffers.get(token);
      if (buffer !== undefined) {
        this.expect('[');
        const index = this.expression(scope);
        this.expect(']');
        const load = this.access(buffer, 'load');
        value = (frame) => {
          load(asNumber(index(frame)));
          return Floats.of(buffer.width);
        };
      } else {
        const slot = scope.get(token);
        const constant = this.constants.get(token);
        if (slot === undefined && constant === undefined)
          throw new Error(`shader trace: unknown name '${token}'`);
        value = slot !== undefined ? (frame) => frame[slot] ?? 0 : () => constant ?? 0;
      }
    }
    return this.suffixes(value, scope);
  }

  suffixes(base: Evaluate, scope: Scope): Evaluate {
    let value = base;
    while (this.peek() === '.' || this.peek() === '[') {
      const of = value;
      if (this.accept('.')) {
        const name = this.next();
        value = (frame) => {
          const from = of(frame);
          if (from instanceof Floats) return Floats.of(name.length);
          if (typeof from === 'object' && 'members' in from) return from.members[name] ?? 0;
          throw new Error(`shader trace: no member '${name}'`);
        };
      } else {
        this.expect('[');
        const index = this.expression(scope);
        this.expect(']');
        value = (frame) => {
          const [from, i] = [of(frame), asNumber(index(frame))];
          if (from instanceof Floats) return Floats.of(1);
          if (typeof from === 'object' && 'elements' in from) return from.elements[i] ?? 0;
          throw new Error('shader trace: an index of what has no elements');
        };
      }
    }
    return value;
  }

  call(name: string, scope: Scope): Evaluate {
    const given: Evaluate[] = [];
    while (!this.accept(')')) {
      given.push(this.expression(scope));
      this.accept(',');
    }
    const [a = () => 0, b = a, c = a] = given;
    const width = WIDTHS[name];
    if (width !== undefined) {
      return (frame) => {
        for (const one of given) one(frame);
        return Floats.of(width);
      };
    }
    switch (name) {
      case 'u32':
        return (frame) => asNumber(a(frame)) >>> 0;
      case 'i32':
        return (frame) => asNumber(a(frame)) | 0;
      case 'min':
      case 'max':
        return (frame) => {
          const [x, y] = [a(frame), b(frame)];
          return x instanceof Floats ? x : Math[name](asNumber(x), asNumber(y));
        };
      case 'select':
        return (frame) => {
          const [no, yes, which] = [a(frame), b(frame), c(frame)];
          return which === true ? yes : no;
        };
      case 'dot':
        return (frame) => {
          const x = a(frame);
          b(frame);
          this.flops += x instanceof Floats ? 2 * x.width - 1 : 0;
          return Floats.of(1);
        };
      case 'fma':
        return (frame) => this.operate('+', this.operate('*', a(frame), b(frame)), c(frame));
      case 'quadSwapX':
      case 'quadSwapY':
      case 'quadSwapDiagonal':
        return a;
      case 'workgroupBarrier':
        return () => 0;
      default:
        return this.callRoutine(name, given);
    }
  }

  callRoutine(name: string, given: readonly Evaluate[]): Evaluate {
    return (frame) => {
      const members = this.structs.get(name);
      if (members !== undefined) {
        const values = given.map((one) => one(frame));
        return { members: Object.fromEntries(members.map((one, i) => [one.name, values[i] ?? 0])) };
      }
      const routine = this.routines.get(name);
      if (routine === undefined) throw new Error(`shader trace: unknown function '${name}'`);
      return this.invoke(
        routine,
        given.map((one) => one(frame)),
      );
    };
  }

  invoke(routine: Routine, values: readonly Value[]): Value {
    const frame: Value[] = [0, ...values];
    const before = this.held;
    routine.run(frame);
    this.held = before;
    return frame[RESULT] ?? 0;
  }
}
