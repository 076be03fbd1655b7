// A border of zeros around a map, whether a node of its own or part of one; and borders that are cut off.

import type { NetworkDraft } from './networkDraft';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { asMap, fileText } from './readShapes';

type Pair = readonly [number, number];

/** @returns the input with a border; its axes as they were */
export function padBorder(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  rows: Pair,
  columns: Pair,
): Activation {
  const y = draft.layer(node, 'zeroPadding2d', { padding: [rows, columns] }, [x]);
  return { ...y, axes: x.axes, nonNegative: x.nonNegative };
}

/** The input; what has four axes in the file, some of them of length 1 and not the layer's, as a map. */
function mapOrRow(node: Node, draft: NetworkDraft): Activation {
  const x = node.activation();
  return x.axes.length === 4 && x.shape.length !== 3 ? asMap(node, x, draft) : x;
}

/** Source: https://onnx.ai/onnx/operators/onnx__Pad.html */
export function pad(node: Node, draft: NetworkDraft): Results {
  const x = mapOrRow(node, draft);
  const mode = node.string('mode', 'constant');
  if (mode !== 'constant') node.fail(`supports only padding with zeros. Received mode '${mode}'`);
  const value = node.opset < 11 ? node.float('value', 0) : (node.optionalConstant(2)?.values[0] ?? 0);
  if (value !== 0) node.fail(`supports only padding with zeros. Received ${value}`);
  const pads = node.opset < 11 ? (node.ints('pads') ?? []) : [...node.constant(1).values];
  const rank = x.axes.length;
  const padded = [...(node.optionalConstant(3)?.values ?? x.axes.keys())].map((axis) =>
    axis < 0 ? axis + rank : axis,
  );
  const borders = new Map<number, Pair>();
  padded.forEach((axis, i) => {
    const [before = NaN, after = NaN] = [pads[i], pads[i + padded.length]];
    if (!(before >= 0 && after >= 0)) node.fail(`borders must be at least 0. Received ${pads.join(',')}`);
    if (before === 0 && after === 0) return;
    const ours = x.axes[axis];
    if (x.shape.length !== 3 || (ours !== 1 && ours !== 2))
      return node.fail(`supports only padding of rows and columns. Received ${pads.join(',')}`);
    borders.set(ours, [before, after]);
  });
  if (borders.size === 0) return [x];
  return [padBorder(node, draft, x, borders.get(1) ?? [0, 0], borders.get(2) ?? [0, 0])];
}

/** A part of rows and columns. Source: https://onnx.ai/onnx/operators/onnx__Slice.html */
export function slice(node: Node, draft: NetworkDraft): Results {
  const x = mapOrRow(node, draft);
  const rank = x.axes.length;
  const lengths = fileShape(x);
  const list = (name: string, index: number): readonly number[] | undefined => {
    if (node.opset < 10) return node.ints(name);
    const given = node.optionalConstant(index);
    return given === undefined ? undefined : [...given.values];
  };
  const [starts = [], ends = []] = [list('starts', 1), list('ends', 2)];
  const axes = (list('axes', 3) ?? starts.map((_, i) => i)).map((axis) => (axis < 0 ? axis + rank : axis));
  const steps = node.opset < 10 ? undefined : list('steps', 4);
  if (steps?.some((step) => step !== 1) === true)
    node.fail(`supports only steps of 1. Received ${steps.join(',')}`);
  const borders = new Map<number, Pair>();
  axes.forEach((axis, i) => {
    const length = lengths[axis] ?? NaN;
    const place = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
    const [start, end] = [starts[i] ?? 0, ends[i] ?? 0];
    // Of the batch the length is not known: all of it.
    if (axis === 0 && start === 0 && end > 2 ** 30) return;
    const border: Pair = [place(start), length - place(end)];
    if (border[0] === 0 && border[1] === 0) return;
    const ours = x.axes[axis];
    if (x.shape.length !== 3 || (ours !== 1 && ours !== 2))
      return node.fail(`cuts rows and columns of maps alone. Received axis ${axis} of ${fileText(x)}`);
    borders.set(ours, border);
  });
  if (borders.size === 0) return [x];
  const cropping = [borders.get(1) ?? [0, 0], borders.get(2) ?? [0, 0]];
  const y = draft.layer(node, 'cropping2D', { cropping }, [x]);
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}
