// Operators that only change the shape. Most need no layer: transposed axes and axes of length 1 are stored with the
// value, and its consumers take them into account.
//
// The one that matters is a flatten of maps with channels first: its row has another order than ours, channels last.
// The order is kept with the row, and the dense layer behind it gets its weights' rows transposed instead.
// Source: https://onnx.ai/onnx/operators/onnx__Reshape.html, __Flatten, __Transpose, __Squeeze, __Unsqueeze

import { sameShape, shapeText, sizeOf, type Shape } from '../../graph/tensor';
import type { ChannelAxis } from './channelAxis';
import type { NetworkDraft } from './networkDraft';
import { permutedOrder } from '../permute';
import { fileShape, type Activation, type Node, type Results } from './readNode';

/** What is known of the whole file. */
export interface FileFacts {
  readonly channels: ChannelAxis;
  /** Where the file fixes it. */
  readonly batch: number | null;
  /** The tensors that the file gives out. */
  readonly outputs: ReadonlySet<string>;
}

/** Longer rows in another order are refused: their order alone would take more memory than a network. */
const MAX_ORDERED = 2 ** 22;
/** Axes that the layer of that name puts in another order. */
const MAX_PERMUTED = 3;

/** Whether the file's tensor has the batch as its first axis. Without it, it is one picture. */
export function hasBatch({ axes }: Activation): boolean {
  return axes[0] === 0;
}

/** The file's axes but the batch. */
export function ownAxes(x: Activation): number[] {
  return x.axes.flatMap((axis, i) => (axis === 0 ? [] : [i]));
}

/**
 * As a layer's result whose axes are the file's axes `order`, one by one; −1 is one more axis of length 1. The file's
 * other axes must have length 1. Costs a permute where numbers must move, and a reshape where axes of length 1 are more or
 * fewer than the layer has.
 * @returns null for a row in another order
 */
export function laid(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  order: readonly number[],
): Activation | null {
  const lengths = fileShape(x);
  const shape = order.map((axis) => lengths[axis] ?? 1);
  const axes = x.axes.map((axis, i) => {
    if (axis === 0) return 0;
    const at = order.indexOf(i);
    return at < 0 ? null : at + 1;
  });
  if (axes.some((axis, i) => axis === null && lengths[i] !== 1)) return null;
  if (sameShape(shape, x.shape) && axes.join() === x.axes.join()) return x;
  const places = order.flatMap((axis) => (isLong(x, x.axes[axis]) ? (x.axes[axis] ?? 0) : []));
  if (isIncreasing(places) && sameShape(shape, x.shape)) return { ...x, axes };
  if (x.order !== null) return null;
  const moved = reordered(node, draft, x, places);
  const y = sameShape(shape, moved.shape)
    ? moved
    : draft.layer(node, 'reshape', { targetShape: shape }, [moved]);
  return { ...y, axes, nonNegative: x.nonNegative };
}

const isIncreasing = (axes: readonly number[]): boolean =>
  axes.every((axis, i) => i === 0 || axis > (axes[i - 1] ?? 0));

/**
 * The layer's axes longer than 1 in another order, by Permute, which takes three: neighbours that stay together are one. Of
 * more, one after the other is moved to the front, the last first.
 * @param wanted all of them
 */
