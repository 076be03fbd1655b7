// f16 numbers on the host, by arithmetic in f64: another way than the shader's, which works on bits.

/** The nearest f16; of two equally near the one that is an even multiple of their distance. ±∞ from 65520 on. */
export function roundedToF16(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  // Eleven significant bits, but nothing finer than 2⁻²⁴.
  const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value)))) - 10);
  const below = Math.floor(value / unit);
  const rest = value / unit - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = (up ? below + 1 : below) * unit;
  if (Math.abs(rounded) > 65504) return Math.sign(value) * Infinity;
  return rounded === 0 ? 0 * Math.sign(value) : rounded;
}

/** What 16 bits stand for. */
export function f16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, significand] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return significand === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * significand * 2 ** -24 : sign * (1024 + significand) * 2 ** (exponent - 25);
}
