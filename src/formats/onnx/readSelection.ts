// Operators that pick numbers: rows and columns are cut off, channels picked by a matrix of zeros and ones (see
// selection.ts), blocks of pixels by a convolution with such a kernel.
// Source: https://onnx.ai/onnx/operators/onnx__Split.html, __Slice, __Gather, __SpaceToDepth

import { shapeText } from '../../graph/tensor';
import { cutsOf, splitOf } from './foldConstants';
import type { NetworkDraft } from './networkDraft';
import { checkScaled } from './readDense';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { arranged, asMap, counted, fileText } from './readShapes';
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

/** Rows and columns are cut off; of other axes, and by steps, the rest is picked. */
export function slice(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const lengths = fileShape(x);
  const { cuts } = cutsOf(node, lengths);
  const cropping: [number, number][] = [
    [0, 0],
    [0, 0],
  ];
  const picked = new Map<number, readonly number[]>();
  cuts.forEach(({ start, step, count }, axis) => {
    const length = lengths[axis] ?? 1;
    if (Number.isNaN(length) || (start === 0 && step === 1 && count === length)) return;
    const ours = x.axes[axis];
    if (x.shape.length === 3 && (ours === 1 || ours === 2) && step === 1 && count > 0)
      cropping[ours - 1] = [start, length - start - count];
    else
      picked.set(
        axis,
        Array.from({ length: count }, (_, i) => start + i * step),
      );
  });
  const isCropped = cropping.flat().some((width) => width > 0);
  const cropped = isCropped
    ? { ...draft.layer(node, 'cropping2D', { cropping }, [x]), axes: x.axes, nonNegative: x.nonNegative }
    : x;
  return [[...picked].reduce((y, [axis, from]) => selected(node, draft, y, axis, from), cropped)];
}

export function gather(node: Node, draft: NetworkDraft): Results {
  const [table, labels] = node.inputs;
  if (table?.is === 'constant' && labels?.is === 'activation') return [lookUp(node, draft, labels)];
  const x = node.activation();
  if (x.whole === true) node.fail('picks whole numbers; here only places in a table are whole');
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

/** Rows of a table in the file by labels that come in: an Embedding. */
function lookUp(node: Node, draft: NetworkDraft, labels: Activation): Activation {
  const { name, shape, values: weight } = node.floats(0);
  const [inputDim, outputDim] = shape;
  if (shape.length !== 2 || inputDim === undefined || outputDim === undefined || node.int('axis', 0) !== 0)
    node.fail(`looks up rows of a matrix. Received ${shapeText(shape)}`);
  const own = labels.axes.filter((axis) => axis !== null);
  if (labels.order !== null || own.some((axis, i) => axis < (own[i - 1] ?? 0)))
    node.fail(`looks up labels in the order of the file. Received ${fileText(labels)}`);
  const options = { inputDim, outputDim };
  const y = draft.layer(node, 'embedding', options, [labels], { weights: { weight }, weightName: name });
  return { ...y, axes: [...labels.axes, y.shape.length] };
}

/** Places `from` of one of the file's axes. */
export function selected(
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

/** The channels of each pixel as a block of pixels: counted in other axes, and these in another order. */
export function depthToSpace(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const size = node.int('blocksize', 0);
  const mode = node.string('mode', 'DCR');
  const [, channels = 0, rows = 0, columns = 0] = fileShape(x);
  const each = channels / size ** 2;
  if (x.axes.length !== 4 || !Number.isInteger(each) || each < 1)
    node.fail(`blocks of ${size} do not fit ${fileText(x)}`);
  if (mode !== 'DCR' && mode !== 'CRD') node.fail(`supports the modes DCR and CRD. Received '${mode}'`);
  // Without a batch, the first axis is one of length 1.
  const lead = x.axes[0] === 0 ? [] : [1];
  const divided = mode === 'DCR' ? [size, size, each] : [each, size, size];
  const blocks = counted(node, draft, x, [...lead, ...divided, rows, columns]);
  const perm = mode === 'DCR' ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3];
  const spread = { ...blocks, axes: perm.map((axis) => blocks.axes[axis] ?? null) };
  return [counted(node, draft, spread, [...lead, each, rows * size, columns * size])];
}