function reordered(node: Node, draft: NetworkDraft, x: Activation, wanted: readonly number[]): Activation {
  if (isIncreasing(wanted)) return x;
  const length = (axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis - 1] ?? 1));
  let y = x;
  /** Puts the three blocks, side by side, in another order. */
  const permuted = (blocks: readonly (readonly number[])[], dims: readonly number[]): void => {
    const shape = blocks.map(length);
    if (!sameShape(y.shape, shape)) y = draft.layer(node, 'reshape', { targetShape: shape }, [y]);
    y = draft.layer(node, 'permute', { dims }, [y]);
  };
  let present = wanted.toSorted((a, b) => a - b);
  const blocks = blocksOf(present, wanted);
  const inOrder = blocks.toSorted(([a = 0], [b = 0]) => wanted.indexOf(a) - wanted.indexOf(b));
  if (blocks.length <= MAX_PERMUTED) {
    permuted(
      blocks,
      inOrder.map((block) => blocks.indexOf(block) + 1),
    );
  } else {
    for (const block of inOrder.toReversed()) {
      const at = present.indexOf(block[0] ?? 0);
      if (at === 0) continue;
      const [before, after] = [present.slice(0, at), present.slice(at + block.length)];
      if (after.length === 0) permuted([before, block], [2, 1]);
      else permuted([before, block, after], [2, 1, 3]);
      present = [...block, ...before, ...after];
    }
  }
  const targetShape = wanted.map((axis) => x.shape[axis - 1] ?? 1);
  return sameShape(y.shape, targetShape) ? y : draft.layer(node, 'reshape', { targetShape }, [y]);
}

/** Runs of axes that are neighbours, in this order, in both. */
function blocksOf(present: readonly number[], wanted: readonly number[]): readonly (readonly number[])[] {
  const blocks: number[][] = [];
  present.forEach((axis, i) => {
    const before = present[i - 1];
    const isNext = before !== undefined && wanted.indexOf(axis) === wanted.indexOf(before) + 1;
    if (isNext) blocks.at(-1)?.push(axis);
    else blocks.push([axis]);
  });
  return blocks;
}

/**
 * Moves one of the file's axes to the last place, keeping the order of the others: for consumers that need channels
 * there.
 * @returns null for a row in another order
 */
export function arranged(node: Node, x: Activation, draft: NetworkDraft, last: number): Activation | null {
  if (!ownAxes(x).includes(last)) return null;
  const others = ownAxes(x).filter((axis) => axis !== last && x.axes[axis] !== null);
  return laid(node, draft, x, [...others, last]);
}

/** As `arranged`, with all axes of the file's tensor, those of length 1 too: so that several are alike. */
export function arrangedWhole(
  node: Node,
  x: Activation,
  draft: NetworkDraft,
  last: number,
): Activation | null {
  const own = ownAxes(x);
  if (!own.includes(last)) return null;
  return laid(node, draft, x, [...own.filter((axis) => axis !== last), last]);
}

