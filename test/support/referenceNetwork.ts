// A whole network in f64, by the layers' own references: what every layer should hold for a picture.

import { lastActivation } from '../../src/models/lower';
import type { Network } from '../../src/models/network';
import type { ParameterStore } from '../../src/models/parameterStore';
import { softmaxForward } from '../../src/reference/activations';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

export type Values = ReadonlyMap<string, NdArray>;

/** Every parameter by `layer/name`, read back. */
export async function valuesOf(store: ParameterStore): Promise<Values> {
  return new Map((await store.read()).map(({ name, shape, values }) => [name, ndArray(shape, [...values])]));
}

/** Every layer's output by name, with a batch axis of 1, for a chain of layers. */
export function referenceForward(network: Network, values: Values, picture: ArrayLike<number>): Values {
  const found = new Map<string, NdArray>();
  let at = ndArray([1, ...(network.inputs[0]?.shape ?? [])], Array.from(picture));
  for (const layer of network.layers) {
    const parameters = Object.fromEntries(
      layer.parameters.map(({ name }) => [name, values.get(`${layer.name}/${name}`)!]),
    );
    const mode = { training: false, seed: 0, step: 0 };
    at = layer.definition.reference.forward(layer.options, [at], parameters, mode);
    if (lastActivation(layer) === 'softmax' && layer.definition.fusesActivation) at = softmaxForward(at);
    found.set(layer.name, at);
  }
  return found;
}

/** A picture [height, width, channels] moved by (dx, dy), black beyond its edge, and black in the cover. */
export function moved(
  picture: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  dx: number,
  dy: number,
  cover: { top: number; left: number; bottom: number; right: number } | null = null,
): number[] {
  return Array.from({ length: height * width * channels }, (_, at) => {
    const [i, j, c] = [Math.floor(at / (width * channels)), Math.floor(at / channels) % width, at % channels];
    if (cover && i >= cover.top && i < cover.bottom && j >= cover.left && j < cover.right) return 0;
    const [from, across] = [i - dy, j - dx];
    if (from < 0 || from >= height || across < 0 || across >= width) return 0;
    return picture[(from * width + across) * channels + c] ?? NaN;
  });
}
