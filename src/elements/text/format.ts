// Numbers as text: two or three significant digits, a true minus sign, widths that do not jump.

const MINUS = '−';

const signed = (text: string): string => text.replace(/^-/, MINUS);

/** Two decimals for everyday numbers, two or three significant digits for others. NaN and ∞ by name; 0 is 0 itself. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size === 0) return '0.00';
  if (size >= 1000) return signed(value.toExponential(1));
  if (size >= 100) return signed(value.toFixed(0));
  if (size >= 10) return signed(value.toFixed(1));
  return signed(size >= 0.1 ? value.toFixed(2) : twoDigits(value));
}

/** Two significant digits of a number below 1. */
const twoDigits = (value: number): string =>
  Math.abs(value) < 0.000_995 ? value.toExponential(1) : value.toPrecision(2);

/** For the cells of small grids: two significant digits, no space wasted. */
export function formatCell(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return formatNumber(value);
  if (size === 0) return '0';
  if (size >= 999.5) return signed(value.toExponential(1).replace('e+', 'e'));
  if (size >= 0.995) return signed(value.toFixed(size >= 9.95 ? 0 : 1));
  return signed(twoDigits(value)).replace(/^(−?)0\./, '$1.');
}

/** Three significant digits for a loss or a rate. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : formatNumber(value);
  const size = Math.abs(value);
  return signed(
    size > 0 && (size < 0.001 || size >= 100_000)
      ? value.toExponential(1).replace('e+', 'e')
      : String(Number(value.toPrecision(3))),
  );
}

/** So many significant digits, without zeros at the end. */
export function formatDigits(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const short = Number(value.toPrecision(digits));
  return signed(
    short !== 0 && Math.abs(short) < 0.001 ? short.toExponential() : String(short).replace('e+', 'e'),
  );
}

/** Three digits that keep their place while the number changes. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return formatShort(value);
  return value < 10 ? value.toFixed(value < 0.1 ? 4 : 3) : formatShort(value);
}

export function formatPercent(part: number, digits = 1): string {
  return Number.isFinite(part) ? `${(part * 100).toFixed(digits)} %` : '–';
}

/** A change, with its sign: percentage points of a probability, or any number. */
export function formatChange(value: number, format: (value: number) => string = formatNumber): string {
  const size = format(Math.abs(value));
  if (!Number.isFinite(value) || size === format(0)) return size;
  return `${value > 0 ? '+' : MINUS}${size}`;
}

/** The end of a colour range. */
export function formatBound(value: number): string {
  const size = Math.abs(value);
  return signed(
    size >= 10_000 || (size > 0 && size < 0.001)
      ? value.toExponential(0).replace('e+', 'e')
      : String(Number(value.toPrecision(2))),
  );
}

/** A whole number with its sign: `+2`, `0`, `−3`. */
export const formatSigned = (value: number): string => (value > 0 ? `+${value}` : signed(String(value)));

export const formatShape = (shape: readonly number[]): string => shape.join('×');

/** Every digit there is: as few as tell an f64 apart from its neighbours. */
export function formatFull(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return signed(Object.is(value, -0) ? '0' : String(value));
}

/** Every digit of a number that the GPU holds: as few as tell an f32 apart from its neighbours. */
export function formatFull32(value: number): string {
  for (let digits = 1; digits <= 9 && Number.isFinite(value); digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return formatFull(short);
  }
  return formatFull(value);
}
