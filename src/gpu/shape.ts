// Shapes: how many numbers they hold, how they are written. In the lowest module, so that all others have one.

/** The product of the lengths; 1 for a shape without axes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** `28×28×6`, as people write shapes. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
