// What becomes of a network that is fitted to other pictures, before they are loaded.

import { sizeOf } from '../../gpu/shape';
import { fitNetwork, type PictureShape } from '../../models/fitNetwork';
import { defineNetwork, type Network, type NetworkConfig } from '../../models/network';
import { overlap } from '../../models/overlap';

/** Pairs are [before, after]. */
export interface FitPreview {
  /** [height, width, channels] */
  readonly input: readonly [readonly number[], readonly number[]];
  readonly outputs: readonly [number, number];
  /** The number of parameters that are reused, and of all parameters of the fitted network. */
  readonly kept: number;
  readonly of: number;
}

/** @throws ArchitectureError where the layers do not suit such pictures */
export function previewFit(config: NetworkConfig, pictures: PictureShape): FitPreview {
  const [before, after] = [defineNetwork(config), defineNetwork(fitNetwork(config, pictures))];
  const outputs = ({ layers, outputs: [name] }: Network): number =>
    layers.find((layer) => layer.name === name)?.outputShape.at(-1) ?? 0;
  const input = ({ inputs: [first] }: Network): readonly number[] => first?.shape ?? [];
  return {
    input: [input(before), input(after)],
    outputs: [outputs(before), outputs(after)],
    kept: overlap(before, after).reduce((sum, { kept }) => sum + kept, 0),
    of: after.layers.reduce(
      (sum, { parameters }) => sum + parameters.reduce((all, { shape }) => all + sizeOf(shape), 0),
      0,
    ),
  };
}
