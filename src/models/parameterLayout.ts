// The layout of a network's parameters: one slab for trained parameters, one for state such as moving averages. It
// needs no device, so that the size of a step can be computed, and the step refused, before anything is allocated.

import { Slab } from '../gpu/slab';
import { reserveTensor, tensorInSlab } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import type { ParameterSpec } from '../layers/layer';
import { ownerOf, type Network } from './network';

export interface StoredParameter {
  readonly layer: string;
  readonly spec: ParameterSpec;
  readonly tensor: Tensor;
  readonly slab: Slab;
  /** The offset in floats from the start of the slab. */
  readonly offset: number;
}

/** Parameters in a slab are padded to runs of this many numbers (256 bytes). */
export const RUN_LENGTH = 64;

/** Numbers of `decay()` a run. */
export const DECAY_NUMBERS = 2;

export class ParameterLayout {
  readonly parameters = new Slab('parameters');
  readonly state = new Slab('state');
  readonly entries: readonly StoredParameter[];

  constructor(readonly network: Network) {
    this.entries = network.layers.flatMap(({ name: layer, parameters }) =>
      parameters.map((spec): StoredParameter => {
        const slab = spec.trained ? this.parameters : this.state;
        const offset = slab.sizeBytes / 4;
        return {
          layer,
          spec,
          slab,
          offset,
          tensor: reserveTensor(`${layer}/${spec.name}`, spec.shape, slab),
        };
      }),
    );
  }

  /** The size of the slab of trained parameters in numbers, padding included. */
  get size(): number {
    return this.parameters.sizeBytes / 4;
  }

  /** The parameters that a layer uses, by name: its own, or those of the layer that it shares with. */
  of(layer: string): Readonly<Record<string, Tensor>> {
    const owner = ownerOf(this.network, layer);
    return Object.fromEntries(
      this.entries.filter((entry) => entry.layer === owner).map(({ spec, tensor }) => [spec.name, tensor]),
    );
  }

  /** Tensors at the same offsets in a slab with the layout of the trained parameters: gradients, moments. */
  mirrored(layer: string, slab: Slab): Readonly<Record<string, Tensor>> {
    const owner = ownerOf(this.network, layer);
    return Object.fromEntries(
      this.entries
        .filter((entry) => entry.layer === owner && entry.spec.trained)
        .map(({ spec, offset }) => [
          spec.name,
          tensorInSlab(`${owner}/d ${spec.name}`, spec.shape, slab, offset * 4),
        ]),
    );
  }

  /** The size of `decay()`, known without making it: of a large network it has millions of numbers. */
  get decayBytes(): number {
    return Float32Array.BYTES_PER_ELEMENT * DECAY_NUMBERS * Math.max(1, this.size / RUN_LENGTH);
  }

  /** λ of the L2 decay and λ of the L1 decay for each run of 64 parameters. */
  decay(): Float32Array<ArrayBuffer> {
    const decay = new Float32Array(new ArrayBuffer(this.decayBytes));
    for (const { spec, slab, offset } of this.entries) {
      if (slab !== this.parameters) continue;
      const { l2, l1 = 0 } = spec;
      const end = Math.ceil((offset + sizeOf(spec.shape)) / RUN_LENGTH);
      for (let run = offset / RUN_LENGTH; run < end; run++) {
        decay[DECAY_NUMBERS * run] = l2;
        decay[DECAY_NUMBERS * run + 1] = l1;
      }
    }
    return decay;
  }
}
