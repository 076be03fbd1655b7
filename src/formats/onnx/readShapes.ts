// Operators that only change the shape. Most need no layer: transposed axes and axes of length 1 are stored with the
// value, and its consumers take them into account.
//
// The one that matters is a flatten of maps with channels first: its row has another order than ours, channels last.
// The order is kept with the row, and the dense layer behind it gets its weights' rows transposed instead.
// Source: https://onnx.ai/onnx/operators/onnx__Reshape.html, __Flatten, __Transpose, __Squeeze, __Unsqueeze

import { sameShape, shapeText, sizeOf, type Shape } from '../../graph/tensor';
import type { ChannelAxis } from './channelAxis';
import type { NetworkDraft } from './networkDraft';
import { inverse, permutedOrder } from '../permute';
import { fileShape, naturalAxes, type Activation, type Node, type Results } from './readNode';

/** What is known of the whole file. */
export interface FileFacts {
  readonly channels: ChannelAxis;
  /** Where the file fixes it. */
  readonly batch: number | null;
}

/** Longer rows in another order are refused: their order alone would take more memory than a network. */
const MAX_ORDERED = 2 ** 22;
/** Axes that the layer of that name puts in another order. */
const MAX_PERMUTED = 3;

/**
 * Moves one of the file's axes to the last place, keeping the order of the others: for consumers that need channels
 * there. Costs a permute where numbers must move, and a reshape where axes of length 1 are more or fewer than the layer has.
 * @returns null for a row in another order, or more axes than a permute takes
 */
export function arranged(node: Node, x: Activation, draft: NetworkDraft, last: number): Activation | null {
  const rank = x.axes.length - 1;
  const axes = x.axes.map((_, axis) => (axis === last ? rank : axis > last ? axis - 1 : axis));
  if (x.axes.join() === axes.join()) return x;
  if (last < 1 || last > rank || x.order !== null) return null;
  const shape = ourShape(fileShape(x), axes);
  // The layer's axes as they come then.
  const dims = inverse(axes)
    .flatMap((place) => x.axes[place] ?? [])
    .filter((axis) => axis > 0);
  let y = x;
  if (!isIncreasing(dims.filter((axis) => x.shape[axis - 1] !== 1))) {
    if (dims.length > MAX_PERMUTED) return null;
    y = draft.layer(node, 'permute', { dims }, [y]);
  }
  if (!sameShape(y.shape, shape)) y = draft.layer(node, 'reshape', { targetShape: shape }, [y]);
  return { ...y, axes, nonNegative: x.nonNegative };
}

const isIncreasing = (axes: readonly number[]): boolean =>
  axes.every((axis, i) => i === 0 || axis > (axes[i - 1] ?? 0));

/** Of the layer, where the file's axes are `axes` of it; both with the batch, the result without. */
function ourShape(lengths: Shape, axes: readonly number[]): Shape {
  return inverse(axes)
    .slice(1)
    .map((axis) => lengths[axis] ?? 1);
}

/** A map with channels first, for sliding windows. */
export function asMap(node: Node, x: Activation, draft: NetworkDraft): Activation {
  const map = x.axes.length === 4 ? arranged(node, x, draft, 1) : null;
  return (
    map ??
    node.fail(
      `reads a map of batch × channels × rows × columns. Received ${fileText(x)}, which comes from '${x.name}' ` +
        `(${shapeText(x.shape)}) with its axes in the order ${axesText(x)}`,
    )
  );
}

export function flatten(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const given = node.int('axis', 1);
  const axis = given < 0 ? given + x.axes.length : given;
  if (axis !== 1) node.fail(`flattens all but the batch here (axis 1). Received axis ${given}`);
  return [counted(node, draft, x, [sizeOf(x.shape)])];
}

export function reshape(node: Node, draft: NetworkDraft, facts: FileFacts): Results {
  const x = node.activation();
  const target = [...node.constant(1).values];
  const keepsZero = node.int('allowzero', 0) !== 0;
  const known = fileShape(x);
  const size = sizeOf(x.shape);
  const lengths = target.map((length, axis) => (length === 0 && !keepsZero ? (known[axis] ?? NaN) : length));
  const [batch, ...others] = lengths;
  const product = sizeOf(others.filter((length) => length !== -1));
  const rest = others.map((length) => (length === -1 ? size / product : length));
  const isBatch =
    batch !== undefined &&
    (Number.isNaN(batch) || batch === facts.batch || batch === -1 || (batch > 0 && !others.includes(-1)));
  if (!isBatch || sizeOf(rest) !== size || !rest.every((length) => Number.isInteger(length) && length > 0))
    node.fail(
      `must keep the batch and the ${size} numbers of each picture. Received the shape ${target.join(',')}`,
    );
  return [counted(node, draft, x, rest, facts)];
}

export function squeeze(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const lengths = fileShape(x);
  const given = axesGiven(node);
  const gone =
    given?.map((axis) => (axis < 0 ? axis + lengths.length : axis)) ??
    lengths.flatMap((length, axis) => (length === 1 ? axis : []));
  if (gone.some((axis) => lengths[axis] !== 1))
    node.fail(
      `removes only axes of length 1 other than the batch. Received axes ${gone.join(',')} of ${fileText(x)}`,
    );
  return [
    counted(
      node,
      draft,
      x,
      lengths.filter((_, axis) => axis > 0 && !gone.includes(axis)),
    ),
  ];
}

