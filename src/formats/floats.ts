// Numbers of other widths as f32, from little-endian bytes: halves, bfloat16, f64 and integers.

/** Bytes of one number. */
export const WIDTHS = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
export type NumberType = keyof typeof WIDTHS;

/** Every number of them is an f32. */
export const EXACT: ReadonlySet<NumberType> = new Set<NumberType>([
  'F32',
  'F16',
  'BF16',
  'I16',
  'U16',
  'I8',
  'U8',
  'BOOL',
]);

/** @param bytes as many as the numbers have; a copy is returned */
export function toFloat32(type: NumberType, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.byteLength / WIDTHS[type];
  // Not slice(): that of Node's Buffer copies nothing.
  if (type === 'F32') return new Float32Array(new Uint8Array(bytes).buffer);
  const read = reader(type, view);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i * WIDTHS[type]);
  return values;
}

function reader(type: Exclude<NumberType, 'F32'>, view: DataView): (at: number) => number {
  switch (type) {
    case 'F64':
      return (at) => view.getFloat64(at, true);
    case 'F16':
      return (at) => fromHalf(view.getUint16(at, true));
    case 'BF16':
      return (at) => fromBits(view.getUint16(at, true) << 16);
    case 'I64':
      return (at) => Number(view.getBigInt64(at, true));
    case 'U64':
      return (at) => Number(view.getBigUint64(at, true));
    case 'I32':
      return (at) => view.getInt32(at, true);
    case 'U32':
      return (at) => view.getUint32(at, true);
    case 'I16':
      return (at) => view.getInt16(at, true);
    case 'U16':
      return (at) => view.getUint16(at, true);
    case 'I8':
      return (at) => view.getInt8(at);
    case 'U8':
    case 'BOOL':
      return (at) => view.getUint8(at);
    default:
      return type satisfies never;
  }
}

const bits = new DataView(new ArrayBuffer(4));

function fromBits(word: number): number {
  bits.setInt32(0, word);
  return bits.getFloat32(0);
}

/** IEEE 754 binary16: one bit of sign, 5 of exponent (bias 15), 10 of fraction. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Digits behind the leading one, and the least and the largest exponent of a normal number. */
const SHORT_FLOATS = {
  F16: { digits: 10, least: -14, most: 15 },
  BF16: { digits: 7, least: -126, most: 127 },
} as const;
export type ShortFloat = keyof typeof SHORT_FLOATS;

/** The nearest number of that type, of two the even one; ∞ beyond the largest. */
export function roundTo(type: ShortFloat, value: number): number {
  const { digits, least, most } = SHORT_FLOATS[type];
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), least);
  const unit = 2 ** (exponent - digits);
  const steps = value / unit;
  const down = Math.floor(steps);
  const isUp = steps - down > 0.5 || (steps - down === 0.5 && down % 2 !== 0);
  const rounded = (isUp ? down + 1 : down) * unit;
  return Math.abs(rounded) >= 2 ** (most + 1) ? Math.sign(value) * Infinity : rounded;
}
