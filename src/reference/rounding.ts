// Marks the numbers within an operation that a kernel rounds to f32, so that the fuzzer (fuzz/noise.ts) can put errors in there and see
// how far they move a result. For everyone else the references are exact.

let draw: ((value: number) => number) | null = null;

/**
 * What rounding may add to a number: 0, unless errors are put in.
 * @param units its rounding errors, each up to half the distance of two f32 numbers: 1 of a sum or a product, 5 of a division or a root
 */
export function roundingError(value: number, units = 1): number {
  return draw === null ? 0 : value * units * draw(value);
}

/** A number within an operation, with what rounding may add to it. */
export function rounded(value: number, units = 1): number {
  return draw === null ? value : value + roundingError(value, units);
}

/** e^x as a kernel has it. WGSL allows an error of 3 + 2·|x| distances. */
export function roundedExp(x: number): number {
  return rounded(Math.exp(x), 6 + 4 * Math.abs(x));
}

/**
 * A term of a place in a picture. Halves are exact in f32, too: pictures that are only mirrored, or moved by whole pixels, are not mixed.
 */
export function roundedTerm(term: number): number {
  return Number.isInteger(2 * term) ? term : rounded(term, 6);
}

/** @param error the relative error of one rounding of a number */
export function withRounding<T>(error: (value: number) => number, run: () => T): T {
  const before = draw;
  draw = error;
  try {
    return run();
  } finally {
    draw = before;
  }
}
