// Pictures of a camera that faces the user, as in a mirror.

/** @param pixels row-major, channels last. @param shape [height, width, channels] */
export function mirrored(
  pixels: Float32Array,
  [height = 1, width = 1, channels = 1]: readonly number[],
): Float32Array {
  const result = new Float32Array(height * width * channels);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * channels;
      result.set(pixels.subarray(from, from + channels), (row * width + width - 1 - column) * channels);
    }
  return result;
}
