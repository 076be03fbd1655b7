// The value of an option as text, and text as a value: `5`, `3×5`, `7×7×16`, `same`.

import type { OptionDescription } from '../../session/editing/catalogue';

const MINUS = '−';

/** Numbers of a pair or a border that are all alike are written once. */
export function valueText(value: unknown, type?: OptionDescription['type']): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value).replace('-', MINUS);
  if (typeof value === 'boolean' || typeof value === 'string') return String(value);
  if (!Array.isArray(value)) {
    // An initializer with numbers of its own.
    const { kind, ...rest } = value as Readonly<Record<string, unknown>>;
    return `${String(kind)}(${Object.values(rest)
      .map((one) => valueText(one))
      .join(', ')})`;
  }
  const flat = (value as readonly unknown[]).flat();
  // The ends of a range are two numbers, even where they are alike.
  if (type === 'ends') return flat.map((one) => valueText(one)).join('…');
  return flat.length > 1 && flat.every((one) => one === flat[0]) && flat.length !== 3
    ? valueText(flat[0])
    : flat.map((one) => valueText(one)).join('×');
}

/** One number that stands for the value on a slider; null where none does. */
export function sliderNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const [first] = Array.isArray(value) ? (value as readonly unknown[]).flat() : [];
  return typeof first === 'number' ? first : null;
}

/**
 * What was typed. Nothing typed: the default, if there is one.
 * @returns undefined if it is not a value of the option
 */
export function parseValue({ type, default: fallback, min, max }: OptionDescription, text: string): unknown {
  const trimmed = text.trim().replaceAll(MINUS, '-');
  if (trimmed === '') return fallback;
  const numbers = trimmed.split(/[×x,…\s]+/i).filter((part) => part !== '');
  const values = numbers.map(Number);
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return undefined;
  const [only] = values;
  const whole = values.every((value) => Number.isInteger(value));
  const inside = values.every((value) => value >= min && value <= max);
  switch (type) {
    case 'integer':
      return values.length === 1 && whole && inside ? only : undefined;
    case 'number':
      return values.length === 1 && inside ? only : undefined;
    case 'numbers':
      return values.length > 4 || !inside ? undefined : values.length === 1 ? only : values;
    case 'ends':
      return values.length > 2 || !inside ? undefined : values.length === 1 ? only : values;
    case 'pair':
      if (!whole || !inside || values.length > 2) return undefined;
      return values.length === 1 ? [only, only] : values;
    case 'border':
      return values.length === 1 && whole && inside ? only : undefined;
    case 'shape':
      return whole && values.every((value) => value === -1 || value >= 1) ? values : undefined;
    case 'boolean':
    case 'choice':
      return undefined;
    default:
      throw new Error(`option: has no type '${String(type satisfies never)}'`);
  }
}
