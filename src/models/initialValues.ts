// The weights that a seed gives a network, without a GPU.

import { sizeOf } from '../graph/tensor';
import { filler, initialize } from '../initializers/initializers';
import '../initializers/orthogonal';
import { isSharing, type Network } from './network';
import { slabLayout } from './slabLayout';

/** Of all parameters, by `layer/parameter`. */
export function initialValues(network: Network, seed: number): Map<string, Float32Array> {
  return new Map(
    network.layers.flatMap((layer) =>
      isSharing(layer)
        ? []
        : layer.parameters.map((spec): [string, Float32Array] => {
            const name = `${layer.name}/${spec.name}`;
            return [name, initialize(spec.initializer, sizeOf(spec.shape), spec, seed, name)];
          }),
    ),
  );
}

/** Values compared of each parameter. */
const MAX_VALUES = 4096;

/**
 * Whether all trained parameters begin as the seed initializes them.
 * @param parameters the slab of the trained parameters
 */
export function hasInitialValues(network: Network, seed: number, parameters: ArrayBuffer): boolean {
  const specs = new Map(
    network.layers.flatMap(({ name, parameters: all }) => all.map((spec) => [`${name}/${spec.name}`, spec])),
  );
  return slabLayout(network)
    .places.filter(({ slab }) => slab === 'parameters')
    .every(({ name, shape, offsetBytes }) => {
      const spec = specs.get(name);
      if (!spec) return false;
      const expected = new Float32Array(Math.min(MAX_VALUES, sizeOf(shape)));
      filler(spec.initializer, spec, seed, name)(expected);
      const found = new Float32Array(parameters, offsetBytes, expected.length);
      return expected.every((value, at) => value === found[at]);
    });
}
