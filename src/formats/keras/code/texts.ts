// Texts made of values as Python makes them: str(), f-strings, `%` and format().

import type { Value } from './values';

/** Python counts code points, as Array.from does. */
export const lettersOf = (text: string): Value[] =>
  Array.from(text, (letter): Value => ({ type: 'string', value: letter, origin: null }));

/** As str() writes it; null where it is not known. */
export function textOf(value: Value): string | null {
  switch (value.type) {
    case 'number':
      return value.whole || !Number.isInteger(value.value) ? String(value.value) : value.value.toFixed(1);
    case 'string':
      return value.value;
    case 'constant':
      return value.value === null ? 'None' : value.value ? 'True' : 'False';
    default:
      return null;
  }
}

/** With a format such as `02d`, `.3f`, `>8`. */
export function formatWith(value: Value, format: string): string | null {
  const [, fill = ' ', align, zero, width = '0', digits, kind = ''] =
    /^(?:(.)?([<>^]))?[+ ]?(0)?(\d*),?(?:\.(\d+))?([a-z%]?)$/i.exec(format) ?? [];
  let text = textOf(value);
  if (text === null) return null;
  if (value.type === 'number' && /[feg]/i.test(kind))
    text = /e/i.test(kind)
      ? value.value.toExponential(Number(digits ?? 6))
      : value.value.toFixed(Number(digits ?? 6));
  else if (value.type === 'number' && /[dis]?/.test(kind) && kind === 'd')
    text = String(Math.trunc(value.value));
  const length = Math.min(Number(width), 100);
  const isNumber = value.type === 'number';
  if (align === '<' || (align === undefined && !isNumber)) return text.padEnd(length, fill);
  return text.padStart(length, zero === undefined ? fill : '0');
}

/** `'conv%d_%s' % (1, 'a')`; null where a value is not known or missing. */
export function percent(text: string, given: Value): string | null {
  const values = given.type === 'list' ? [...given.items] : [given];
  const unknowns: string[] = [];
  const result = text.replace(
    /%([-+ #]?)(0?\d*(?:\.\d+)?)([dsifgreu%])/g,
    (whole: string, _flag, form: string, kind: string) => {
      if (kind === '%') return '%';
      const value = values.shift();
      const shown = value === undefined ? null : formatWith(value, form + (/[dfge]/.test(kind) ? kind : ''));
      if (shown === null) unknowns.push(whole);
      return shown ?? '';
    },
  );
  return unknowns.length === 0 ? result : null;
}

/** `'conv{}_{name:02d}'.format(1, name=2)` */
export function braces(
  text: string,
  placed: readonly Value[],
  named: ReadonlyMap<string, Value>,
): string | null {
  let next = 0;
  const unknowns: string[] = [];
  const result = text.replace(
    /\{\{|\}\}|\{(\w*)(?:!\w)?(?::([^{}]*))?\}/g,
    (whole, name: string | undefined, format: string | undefined) => {
      if (whole === '{{' || whole === '}}') return whole.charAt(0);
      const key = name ?? '';
      const value = key === '' ? placed[next++] : /^\d+$/.test(key) ? placed[Number(key)] : named.get(key);
      const shown = value === undefined ? null : formatWith(value, format ?? '');
      if (shown === null) unknowns.push(whole);
      return shown ?? '';
    },
  );
  return unknowns.length === 0 ? result : null;
}
