// A picture of numbers on a 2-D canvas.

/** @param values 0…1, row by row, channels last: grey or colour */
export function paint(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): void {
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++)
      image.data[4 * pixel + c] = Math.round(
        255 * (values[pixel * channels + (channels === 1 ? 0 : c)] ?? 0),
      );
    image.data[4 * pixel + 3] = 255;
  }
  // Drawn by the processor, it is printed like any picture.
  canvas.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
}