/** A map with channels first, for sliding windows; what has rows alone is a map of one row here. */
export function asMap(node: Node, x: Activation, draft: NetworkDraft): Activation {
  const rank = x.axes.length;
  const map = rank === 4 ? laid(node, draft, x, [2, 3, 1]) : null;
  const row = rank === 3 ? laid(node, draft, x, [-1, 2, 1]) : null;
  if (rank > 4) node.fail(`slides over rows and columns here, at most. Received ${fileText(x)}`);
  return (
    map ??
    row ??
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
  if (hasBatch(x)) {
    if (axis !== 1) node.fail(`flattens all but the batch here (axis 1). Received axis ${given}`);
    return [counted(node, draft, x, [sizeOf(x.shape)])];
  }
  const lengths = fileShape(x);
  return [counted(node, draft, x, [sizeOf(lengths.slice(0, axis)), sizeOf(lengths.slice(axis))])];
}

export function reshape(node: Node, draft: NetworkDraft, facts: FileFacts): Results {
  const x = node.activation();
  const target = [...(node.opset < 5 ? (node.ints('shape') ?? []) : node.constant(1).values)];
  const keepsZero = node.int('allowzero', 0) !== 0;
  const known = fileShape(x);
  const size = sizeOf(x.shape);
  const lengths = target.map((length, axis) => (length === 0 && !keepsZero ? (known[axis] ?? NaN) : length));
  const [batch, ...rest] = lengths;
  const others = hasBatch(x) ? rest : lengths;
  const product = sizeOf(others.filter((length) => length !== -1));
  const whole = others.map((length) => (length === -1 ? size / product : length));
  const isBatch =
    batch !== undefined &&
    (Number.isNaN(batch) || batch === facts.batch || batch === -1 || (batch > 0 && !rest.includes(-1)));
  const isPossible =
    sizeOf(whole) === size && whole.every((length) => Number.isInteger(length) && length > 0);
  if (!isPossible || (hasBatch(x) && !isBatch))
    node.fail(
      `must keep the batch and the ${size} numbers of each picture. Received the shape ${target.join(',')}`,
    );
  return [counted(node, draft, x, whole)];
}

export function squeeze(node: Node): Results {
  const x = node.activation();
  const lengths = fileShape(x);
  const gone =
    axesGiven(node)?.map((axis) => (axis < 0 ? axis + lengths.length : axis)) ??
    lengths.flatMap((length, axis) => (length === 1 ? axis : []));
  if (gone.some((axis) => lengths[axis] !== 1))
    node.fail(
      `removes only axes of length 1 other than the batch. Received axes ${gone.join(',')} of ${fileText(x)}`,
    );
  return [{ ...x, axes: x.axes.filter((_, axis) => !gone.includes(axis)) }];
}

export function unsqueeze(node: Node): Results {
  const x = node.activation();
  const given = axesGiven(node) ?? [];
  const rank = x.axes.length + given.length;
  const added = new Set(given.map((axis) => (axis < 0 ? axis + rank : axis)));
  const isInside = [...added].every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  if (added.size !== given.length || !isInside || rank > 8)
    node.fail(`axes ${given.join(',')} do not fit ${fileText(x)}`);
  if (added.has(0) && hasBatch(x))
    node.fail(`inserts axes after the batch. Received axes ${given.join(',')}`);
  const rest = [...x.axes];
  const axes = Array.from({ length: rank }, (_, i) => (added.has(i) ? null : (rest.shift() ?? null)));
  return [{ ...x, axes }];
}

export function transpose(node: Node): Results {
  const x = node.activation();
  const rank = x.axes.length;
  const perm = node.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const isInside = perm.every((axis) => axis >= 0 && axis < rank);
  if (perm.length !== rank || !isInside || new Set(perm).size !== rank)
    node.fail(`'perm' ${perm.join(',')} does not fit ${fileText(x)}`);
  if (perm[0] !== 0 && hasBatch(x))
    node.fail(`must keep the batch axis first. Received perm ${perm.join(',')}`);
  return [{ ...x, axes: perm.map((axis) => x.axes[axis] ?? null) }];
}

function axesGiven(node: Node): readonly number[] | undefined {
  if (node.opset < 13) return node.ints('axes');
  const given = node.optionalConstant(1);
  return given === undefined ? undefined : [...given.values];
}

/** The numbers of `x`, in the file's order, counted in another shape (without the batch). */
export function counted(node: Node, draft: NetworkDraft, x: Activation, target: Shape): Activation {
  const found = regrouped(node, draft, x, target);
  if (found !== null) return found;
  const long = target.flatMap((length, i) => (length === 1 ? [] : [i]));
  const batch = hasBatch(x) ? [0] : [];
  if (long.length === 1 && x.order === null) {
    const order = orderOf(node, x);
    const y = x.shape.length === 1 ? x : draft.layer(node, 'flatten', {}, [x]);
    const axes = [...batch, ...target.map((_, i) => (long.includes(i) ? 1 : null))];
    return { ...y, axes, order, nonNegative: x.nonNegative };
  }
  const natural = x.order === null ? laid(node, draft, x, ownAxes(x)) : null;
  const again = natural === null ? null : regrouped(node, draft, natural, target);
  return (
    again ??
    node.fail(
      `counts ${fileText(x)} as ${['batch', ...target].join('×')}, which puts numbers in another order here, where ` +
        'channels come last',
    )
  );
}

/**
 * Where axes of the file are split, or neighbours among them joined, and the layer has these side by side too: only the
 * layer's axes are counted anew. Axes of length 1 come and go.
 * @returns null where the file's order of numbers is another one than the layer's, within what is split or joined
 */
function regrouped(node: Node, draft: NetworkDraft, x: Activation, target: Shape): Activation | null {
  const lengths = fileShape(x);
  const from = ownAxes(x).filter((axis) => lengths[axis] !== 1);
  const to = target.flatMap((length, i) => (length === 1 ? [] : [i]));
  const sorted = from.map((axis) => x.axes[axis] ?? 0).sort((a, b) => a - b);
  const groups: { readonly first: number; readonly to: number[]; readonly joins: number }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const start = i;
    const group = { first: sorted.indexOf(x.axes[from[i] ?? 0] ?? 0), to: [to[j] ?? 0] };
    let [ours, theirs] = [lengths[from[i++] ?? 0] ?? 1, target[to[j++] ?? 0] ?? 1];
    while (ours !== theirs) {
      if (ours < theirs) {
        const axis = from[i];
        if (axis === undefined || sorted[group.first + i - start] !== x.axes[axis]) return null;
        i++;
        ours *= lengths[axis] ?? 1;
      } else {
        const place = to[j++];
        if (place === undefined) return null;
        group.to.push(place);
        theirs *= target[place] ?? 1;
      }
    }
    groups.push({ ...group, joins: i - start });
  }
  if (i < from.length || j < to.length) return null;
  const batch = hasBatch(x) ? [0] : [];
  if (groups.every(({ to: { length }, joins }) => length === 1 && joins === 1)) {
    const axes = new Array<number | null>(target.length).fill(null);
    groups.forEach(({ first, to: [place = 0] }) => (axes[place] = sorted[first] ?? null));
    return { ...x, axes: [...batch, ...axes] };
  }
  if (x.order !== null) return null;
  const places = groups.toSorted((a, b) => a.first - b.first).flatMap((group) => group.to);
  const shape = places.map((place) => target[place] ?? 1);
  const axes = target.map((_, place) => (places.includes(place) ? places.indexOf(place) + 1 : null));
  const y =
    shape.length === 1
      ? draft.layer(node, 'flatten', {}, [x])
      : draft.layer(node, 'reshape', { targetShape: shape }, [x]);
  return { ...y, axes: [...batch, ...axes], nonNegative: x.nonNegative };
}

