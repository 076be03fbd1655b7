// Operators that pick numbers: of channels by a matrix of zeros and ones (see selection.ts), of a map's pixels by a
// convolution with such a kernel.
// Source: https://onnx.ai/onnx/operators/onnx__Split.html, __Slice, __Gather, __SpaceToDepth

import { cutsOf, splitOf } from './foldConstants';
import type { NetworkDraft } from './networkDraft';
import { checkScaled } from './readDense';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { arranged, asMap, fileText } from './readShapes';
import { selectLast } from './selection';

export function split(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const { axis, lengths } = splitOf(node, fileShape(x));
  let start = 0;
  return lengths.map((length) => {
    const from = Array.from({ length }, (_, i) => start + i);
    start += length;
    return selected(node, draft, x, axis, from);
  });
}

/** Of channels; all of every other axis. */
export function sliceChannels(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const lengths = fileShape(x);
  const { cuts } = cutsOf(node, lengths);
  return [
    cuts.reduce((y, { start, step, count }, axis) => {
      const length = lengths[axis] ?? 1;
      if (Number.isNaN(length) || (start === 0 && step === 1 && count === length)) return y;
      return selected(
        node,
        draft,
        y,
        axis,
        Array.from({ length: count }, (_, i) => start + i * step),
      );
    }, x),
  ];
}

export function gather(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const places = node.constant(1);
  const given = node.int('axis', 0);
  const axis = given < 0 ? given + x.axes.length : given;
  const length = fileShape(x)[axis] ?? 1;
  if (places.shape.length > 1) node.fail('picks by a list of places, or one. Received more axes');
  const from = Array.from(places.values, (place) => (place < 0 ? place + length : place));
  const y = selected(node, draft, x, axis, from);
  if (places.shape.length === 1) return [y];
  return [{ ...y, axes: y.axes.filter((_, place) => place !== axis) }];
}

function selected(
  node: Node,
  draft: NetworkDraft,
  given: Activation,
  axis: number,
  from: readonly number[],
): Activation {
  const length = fileShape(given)[axis] ?? NaN;
  if (from.length === 0 || !from.every((place) => place >= 0 && place < length))
    node.fail(`picks ${from.length} places of ${Number.isNaN(length) ? 'the batch' : length}`);
  const x = given.axes[axis] === given.shape.length ? given : arranged(node, given, draft, axis);
  if (x === null)
    return node.fail(
      `picks along the channels here, which are last. Received axis ${axis} of ${fileText(given)}`,
    );
  // A row may have its numbers in another order.
  const { order } = x;
  const y = selectLast(node, draft, x, order === null ? from : from.map((place) => order[place] ?? 0));
  return y;
}

/** The pixels of each block as channels: those of the first, then of its neighbour on the right, … */
export function spaceToDepth(node: Node, draft: NetworkDraft): Results {
  const x = asMap(node, node.activation(), draft);
  const size = node.int('blocksize', 0);
  const channels = x.shape[2] ?? 1;
  const filters = channels * size * size;
  if (!(size >= 1) || (x.shape[0] ?? 1) % size !== 0 || (x.shape[1] ?? 1) % size !== 0)
    node.fail(`blocks of ${size} do not fit ${fileText(x)}`);
  checkScaled(node, filters * filters);
  const weight = new Float32Array(filters * filters);
  for (let i = 0; i < filters; i++) weight[i * filters + i] = 1;
  const options = {
    kernelSize: [size, size],
    strides: [size, size],
    padding: 'valid',
    filters,
    useBias: false,
  };
  const y = draft.layer(node, 'conv2d', options, [x], { weights: { weight }, trainable: false });
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}
