// The offsets of a network's parameters in the slabs of a ParameterStore, without a GPU: for files that store slabs.

import { ALIGNMENT_BYTES } from '../gpu/slab';
import { sizeOf, type Shape } from '../graph/tensor';
import type { Network } from './network';

export interface PlacedParameter {
  /** `layer/parameter` */
  readonly name: string;
  readonly shape: Shape;
  readonly slab: 'parameters' | 'state';
  readonly offsetBytes: number;
}

export interface SlabLayout {
  readonly places: readonly PlacedParameter[];
  /** A slab is never empty. */
  readonly bytes: { readonly parameters: number; readonly state: number };
}

export function slabLayout(network: Network): SlabLayout {
  const bytes = { parameters: 0, state: 0 };
  const places = network.layers.flatMap(({ name: layer, parameters }) =>
    parameters.map(({ name, shape, trained }): PlacedParameter => {
      const slab = trained ? 'parameters' : 'state';
      const offsetBytes = bytes[slab];
      bytes[slab] += Math.ceil((sizeOf(shape) * 4) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
      return { name: `${layer}/${name}`, shape, slab, offsetBytes };
    }),
  );
  const whole = (size: number): number => Math.max(size, ALIGNMENT_BYTES);
  return { places, bytes: { parameters: whole(bytes.parameters), state: whole(bytes.state) } };
}
