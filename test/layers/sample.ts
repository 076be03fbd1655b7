// Numbers for one case of a layer: inputs, parameters and the gradient that comes back, always the same.

import type { LayerDefinition, ReferenceMode } from '../../src/layers/layer';
import type { OptionTable, Resolved } from '../../src/layers/options';
import { random, type NdArray } from '../../src/reference/ndArray';

export const TRAINING: ReferenceMode = { training: true, name: 'layer', seed: 11, step: 3 };
export const INFERENCE: ReferenceMode = { training: false, name: 'layer', seed: 11, step: 3 };

export interface Sample {
  readonly inputs: NdArray[];
  readonly parameters: Record<string, NdArray>;
  readonly dy: NdArray;
}

export function sample(
  definition: LayerDefinition,
  options: Resolved<OptionTable>,
  shapes: readonly (readonly number[])[],
  batch: number,
  range?: readonly [low: number, high: number],
): Sample {
  const parameters: Record<string, NdArray> = {};
  const specs = definition.parameters(options, shapes);
  specs.forEach((spec, i) => {
    // A variance is positive; everything else may be anything.
    const [low, high] = spec.initializer === 'ones' ? [0.5, 1.5] : [-1, 1];
    parameters[spec.name] = random(spec.shape, 100 + i, low, high);
  });
  // Without weights there is no sum that grows, but perhaps a bend, such as ReLU6's, to be met on both sides.
  const [low, high] = range ?? (specs.length === 0 ? [-8, 8] : [-1, 1]);
  return {
    inputs: shapes.map((shape, i) => random([batch, ...shape], 1 + i, low, high)),
    parameters,
    dy: random([batch, ...definition.outputShape(options, shapes)], 50),
  };
}
