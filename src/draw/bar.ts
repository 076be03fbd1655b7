// A bright bar as a picture: the form that the cells of the visual cortex were first found to answer to.

export interface BarPicture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Degrees against the horizontal, anticlockwise: 0 lies, 90 stands. */
  readonly angle: number;
  /** In pixels. */
  readonly thickness: number;
  readonly length: number;
}

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** Row-major, channels last, 0…1: in the middle of the picture, its edges one pixel soft. */
export function barPicture({ height, width, channels, angle, thickness, length }: BarPicture): Float32Array {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const pixels = new Float32Array(height * width * channels);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [x, y] = [j - (width - 1) / 2, (height - 1) / 2 - i];
      const along = Math.abs(x * cos + y * sin);
      const across = Math.abs(y * cos - x * sin);
      const value = within(0.5 + thickness / 2 - across) * within(0.5 + length / 2 - along);
      pixels.fill(value, (i * width + j) * channels, (i * width + j + 1) * channels);
    }
  }
  return pixels;
}
