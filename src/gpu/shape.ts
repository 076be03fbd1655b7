// How many numbers a shape holds. In the lowest room, so that every room above it has one.

/** The product of the lengths; 1 for a shape without axes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
