// Shapes: their number of elements and their text. In the lowest module, so that all others can import it.

/** The product of the lengths; 1 for a shape without axes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** `28×28×6`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
