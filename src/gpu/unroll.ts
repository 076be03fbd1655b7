// Unrolls small loops of known length, and splits arrays into registers, because some drivers do not.
//
//   for (var j = 0u; j < COLUMNS; j++) { // unroll        the body COLUMNS times, j replaced by 0u, 1u, …
//                                                         `// unroll short`: only if it is, a few turns
//                                                         `// unroll if NAME`: only if that constant is not 0
//                                                         `// unroll if NAME else LENGTH`: the loop that stays has this
//                                                         length instead, so that no driver knows it and unrolls
//   var sum: array<vec4f, COLUMNS * 2>; // registers      one variable an element: sum_0, sum_1, …; `if NAME` likewise
//
// Some drivers neither unroll a loop nor keep an array in registers; every multiply-add then includes a memory access.
// The marks are comments; the marked lengths must be computable from the shader's own `const` numbers.

/** A marked loop or array cannot be unrolled. The message names the shader, the text and the reason. */
export class UnrollError extends Error {
  override readonly name = 'UnrollError';
}

/** The maximum number of iterations for a loop marked `// unroll short` to be unrolled. */
const SHORT = 4;

type Numbers = ReadonlyMap<string, number>;

const LOOP =
  /for \(var (?<name>\w+) = (?<from>[^;]+); \k<name> < (?<to>[^;]+); \k<name>(?<step>\+\+| \+= [^)]+)\) \{ \/\/ unroll(?<when> short| if \w+)?(?: else (?<length>\w+))?\n/g;
const REGISTERS =
  /var (?<name>\w+): array<(?<type>\w+), (?<length>[^>]+)>; \/\/ registers(?: if (?<condition>\w+))?\n/g;
const CONSTANT = /^const\s+(\w+)\s*(?::\s*\w+)?\s*=\s*([^;]+);/gm;

/** @throws UnrollError */
export function unroll(name: string, code: string): string {
  if (!code.includes('// unroll') && !code.includes('// registers')) return code;
  const numbers = new Map<string, number>();
  for (const [, constant = '', text = ''] of code.matchAll(CONSTANT)) {
    const value = text === 'true' ? 1 : text === 'false' ? 0 : evaluate(text, numbers);
    if (value !== null) numbers.set(constant, value);
  }
  const count = (text: string): number => {
    const value = evaluate(text, numbers);
    if (value === null) throw new UnrollError(`shader '${name}': cannot count '${text}' when it is unrolled`);
    return value;
  };

  let text = code;
  // Outer loops first: the length of an inner one may depend on the turn. What comes before a loop has no mark any more.
  for (
    let loop = nextMatch(LOOP, text);
    loop?.groups !== undefined;
    loop = nextMatch(LOOP, text, loop.index)
  ) {
    const { name: variable = '', from = '', to = '', step = '', when = '', length = to } = loop.groups;
    const start = loop.index + loop[0].length;
    const end = closingBrace(text, start);
    if (end < 0) throw new UnrollError(`shader '${name}': the loop over '${variable}' does not end`);
    const body = text.slice(start, end);
    const occurrence = new RegExp(`(?<![.\\w])${variable}\\b`, 'g');
    const unsigned = from.trim().endsWith('u') ? 'u' : '';
    const by = step === '++' ? 1 : count(step.slice(4));
    if (by < 1) throw new UnrollError(`shader '${name}': the loop over '${variable}' does not advance`);
    const wanted =
      when === ' short' ? (count(to) - count(from)) / by <= SHORT : when === '' || count(when.slice(4)) !== 0;
    if (!wanted) {
      const head = loop[0].replace(/ \/\/ unroll.*\n$/, '').replace(`< ${to};`, `< ${length};`);
      text = `${text.slice(0, loop.index)}${head}\n${text.slice(start)}`;
      continue;
    }
    let written = '';
    for (let value = count(from); value < count(to); value += by) {
      written += `{\n${body.replace(occurrence, `${value}${unsigned}`)}}\n`;
    }
    text = text.slice(0, loop.index) + written + text.slice(end + 1);
  }
  for (
    let found = nextMatch(REGISTERS, text);
    found?.groups !== undefined;
    found = nextMatch(REGISTERS, text, found.index)
  ) {
    const { name: array = '', type = '', length = '', condition } = found.groups;
    if (condition !== undefined && count(condition) === 0) {
      text = text.replace(found[0], found[0].replace(/ \/\/ registers.*/, ''));
      continue;
    }
    const size = count(length);
    const variables = Array.from({ length: size }, (_, i) => `var ${array}_${i}: ${type};`).join(' ');
    const element = new RegExp(`(?<![.\\w])${array}\\[([^\\]]+)\\]`, 'g');
    // Another function may have an array of that name.
    const start = found.index + found[0].length;
    const end = closingBrace(text, start);
    const scope = text.slice(start, end).replace(element, (whole, index: string) => {
      const i = count(index);
      if (i < 0 || i >= size) {
        throw new UnrollError(`shader '${name}': ${whole} is element ${i} of ${size}`);
      }
      return `${array}_${i}`;
    });
    text = `${text.slice(0, found.index)}${variables}\n${scope}${text.slice(end)}`;
  }
  const left = /^.*\/\/ (?:unroll|registers).*$/m.exec(text);
  if (left !== null) throw new UnrollError(`shader '${name}': cannot follow the mark in '${left[0].trim()}'`);
  return text;
}

function nextMatch(pattern: RegExp, text: string, from = 0): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** As character codes. */
const BRACES = [0x7b, 0x7d] as const;
export const BRACKETS = [0x5b, 0x5d] as const;

/** Where the block ends that begins before `from`, or what else opens and closes; -1 if nowhere. */
export function closingBrace(
  text: string,
  from: number,
  [opening, closing]: readonly [opening: number, closing: number] = BRACES,
): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === opening) depth++;
    else if (code === closing && --depth === 0) return at;
  }
  return -1;
}

const TOKEN = /\s*(?:(\d+)[ui]?(?![\w.])|([A-Za-z_]\w*)|([-+*/%()]))/y;

/** The value of an integer expression with WGSL's semantics (division truncates); null if it is not one. */
export function evaluate(text: string, numbers: Numbers): number | null {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  const source = text.trim();
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    if (token === null) return null;
    const [, digits, word, sign] = token;
    const value = digits !== undefined ? Number(digits) : word !== undefined ? numbers.get(word) : sign;
    if (value === undefined) return null;
    tokens.push(value);
  }
  let at = 0;
  const operand = (): number => {
    const token = tokens[at++];
    if (typeof token === 'number') return token;
    if (token === '-') return -operand();
    if (token !== '(') return NaN;
    const inner = sum();
    return tokens[at++] === ')' ? inner : NaN;
  };
  const product = (): number => {
    let value = operand();
    for (let sign = tokens[at]; sign === '*' || sign === '/' || sign === '%'; sign = tokens[at]) {
      at++;
      const right = operand();
      value = sign === '*' ? value * right : sign === '/' ? Math.trunc(value / right) : value % right;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let sign = tokens[at]; sign === '+' || sign === '-'; sign = tokens[at]) {
      at++;
      const right = product();
      value += sign === '+' ? right : -right;
    }
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}
