// The parameters of a network as a list, and whether a file's numbers are all there.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import type { Network } from '../models/network';
import { FormatError } from './storedModel';

export interface NamedParameter {
  /** `layer/parameter` */
  readonly name: string;
  readonly layer: string;
  readonly parameter: string;
  readonly shape: Shape;
}

/** In the order of the layers, and of a layer as Keras lists them. */
export function parametersOf(network: Network): readonly NamedParameter[] {
  return network.layers.flatMap(({ name: layer, parameters }) =>
    parameters.map(({ name: parameter, shape }) => ({
      name: `${layer}/${parameter}`,
      layer,
      parameter,
      shape,
    })),
  );
}

/** @throws FormatError naming the parameter that is missing, of another size, or holds what is no number */
export function checkWeights(
  where: string,
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): void {
  for (const { name, shape } of parametersOf(network)) {
    const values = weights.get(name);
    if (values === undefined) throw new FormatError(where, `'${name}' (${shapeText(shape)}) is missing`);
    if (values.length !== sizeOf(shape)) {
      throw new FormatError(
        where,
        `'${name}' needs ${sizeOf(shape)} numbers (${shapeText(shape)}). Received ${values.length}`,
      );
    }
    checkFinite(`${where}, '${name}'`, values);
  }
}

/** @throws FormatError */
export function checkFinite(where: string, values: Float32Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  throw new FormatError(
    where,
    `number ${bad + 1} of ${values.length} is ${String(values[bad])}; a weight must be a finite number`,
  );
}
