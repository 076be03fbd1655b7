// A shader with f16 in the place of f32 in some of its bindings: it converts what it loads and what it stores, and computes in
// f32 as before. The text is rewritten, so that no shader has to be written for both.

import { BRACKETS, closingBrace } from '../gpu/unroll';
import { COMMENT } from './kernel';

const HALVES: Readonly<Record<string, string>> = { f32: 'f16', vec2f: 'vec2h', vec4f: 'vec4h' };

/** The type of half the size; undefined for what is not f32. @param element may be an alias that the source declares */
function halfOf(source: string, element: string): string | undefined {
  const of = new RegExp(`^alias ${element} = (\\w+);`, 'm').exec(source)?.[1] ?? element;
  return HALVES[of];
}

/** Where a name is not the binding's: in comments, and in functions that have a parameter of that name. */
function elsewhere(source: string, name: string): readonly (readonly [begin: number, end: number])[] {
  const functions = new RegExp(`\\bfn\\s+\\w+\\s*\\([^{]*\\b${name}\\s*:[^{]*\\{`, 'g');
  return [
    ...[...source.matchAll(COMMENT)].map(({ 0: text, index }) => [index, index + text.length] as const),
    ...[...source.matchAll(functions)].map(
      ({ 0: text, index }) => [index, closingBrace(source, index + text.length)] as const,
    ),
  ];
}

/** @returns null where the shader does more with the binding than to load and store whole elements */
function withHalfBinding(source: string, binding: number): string | null {
  const declaration = new RegExp(
    `(@group\\(0\\) @binding\\(${binding}\\) var<storage[^>]*> (\\w+)\\s*:\\s*array<)(\\w+)([^;]*>;)`,
  ).exec(source);
  // A shader need not declare what it does not use.
  if (declaration === null) return source;
  const [whole, before = '', name = '', element = '', after = ''] = declaration;
  const half = halfOf(source, element);
  if (half === undefined || new RegExp(`\\b(?:let|var|const)\\s+${name}\\b`).test(source)) return null;

  const others = elsewhere(source, name);
  const uses = [...source.matchAll(new RegExp(`(?<![\\w.])${name}\\[`, 'g'))]
    .map(({ index }) => index)
    .filter((index) => !others.some(([begin, end]) => begin <= index && index < end));
  let text = source;
  // From the end: a place in front stays where it is.
  for (const index of uses.reverse()) {
    const close = closingBrace(text, index + name.length + 1, BRACKETS) + 1;
    const rest = text.slice(close);
    const store = /^\s*=(?!=)\s*/.exec(rest);
    const isPointer = /[(,=]\s*&$/.test(text.slice(0, index));
    if (store !== null) {
      const value = close + store[0].length;
      const end = text.indexOf(';', value);
      text = `${text.slice(0, value)}${half}(${text.slice(value, end)})${text.slice(end)}`;
    } else if (isPointer || /^\s*(?:[-+*/%&|^]|<<|>>|\.\w+\s|\[[^\]]*\]\s*)=(?!=)/.test(rest)) return null;
    else text = `${text.slice(0, index)}${element}(${text.slice(index, close)})${rest}`;
  }
  return text.replace(whole, `${before}${half}${after}`);
}

/**
 * @param source whole: with the texts that a build of the page loads later
 * @param bindings numbers of those whose elements are f32, or vectors of them
 * @returns null where one of them cannot be f16
 */
export function withHalfBindings(source: string, bindings: readonly number[]): string | null {
  let text: string | null = source;
  for (const binding of bindings) text = text === null ? null : withHalfBinding(text, binding);
  if (text === null) return null;
  return /^enable f16;/m.test(text) ? text : `enable f16;\n${text}`;
}