/** Whether it is an axis of the picture, longer than 1. */
export function isLong({ shape }: Activation, axis: number | null | undefined): boolean {
  return axis !== null && axis !== undefined && axis > 0 && shape[axis - 1] !== 1;
}

/** Whether the file has the layer's numbers in the layer's order: axes longer than 1 come in turn. */
export function isNatural(x: Activation): boolean {
  const long = x.axes.filter((axis): axis is number => isLong(x, axis));
  return x.order === null && long.every((axis, i) => i === 0 || axis > (long[i - 1] ?? 0));
}

function orderOf(node: Node, x: Activation): Int32Array | null {
  if (isNatural(x)) return null;
  if (sizeOf(x.shape) > MAX_ORDERED)
    node.fail(`a row of ${sizeOf(x.shape)} numbers in another order is more than ${MAX_ORDERED}`);
  const axes = x.axes.flatMap((axis) => (axis === null || axis === 0 ? [] : [axis - 1]));
  const missing = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  return permutedOrder(x.shape, [...axes, ...missing]);
}

/**
 * Number `i` of the file's tensor, without the batch, is number `result[i]` of the layer's; null: in one order.
 * @throws FormatError where they are too many
 */
export function fileOrder(node: Node, x: Activation): Int32Array | null {
  return x.order ?? orderOf(node, x);
}

export function fileText(x: Activation): string {
  return fileShape(x)
    .map((length) => (Number.isNaN(length) ? 'batch' : length))
    .join('×');
}

function axesText({ axes }: Activation): string {
  return axes.map((axis) => (axis === null ? '1' : axis === 0 ? 'batch' : `axis ${axis}`)).join(', ');
}
