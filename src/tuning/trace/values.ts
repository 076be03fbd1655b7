// The values that a traced shader computes with, and what the trace keeps of its declarations.

/** A float or a vector of floats, of which only the width is known. */
export class Floats {
  static readonly #all = [1, 2, 3, 4].map((width) => new Floats(width));

  private constructor(readonly width: number) {}

  static of(width: number): Floats {
    const floats = Floats.#all[width - 1];
    if (floats === undefined) throw new Error(`shader trace: no vector has ${width} elements`);
    return floats;
  }
}

/** One load or store instruction of the shader, with the byte addresses of its executions. */
export interface Access {
  readonly buffer: string;
  readonly kind: 'load' | 'store';
  readonly memory: 'storage' | 'workgroup';
  /** Bytes of one address. */
  readonly bytes: number;
  /** By execution, the addresses of the invocations that took part. */
  readonly executions: number[][];
}

export type Value = number | boolean | Floats | Elements | Members;
export interface Elements {
  readonly elements: Value[];
}
export interface Members {
  readonly members: Readonly<Record<string, Value>>;
}

export interface Type {
  readonly name: string;
  readonly of?: Type;
  readonly length?: number;
}

export type Evaluate = (frame: Value[]) => Value;
/** True: the function returns. */
export type Run = (frame: Value[]) => boolean;

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly builtin: string | null;
}
export interface Routine {
  readonly parameters: readonly Parameter[];
  run: Run;
}
export interface Buffer {
  readonly memory: Access['memory'];
  readonly name: string;
  readonly bytes: number;
  readonly length: number;
  readonly width: number;
}

export const WIDTHS: Readonly<Record<string, number>> = { f32: 1, f16: 1, vec2f: 2, vec3f: 3, vec4f: 4 };
export const asNumber = (value: Value): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  throw new Error('shader trace: an address or a condition depends on a float');
};

export const INTEGER: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '|': (a, b) => a | b,
  '^': (a, b) => (a ^ b) >>> 0,
  '&': (a, b) => (a & b) >>> 0,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >>> b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

export const initial = ({ name, of, length = 0 }: Type): Value => {
  if (of) return { elements: Array.from({ length }, () => initial(of)) };
  const width = WIDTHS[name];
  return width === undefined ? 0 : Floats.of(width);
};
export const holds = (value: Value): number => {
  if (value instanceof Floats) return value.width;
  if (typeof value === 'object' && 'elements' in value)
    return value.elements.reduce<number>((sum, one) => sum + holds(one), 0);
  if (typeof value === 'object')
    return Object.values(value.members).reduce<number>((sum, one) => sum + holds(one), 0);
  return 1;
};

/** Of names, their places in the frame of a function. */
export type Scope = Map<string, number>;