export function unsqueeze(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const given = axesGiven(node) ?? [];
  const lengths = fileShape(x);
  const rank = lengths.length + given.length;
  const added = new Set(given.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (added.has(0) || added.size !== given.length || rank > 8)
    node.fail(`inserts axes after the batch. Received axes ${given.join(',')}`);
  const rest = lengths.slice(1);
  const target = Array.from({ length: rank - 1 }, (_, i) => (added.has(i + 1) ? 1 : (rest.shift() ?? NaN)));
  if (target.some(Number.isNaN)) node.fail(`axes ${given.join(',')} do not fit ${fileText(x)}`);
  return [counted(node, draft, x, target)];
}

export function transpose(node: Node): Results {
  const x = node.activation();
  const rank = x.axes.length;
  const perm = node.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const axes = perm.flatMap((axis) => x.axes[axis] ?? (axis >= 0 && axis < rank ? null : []));
  if (axes.length !== rank || new Set(perm).size !== rank)
    node.fail(`'perm' ${perm.join(',')} does not fit ${fileText(x)}`);
  if (perm[0] !== 0) node.fail(`must keep the batch axis first. Received perm ${perm.join(',')}`);
  return [{ ...x, axes }];
}

function axesGiven(node: Node): readonly number[] | undefined {
  if (node.opset < 13) return node.ints('axes');
  const given = node.optionalConstant(1);
  return given === undefined ? undefined : [...given.values];
}

/** The numbers of `x`, in the file's order, counted in another shape (without the batch). */
function counted(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  target: Shape,
  facts: FileFacts | null = null,
): Activation {
  if (fileShape(x).slice(1).join() === target.join()) return x;
  const axes = withoutMoving(x, target);
  if (axes !== null) return { ...x, axes };
  if (target.length === 1) {
    const y = x.shape.length === 1 ? x : draft.layer(node, 'flatten', {}, [x]);
    return {
      ...y,
      axes: [0, 1],
      order: x.shape.length === 1 ? x.order : orderOf(node, x),
      nonNegative: x.nonNegative,
    };
  }
  if (x.order === null && isNatural(x.shape, x.axes)) {
    const transposed = mapAxes(node, target, facts);
    const shape = ourShape([NaN, ...target], transposed);
    if (isNatural(shape, transposed)) {
      const y = draft.layer(node, 'reshape', { targetShape: shape }, [x]);
      return { ...y, axes: transposed, nonNegative: x.nonNegative };
    }
  }
  return node.fail(
    `counts ${fileText(x)} as ${['batch', ...target].join('×')}, which puts numbers in another order here, where ` +
      'channels come last',
  );
}

/** The axes where a reshape only adds or takes away axes of length 1; null where it does more. */
function withoutMoving({ shape, axes }: Activation, target: Shape): Activation['axes'] | null {
  const isLong = (axis: number | null): boolean => axis !== null && axis > 0 && shape[axis - 1] !== 1;
  const long = axes.filter(isLong);
  const short = axes.filter((axis) => axis !== null && axis > 0 && !isLong(axis));
  const lengths = long.map((axis) => shape[(axis ?? 1) - 1]);
  const room = target.filter((length) => length === 1).length;
  if (lengths.join() !== target.filter((length) => length !== 1).join() || short.length > room) return null;
  return [0, ...target.map((length) => (length === 1 ? short.shift() : long.shift()) ?? null)];
}

/** Where what a reshape gives is a map for a convolution, its axes as channels first; else as they come. */
function mapAxes({ proto }: Node, target: Shape, facts: FileFacts | null): number[] {
  const natural = naturalAxes(target);
  const [output] = proto.output;
  if (target.length !== 3 || facts === null || output === undefined) return natural;
  const found = facts.channels.of(output);
  return found === null ? natural : inverse([0, ...found]);
}

/** Whether the file has the layer's numbers in the layer's order: axes longer than 1 come in turn. */
function isNatural(shape: Shape, axes: Activation['axes']): boolean {
  return isIncreasing(
    axes.filter((axis): axis is number => axis !== null && axis > 0 && shape[axis - 1] !== 1),
  );
}

function orderOf(node: Node, x: Activation): Int32Array | null {
  if (isNatural(x.shape, x.axes)) return null;
  if (sizeOf(x.shape) > MAX_ORDERED)
    node.fail(`a row of ${sizeOf(x.shape)} numbers in another order is more than ${MAX_ORDERED}`);
  const axes = x.axes.flatMap((axis) => (axis === null || axis === 0 ? [] : [axis - 1]));
  return permutedOrder(x.shape, axes);
}

export function fileText(x: Activation): string {
  return fileShape(x)
    .map((length) => (Number.isNaN(length) ? 'batch' : length))
    .join('×');
}

function axesText({ axes }: Activation): string {
  return axes.map((axis) => (axis === null ? '1' : axis === 0 ? 'batch' : `axis ${axis}`)).join(', ');
}
