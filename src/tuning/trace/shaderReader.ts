// Reads a shader's statements and declarations.

import type { Token } from './wgslTokens';
import { ExpressionReader, RESULT } from './expressionReader';
import {
  asNumber,
  holds,
  initial,
  WIDTHS,
  type Evaluate,
  type Parameter,
  type Routine,
  type Run,
  type Scope,
  type Value,
} from './values';

export class ShaderReader extends ExpressionReader {
  /** The most numbers in scope at once. */
  registers = 0;
  entry: Routine | undefined;
  /** Invocations of a workgroup. */
  group = 1;
  workgroupBytes = 0;
  // Sizes of buffers and functions are read last: they use what is declared after them.
  readonly #variables: number[] = [];
  readonly #bodies: (() => void)[] = [];

  constructor(
    code: string,
    readonly overrides: Readonly<Record<string, number>>,
  ) {
    super(code);
    this.module();
    for (const start of this.#variables) {
      this.at = start;
      this.variable();
    }
    for (const read of this.#bodies) read();
  }

  declare(value: Value): void {
    this.held += holds(value);
    this.registers = Math.max(this.registers, this.held);
  }

  block(outer: Scope, size: { slots: number }): Run {
    this.expect('{');
    const scope = new Map(outer);
    const runs: Run[] = [];
    while (!this.accept('}')) runs.push(this.statement(scope, size));
    return (frame) => {
      const before = this.held;
      for (const run of runs) if (run(frame)) return true;
      this.held = before;
      return false;
    };
  }

  statement(scope: Scope, size: { slots: number }): Run {
    if (this.peek() === '{') return this.block(scope, size);
    if (this.accept('if')) return this.branch(scope, size);
    if (this.accept('for')) return this.loop(scope, size);
    if (this.accept('return')) {
      const value = this.peek() === ';' ? null : this.expression(scope);
      this.expect(';');
      return (frame) => {
        if (value !== null) frame[RESULT] = value(frame);
        return true;
      };
    }
    const run = this.simple(scope, size);
    this.expect(';');
    return (frame) => {
      run(frame);
      return false;
    };
  }

  branch(scope: Scope, size: { slots: number }): Run {
    const condition = this.expression(scope);
    const then = this.block(scope, size);
    const otherwise = !this.accept('else')
      ? null
      : this.accept('if')
        ? this.branch(scope, size)
        : this.block(scope, size);
    return (frame) => (condition(frame) === true ? then(frame) : (otherwise?.(frame) ?? false));
  }

  loop(outer: Scope, size: { slots: number }): Run {
    const scope = new Map(outer);
    this.expect('(');
    const start = this.simple(scope, size);
    this.expect(';');
    const condition = this.expression(scope);
    this.expect(';');
    const step = this.simple(scope, size);
    this.expect(')');
    const body = this.block(scope, size);
    return (frame) => {
      const before = this.held;
      start(frame);
      while (condition(frame) === true) {
        if (body(frame)) return true;
        step(frame);
      }
      this.held = before;
      return false;
    };
  }

  /** A declaration, an assignment or a call. */
  simple(scope: Scope, size: { slots: number }): (frame: Value[]) => void {
    if (this.peek() === 'let' || this.peek() === 'var' || this.peek() === 'const') {
      this.next();
      const name = this.next();
      const of = this.accept(':') ? this.type() : null;
      const value = this.accept('=') ? this.expression(scope) : () => initial(of ?? { name: 'i32' });
      const slot = size.slots++;
      scope.set(name, slot);
      return (frame) => {
        const now = value(frame);
        frame[slot] = now;
        this.declare(now);
      };
    }
    const name = this.next();
    if (this.accept('(')) return this.call(name, scope);
    const slot = scope.get(name);
    const buffer = scope.has(name) ? undefined : this.buffers.get(name);
    let index: Evaluate | null = null;
    if (this.accept('[')) {
      index = this.expression(scope);
      this.expect(']');
    }
    const sign = this.next();
    const value = sign === '++' ? () => 1 : this.expression(scope);
    const operator = sign === '=' ? null : sign.charAt(0);
    if (buffer !== undefined && index !== null) {
      const [place, store] = [index, this.access(buffer, 'store')];
      return (frame) => {
        value(frame);
        store(asNumber(place(frame)));
      };
    }
    if (slot === undefined) throw new Error(`shader trace: cannot assign to '${name}'`);
    return (frame) => {
      const now = value(frame);
      const old = frame[slot] ?? 0;
      if (index === null) frame[slot] = operator === null ? now : this.operate(operator, old, now);
      else if (typeof old === 'object' && 'elements' in old) {
        const i = asNumber(index(frame));
        old.elements[i] = operator === null ? now : this.operate(operator, old.elements[i] ?? 0, now);
      }
    };
  }

  attributes(): { builtin: string | null; isEntry: boolean } {
    let builtin: string | null = null;
    let isEntry = false;
    while (this.accept('@')) {
      const name = this.next();
      if (name === 'compute') isEntry = true;
      if (!this.accept('(')) continue;
      const sizes: Evaluate[] = [];
      if (name === 'builtin') builtin = this.next();
      else
        do sizes.push(this.expression(new Map()));
        while (this.accept(','));
      this.expect(')');
      if (name === 'workgroup_size')
        this.group = sizes.reduce((product, size) => product * asNumber(size([])), 1);
    }
    return { builtin, isEntry };
  }

  parameters(end: Token): Parameter[] {
    const all: Parameter[] = [];
    while (!this.accept(end)) {
      const { builtin } = this.attributes();
      const name = this.next();
      this.expect(':');
      all.push({ name, type: this.type(), builtin });
      this.accept(',');
    }
    return all;
  }

  variable(): void {
    this.expect('<');
    const memory = this.next() === 'workgroup' ? 'workgroup' : 'storage';
    while (this.next() !== '>');
    const name = this.next();
    this.expect(':');
    const { of = { name: 'f32' }, length = Infinity } = this.type();
    this.expect(';');
    const width = WIDTHS[of.name] ?? 1;
    const bytes = width * (of.name === 'f16' ? 2 : 4);
    if (memory === 'workgroup') this.workgroupBytes += bytes * length;
    this.buffers.set(name, { memory, name, bytes, length, width });
  }

  routine(isEntry: boolean): void {
    const name = this.next();
    this.expect('(');
    const given = this.parameters(')');
    while (this.peek() !== '{') this.next();
    const start = this.at;
    let depth = 0;
    do depth += ({ '{': 1, '}': -1 } as Record<string, number>)[this.next()] ?? 0;
    while (depth > 0);
    const made: Routine = { parameters: given, run: () => true };
    this.routines.set(name, made);
    if (isEntry) this.entry = made;
    this.#bodies.push(() => {
      this.at = start;
      const scope = new Map(given.map(({ name: parameter }, i) => [parameter, i + 1]));
      made.run = this.block(scope, { slots: given.length + 1 });
    });
  }

  module(): void {
    while (this.at < this.tokens.length) {
      const { isEntry } = this.attributes();
      const word = this.next();
      if (word === 'enable' || word === 'diagnostic') this.skipPast(';');
      else if (word === 'alias') {
        const name = this.next();
        this.expect('=');
        this.aliases.set(name, this.type());
        this.expect(';');
      } else if (word === 'struct') {
        const name = this.next();
        this.expect('{');
        this.structs.set(name, this.parameters('}'));
      } else if (word === 'const' || word === 'override') {
        const name = this.next();
        if (this.accept(':')) this.type();
        this.expect('=');
        const value = this.expression(new Map())([]);
        this.expect(';');
        this.constants.set(name, this.overrides[name] ?? value);
      } else if (word === 'var') {
        this.#variables.push(this.at);
        this.skipPast(';');
      } else if (word === 'fn') this.routine(isEntry);
      else if (word !== ';') throw new Error(`shader trace: unknown declaration '${word}'`);
    }
  }
}
