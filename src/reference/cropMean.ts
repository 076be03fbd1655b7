// The central square of a picture made small: each pixel is the mean over the area that it covers, rounded to 256 steps.

/**
 * @param rgba [height, width, 4] bytes
 * @returns [size, size, 3], 0…1 in steps of 1/255
 */
export function cropMean(rgba: ArrayLike<number>, width: number, height: number, size: number): Float64Array {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const cell = side / size;
  const small = new Float64Array(size * size * 3);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const from = { x: left + j * cell, y: top + i * cell };
      const sum = [0, 0, 0];
      for (let row = Math.floor(from.y); row < from.y + cell; row++) {
        for (let column = Math.floor(from.x); column < from.x + cell; column++) {
          const high = Math.min(row + 1, from.y + cell) - Math.max(row, from.y);
          const wide = Math.min(column + 1, from.x + cell) - Math.max(column, from.x);
          const at = 4 * (Math.min(row, height - 1) * width + Math.min(column, width - 1));
          for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + high * wide * (rgba[at + c] ?? 0);
        }
      }
      for (let c = 0; c < 3; c++) {
        small[(i * size + j) * 3 + c] = Math.round((sum[c] ?? 0) / cell ** 2) / 255;
      }
    }
  }
  return small;
}
