// Arithmetic as it is printed. Operands are rounded first; the result is that of the unrounded numbers. `=` is used if
// the printed operands give the printed result, to half a unit of its last digit, else `≈`. Every line of arithmetic on
// the page is made here, so that a reader who computes it again gets the same result.

import { formatNumber } from '../text/format';

export type Format = (value: number) => string;

export interface Equation {
  readonly operands: string;
  readonly sign: '=' | '≈';
  readonly result: string;
}

export interface EquationFormats {
  /** Of the operands; of several the first that gives the printed result counts, else the first. */
  readonly operands?: Format | readonly Format[];
  readonly result?: Format;
}

/** What f64 may lose on the way, beside the largest number that is added. */
const ROUNDING = 4e-15;
const TOKEN = /\s*(?:(\d*\.?\d+(?:e[+-]?\d+)?)(\s?%)?|(ln|e\^|tanh|sigmoid|ReLU6?|[−+×·÷/√²()]))/y;

const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  ln: Math.log,
  'e^': Math.exp,
  '√': Math.sqrt,
  '−': (x) => -x,
  '+': (x) => x,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  ReLU: (x) => Math.max(x, 0),
  ReLU6: (x) => Math.min(Math.max(x, 0), 6),
};

/** What a printed text computes to, and the largest number that was added in it; NaN where it is no arithmetic. */
function compute(text: string): { readonly value: number; readonly largest: number } {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.length; end = TOKEN.lastIndex) {
    const [whole, digits, percent, sign] = TOKEN.exec(text) ?? [];
    if (whole === undefined) return { value: NaN, largest: NaN };
    tokens.push(sign ?? Number(digits) / (percent === undefined ? 1 : 100));
  }
  let largest = 0;
  const take = (...wanted: readonly string[]): string | undefined => {
    const [next] = tokens;
    if (typeof next !== 'string' || !wanted.includes(next)) return undefined;
    tokens.shift();
    return next;
  };
  const factor = (): number => {
    const name = take(...Object.keys(FUNCTIONS));
    if (name !== undefined) return FUNCTIONS[name]?.(factor()) ?? NaN;
    const bracket = take('(');
    const value = bracket === undefined ? tokens.shift() : sum();
    if (typeof value !== 'number' || (bracket !== undefined && take(')') === undefined)) return NaN;
    return take('²') === undefined ? value : value * value;
  };
  const product = (): number => {
    let value = factor();
    for (let by = take('×', '·', '÷', '/'); by !== undefined; by = take('×', '·', '÷', '/'))
      value = by === '×' || by === '·' ? value * factor() : value / factor();
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let by = take('+', '−'); by !== undefined; by = take('+', '−')) {
      const term = product();
      largest = Math.max(largest, Math.abs(value), Math.abs(term));
      value = by === '+' ? value + term : value - term;
    }
    return value;
  };
  const value = sum();
  return { value: tokens.length === 0 ? value : NaN, largest };
}

/** One in the last digit of a printed number: 0.01 of `−1.21`, 1e-5 of `4.3e-4`. */
function lastDigit(text: string): number {
  const [, decimals = '', exponent = '0', percent = ''] =
    /^[−\d]*(?:\.(\d+))?(?:e([+-]?\d+))?(\s?%)?$/.exec(text) ?? [];
  return 10 ** (Number(exponent) - decimals.length - (percent === '' ? 0 : 2));
}

/** Do printed operands give a printed result? What is not finite is printed as it is. */
export function signOf(operands: string, result: string): Equation['sign'] {
  if (/NaN|∞/.test(operands + result)) return '=';
  const [from, to] = [compute(operands), compute(result)];
  const half = result === '0' ? 0 : lastDigit(result) / 2;
  // All digits of an f64 are more than f64 arithmetic keeps.
  const isFull = result.replace(/e.*|\D|^[−0.]+/g, '').length > 14;
  const slack = isFull ? ROUNDING * Math.max(from.largest, Math.abs(to.value)) : half * 1e-9;
  return Math.abs(from.value - to.value) <= half + slack ? '=' : '≈';
}

/** Pieces as a text: numbers are printed, in brackets where a sign stands before them or a square behind. */
function print(parts: readonly (string | number)[], format: Format): string {
  return parts
    .map((piece, at) => {
      if (typeof piece === 'string') return piece;
      const [text, before, after] = [format(piece), parts[at - 1], parts[at + 1]];
      const bare = before === undefined || (typeof before === 'string' && before.endsWith('('));
      const squared = typeof after === 'string' && after.startsWith('²');
      return text.startsWith('−') && (!bare || squared) ? `(${text})` : text;
    })
    .join('');
}

/**
 * @param parts operands, and the signs between them: `[0.214, ' × ', −0.043]`
 * @param value the result of the unrounded numbers
 */
export function equation(
  parts: readonly (string | number)[],
  value: number,
  { operands = formatNumber, result = formatNumber }: EquationFormats = {},
): Equation {
  const formats = typeof operands === 'function' ? [operands] : operands;
  const shown = result(value);
  const all = formats.map((format): Equation => {
    const text = print(parts, format);
    return { operands: text, sign: signOf(text, shown), result: shown };
  });
  return all.find(({ sign }) => sign === '=') ?? all[0] ?? { operands: '', sign: '≈', result: shown };
}

/** Numbers added up: those below 0 are taken away. */
export const addends = ([first = 0, ...others]: readonly number[]): readonly (string | number)[] => [
  first,
  ...others.flatMap((value) => [value < 0 ? ' − ' : ' + ', Math.abs(value)]),
];

export const equationText = ({ operands, sign, result }: Equation): string => `${operands} ${sign} ${result}`;

/** A result that stands apart from its operands, marked where they do not give it. */
export const resultText = ({ sign, result }: Equation): string => (sign === '=' ? result : `≈ ${result}`);
