// Normalizations of each picture on its own: over groups of its channels, or over its last axes.
// Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html, __InstanceNormalization, __GroupNormalization

import { sizeOf } from '../../graph/tensor';
import { permute } from '../permute';
import type { NetworkDraft } from './networkDraft';
import { channelsSecond } from './readDense';
import { fileShape, type Node, type Results } from './readNode';
import { fileText } from './readShapes';

/** Its last axes from `axis` on, in whichever order the file has them. */
export function layerNormalization(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const rank = x.axes.length;
  const given = node.int('axis', -1);
  const from = given < 0 ? given + rank : given;
  const normalized = x.axes.slice(from).filter((axis) => axis !== null);
  const first = Math.min(...normalized);
  // Ours may have more axes of length 1 there.
  const last = x.shape.flatMap((_, i) => (i + 1 >= first ? [i + 1] : []));
  const isWhole = last.every((axis) => normalized.includes(axis) || x.shape[axis - 1] === 1);
  if (x.order !== null || normalized.length === 0 || first < 1 || !isWhole)
    node.fail(`normalizes the last axes here. Received axis ${given} of ${fileText(x)}`);
  const lengths = fileShape(x).slice(from);
  // Theirs, in our order of the axes; those of length 1 that ours has not count for nothing.
  const order = [...normalized].sort((a, b) => a - b).map((axis) => x.axes.slice(from).indexOf(axis));
  const absent = lengths.flatMap((_, place) => (order.includes(place) ? [] : [place]));
  const numbers = (index: number): Float32Array => {
    const { values } = node.floats(index);
    const all = values.length === 1 ? new Float32Array(sizeOf(lengths)).fill(values[0] ?? NaN) : values;
    if (all.length !== sizeOf(lengths))
      node.fail(`needs ${sizeOf(lengths)} numbers. Received ${values.length}`);
    return permute(all, lengths, [...order, ...absent]);
  };
  const center = node.inputs[2] !== undefined;
  const options = { axis: last, epsilon: node.float('epsilon', 1e-5), center };
  const weights: Record<string, Float32Array> = { gamma: numbers(1), ...(center && { beta: numbers(2) }) };
  const y = draft.layer(node, 'layerNormalization', options, [x], {
    weights,
    weightName: node.floats(1).name,
  });
  return [{ ...y, axes: x.axes }];
}

export function instanceNormalization(node: Node, draft: NetworkDraft): Results {
  return groups(node, draft, -1);
}

/** With a scale and a shift a channel, or, before opset 21, a group. */
export function groupNormalization(node: Node, draft: NetworkDraft): Results {
  return groups(node, draft, node.int('num_groups', 1));
}

function groups(node: Node, draft: NetworkDraft, count: number): Results {
  const x = channelsSecond(node, draft);
  if (x.order !== null) node.fail('must come before a flatten');
  const channels = x.shape.at(-1) ?? 1;
  const numbers = (index: number): Float32Array => {
    const { values } = node.floats(index);
    if (channels % values.length !== 0) node.fail(`needs ${channels} numbers. Received ${values.length}`);
    const each = channels / values.length;
    return Float32Array.from({ length: channels }, (_, channel) => values[Math.floor(channel / each)] ?? NaN);
  };
  const weights: Record<string, Float32Array> = { gamma: numbers(1), beta: numbers(2) };
  const options = { groups: count, epsilon: node.float('epsilon', 1e-5) };
  const y = draft.layer(node, 'groupNormalization', options, [x], {
    weights,
    weightName: node.floats(1).name,
  });
  return [{ ...y, axes: x.axes }];
}
