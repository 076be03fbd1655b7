// A border around a map, whether a node of its own or part of one.

import { sizeOf } from '../../graph/tensor';
import type { NetworkDraft } from './networkDraft';
import { affineNumbers, checkScaled } from './readDense';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { selected } from './readSelection';
import { fileText, laid, ownAxes } from './readShapes';

type Pair = readonly [number, number];

/** @returns the input, a map, with a border of zeros; its axes as they were */
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

/** The same with other numbers in the border. */
export function filledBorder(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  rows: Pair,
  columns: Pair,
  value: number,
): Activation {
  const padded = padBorder(node, draft, x, rows, columns);
  if (value === 0) return padded;
  checkScaled(node, sizeOf(padded.shape));
  const [height = 1, width = 1, channels = 1] = padded.shape;
  const shift = Float32Array.from({ length: sizeOf(padded.shape) }, (_, i) => {
    const column = Math.floor(i / channels) % width;
    const row = Math.floor(i / channels / width);
    const isInside =
      row >= rows[0] && row < height - rows[1] && column >= columns[0] && column < width - columns[1];
    return isInside ? 0 : value;
  });
  return { ...affineNumbers(node, draft, padded, { shift }), nonNegative: x.nonNegative && value >= 0 };
}

/** Source: https://onnx.ai/onnx/operators/onnx__Pad.html */
export function pad(node: Node, draft: NetworkDraft): Results {
  const given = node.activation();
  const mode = node.string('mode', 'constant');
  const value = node.opset < 11 ? node.float('value', 0) : (node.optionalConstant(2)?.values[0] ?? 0);
  const pads = node.opset < 11 ? (node.ints('pads') ?? []) : [...node.constant(1).values];
  const rank = given.axes.length;
  const padded = [...(node.optionalConstant(3)?.values ?? given.axes.keys())].map((axis) =>
    axis < 0 ? axis + rank : axis,
  );
  if (mode !== 'constant') return [repeatedBorder(node, draft, given, mode, padded, pads)];
  const isPadded = (axis: number): boolean =>
    padded.some((one, i) => one === axis && (pads[i] !== 0 || pads[i + padded.length] !== 0));
  // An axis of length 1 that the layer has not becomes one of its own.
  const isMissing = given.axes.some((axis, i) => axis === null && isPadded(i));
  const x = isMissing ? withAllAxes(node, draft, given) : given;
  const borders = new Map<number, Pair>();
  padded.forEach((axis, i) => {
    const [before = NaN, after = NaN] = [pads[i], pads[i + padded.length]];
    if (!(before >= 0 && after >= 0)) node.fail(`borders must be at least 0. Received ${pads.join(',')}`);
    if (before === 0 && after === 0) return;
    const ours = x.axes[axis] ?? 0;
    if (ours === 0) return node.fail(`pads no batch. Received axis ${axis} of ${fileText(x)}`);
    borders.set(ours, [before, after]);
  });
  if (borders.size === 0) return [x];
  if (x.order !== null) node.fail('must come before a flatten');
  if (x.shape.length === 3 && !borders.has(3))
    return [filledBorder(node, draft, x, borders.get(1) ?? [0, 0], borders.get(2) ?? [0, 0], value)];
  // Each axis by itself, as the columns of a map.
  const y = [...borders].reduce((before, [axis, border]) => {
    const [outer, inner] = [before.shape.slice(0, axis - 1), before.shape.slice(axis)];
    const length = before.shape[axis - 1] ?? 1;
    const targetShape = [sizeOf(outer), length, sizeOf(inner)];
    const map = draft.layer(node, 'reshape', { targetShape }, [before]);
    const wide = filledBorder(node, draft, map, [0, 0], border, value);
    const shape = [...outer, length + border[0] + border[1], ...inner];
    return draft.layer(node, 'reshape', { targetShape: shape }, [wide]);
  }, x);
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative && value >= 0 }];
}

function withAllAxes(node: Node, draft: NetworkDraft, x: Activation): Activation {
  const map = x.axes.length === 4 ? laid(node, draft, x, [2, 3, 1]) : null;
  const found = map ?? laid(node, draft, x, ownAxes(x));
  return found ?? node.fail(`pads an axis of length 1 of ${fileText(x)}, whose axes are turned here`);
}

/** A border of the input's own numbers: by mirror, of the outermost, or of the other end. */
function repeatedBorder(
  node: Node,
  draft: NetworkDraft,
  given: Activation,
  mode: string,
  padded: readonly number[],
  pads: readonly number[],
): Activation {
  return padded.reduce((x, axis, i) => {
    const [before = NaN, after = NaN] = [pads[i], pads[i + padded.length]];
    if (!(before >= 0 && after >= 0)) node.fail(`borders must be at least 0. Received ${pads.join(',')}`);
    if (before === 0 && after === 0) return x;
    const length = fileShape(x)[axis] ?? NaN;
    const from = Array.from({ length: before + length + after }, (_, place) =>
      insideOf(node, mode, place - before, length),
    );
    return selected(node, draft, x, axis, from);
  }, given);
}

function insideOf(node: Node, mode: string, at: number, length: number): number {
  switch (mode) {
    case 'edge':
      return Math.min(Math.max(at, 0), length - 1);
    case 'wrap':
      return ((at % length) + length) % length;
    case 'reflect': {
      // The outermost number is not repeated.
      const period = Math.max(1, 2 * (length - 1));
      const place = ((at % period) + period) % period;
      return place < length ? place : period - place;
    }
    default:
      return node.fail(`has no mode '${mode}'`);
  }
}
