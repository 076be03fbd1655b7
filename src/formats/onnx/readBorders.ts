// A border of zeros around a map, whether a node of its own or part of one.

import type { NetworkDraft } from './networkDraft';
import type { Activation, Node, Results } from './readNode';

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

/** Source: https://onnx.ai/onnx/operators/onnx__Pad.html */
export function pad(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
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
