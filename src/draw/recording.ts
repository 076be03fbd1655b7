// A recorded training run: what a browser without WebGPU is shown. Instants of a real run on one picture, with
// the maps, kernels and probabilities of each. Numbers are quantised to 8 bits over their colour range, which
// is finer than any colour difference on the screen. Drawn with a 2-D canvas and `colourOf`.

import { sizeOf } from '../gpu/shape';
import type { Domain } from './colourMaps';

export interface RecordedTensor {
  readonly name: string;
  readonly className: string;
  /** Maps [height, width, channels], vectors [units], kernels [height, width, channelsIn, filters]. */
  readonly shape: readonly number[];
  readonly domain: Domain;
  /** base64 of one byte a number, row-major: 0 is the low end of the range, 255 the high end. */
  readonly values: string;
}

export interface RecordedInstant {
  readonly step: number;
  /** 0…1 on the whole test set. */
  readonly testAccuracy: number;
  /** In order of computation. The last one is the answer: ten probabilities over [0, 1]. */
  readonly layers: readonly RecordedTensor[];
  /** Of the convolutions only, by the name of their layer. */
  readonly kernels: readonly RecordedTensor[];
}

export interface Recording {
  readonly network: string;
  /** The picture shown, 28×28×1 over [0, 1]. */
  readonly picture: RecordedTensor;
  /** What it shows, such as `3`. */
  readonly label: string;
  readonly instants: readonly RecordedInstant[];
}

export function quantise(values: ArrayLike<number>, [low, high]: Domain): string {
  let bytes = '';
  for (let at = 0; at < values.length; at++) {
    const part = ((values[at] ?? 0) - low) / (high - low);
    bytes += String.fromCharCode(Math.round(255 * Math.min(1, Math.max(0, part))));
  }
  return btoa(bytes);
}

/** @throws Error if the text does not hold as many numbers as the shape says. */
export function dequantise({ name, shape, values, domain: [low, high] }: RecordedTensor): Float32Array {
  const bytes = atob(values);
  const expected = sizeOf(shape);
  if (bytes.length !== expected)
    throw new Error(
      `recording '${name}': needs ${expected} numbers for shape ${shape.join(',')}. Received ${bytes.length}`,
    );
  return Float32Array.from(bytes, (byte) => low + (byte.charCodeAt(0) / 255) * (high - low));
}

/** Fetches a recording; null if there is none at the address. */
export async function loadRecording(url: string): Promise<Recording | null> {
  const response = await fetch(url);
  if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) return null;
  return (await response.json()) as Recording;
}
