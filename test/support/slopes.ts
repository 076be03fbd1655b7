// Slopes without any calculus: the number is computed a little to the left and a little to the right.

/** Central differences of a number by each element of x. */
export function slopes(of: (x: number[]) => number, x: ArrayLike<number>, h = 1e-5): number[] {
  return Array.from(x, (_, i) => {
    const moved = (by: number): number => of(Array.from(x, (value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}
