// The front of a trained network: everything up to one layer or a few, with its weights. What comes out of it are features,
// to train something small on.

import type { Shape } from '../graph/tensor';
import { ArchitectureError, defineNetwork, ownerOf, type Network } from '../models/network';
import { withOwners } from '../models/sharing';
import { FormatError, type StoredModel } from './storedModel';

export interface BackboneOptions {
  /** Another size of the input, where the layers allow it (convolutions do, a Dense behind Flatten does not). */
  readonly input?: Shape;
}

/**
 * Batch normalization is meant to run as in inference, with the averages that are stored: nothing here is to be trained.
 *
 * @param last the layers that nothing is kept behind: its outputs, in this order
 * @returns the layers that it depends on, and their weights (shared, not copied)
 * @throws FormatError if there is no such layer, or the size does not fit
 */
export function backbone(
  model: StoredModel,
  last: string | readonly string[],
  { input }: BackboneOptions = {},
): StoredModel {
  const whole = defineNetwork(model.network);
  const where = `network '${whole.name}'`;
  const outputs = typeof last === 'string' ? [last] : last;
  const missing = outputs.find((layer) => !whole.layers.some(({ name }) => name === layer));
  if (missing !== undefined) throw new FormatError(where, `has no layer '${missing}' to cut after`);
  const used = new Set(outputs);
  for (const { name, inputs } of whole.layers.toReversed())
    if (used.has(name)) for (const read of inputs) used.add(read);
  const inputs = whole.inputs.filter(({ name }) => used.has(name));
  if (input !== undefined && inputs.length !== 1)
    throw new FormatError(
      where,
      `'${outputs.join("', '")}' depends on ${inputs.length} inputs; a size is for one`,
    );
  const { layers } = whole.toJSON();
  try {
    const network = defineNetwork({
      name: `${whole.name}_to_${outputs.join('_and_')}`,
      input: inputs.map(({ name, shape }) => ({ name, shape: input ?? shape })),
      layers: withOwners(
        layers.filter(({ name = '' }) => used.has(name)),
        { layers },
      ),
      outputs,
    });
    return {
      network: network.toJSON(),
      weights: model.weights === null ? null : weightsOf(network, whole, model.weights),
      remarks: model.remarks,
    };
  } catch (cause) {
    if (cause instanceof ArchitectureError) throw new FormatError(where, cause.message, { cause });
    throw cause;
  }
}

/** @param whole where another layer may have them */
function weightsOf(
  { layers }: Network,
  whole: Network,
  weights: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    layers.flatMap(({ name, parameters }) =>
      parameters.map((spec): [string, Float32Array] => {
        const from = `${ownerOf(whole, name)}/${spec.name}`;
        return [`${name}/${spec.name}`, weights.get(from) ?? new Float32Array(0)];
      }),
    ),
  );
}
