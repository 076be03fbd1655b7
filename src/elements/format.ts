// Numbers as text: two or three significant digits, a true minus sign, widths that do not jump.

const MINUS = '−';

const signed = (text: string): string => text.replace(/^-/, MINUS);

/** Two decimals for everyday numbers, three significant digits for others. NaN and ∞ by name. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size === 0) return '0.00';
  if (size >= 1000) return signed(value.toExponential(1));
  if (size >= 100) return signed(value.toFixed(0));
  if (size >= 10) return signed(value.toFixed(1));
  const text = value.toFixed(2);
  return signed(Number(text) === 0 ? text.replace('-', '') : text);
}

/** For the cells of small grids: one decimal, no space wasted. */
export function formatCell(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : '∞';
  const size = Math.abs(value);
  if (size >= 1000) return signed(value.toExponential(0).replace('e+', 'e'));
  const text = size >= 10 ? value.toFixed(0) : value.toFixed(1);
  return signed(Number(text) === 0 ? text.replace('-', '') : text)
    .replace(/^(−?)0\./, '$1.')
    .replace(/^(−?)\.0$/, '0');
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
