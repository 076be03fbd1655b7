// Layers that only pick or move numbers: a matrix of zeros and ones over the last axis. They are frozen, since their
// weights are no parameters of the file's network.

import type { NetworkDraft } from './networkDraft';
import type { Activation, Node } from './readNode';

/** A matrix has the square of it. */
const MAX_SELECTED = 4096;

/** Number `i` of each row of the result is number `from[i]` of the input's; along the layer's last axis. */
export function selectLast(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  from: ArrayLike<number>,
): Activation {
  const inputs = x.shape.at(-1) ?? 1;
  if (inputs > MAX_SELECTED || from.length > MAX_SELECTED)
    node.fail(`picks ${from.length} of ${inputs} numbers; at most ${MAX_SELECTED} can be read`);
  const weight = new Float32Array(inputs * from.length);
  for (let unit = 0; unit < from.length; unit++) weight[(from[unit] ?? 0) * from.length + unit] = 1;
  const options = { units: from.length, useBias: false };
  const y = draft.layer(node, 'dense', options, [x], { weights: { weight }, trainable: false });
  return { ...y, axes: x.axes, nonNegative: x.nonNegative };
}
