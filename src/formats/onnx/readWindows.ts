// Operators that slide a window over maps: convolution and pooling. Over rows alone, they slide over a map of one row.
//
// Convscope, like Keras, pads in two ways, not at all and `same`. Where a file's border is neither, it becomes a layer
// of its own before: a border of zeros. What pooling does with a border that is not zero is in readPooling.ts.
// Source: https://onnx.ai/onnx/operators/onnx__Conv.html

import { shapeText, type Shape } from '../../graph/tensor';
import { padBorder } from './readBorders';
import type { NetworkDraft } from './networkDraft';
import type { Activation, Node, Results } from './readNode';
import { permute } from '../permute';
import { asMap, fileText } from './readShapes';

export type Pair = readonly [number, number];

/** The border and the steps of a window over rows and columns, as the file has them. */
export interface SlidingWindow {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  /** `after` counts what windows reach beyond the file's border under `ceil_mode` too, which is `overhang`. */
  readonly before: Pair;
  readonly after: Pair;
  readonly overhang: Pair;
}

/** The axes of the file's tensor over which a window slides: 1 or 2. */
export function slidAxes({ axes }: Activation): number {
  return axes.length - 2;
}

export function conv(node: Node, draft: NetworkDraft): Results {
  const x = asMap(node, node.activation(), draft);
  const [height = 1, width = 1, channels = 1] = x.shape;
  const weight = node.floats(1);
  const [filters, perGroup, ...sides] = weight.shape;
  const count = slidAxes(x);
  const [kw = 1, kh = 1] = sides.toReversed();
  if (filters === undefined || perGroup === undefined || sides.length !== count)
    return node.fail(
      `needs a kernel of ${count + 2} axes for ${fileText(x)}. Received ${shapeText(weight.shape)}`,
    );
  const groups = node.int('group', 1);
  if (groups < 1 || perGroup * groups !== channels || filters % groups !== 0) {
    node.fail(
      `${filters} filters of ${perGroup} channels in ${groups} groups do not fit an input of ${channels} channels`,
    );
  }
  const slide = slideOf(node, [kh, kw], [height, width], count);
  const { padding, padded } = bordered(node, draft, x, slide);
  const given = node.inputs[2] === undefined ? null : node.floats(2).values;
  const options = {
    kernelSize: [kh, kw],
    strides: slide.strides,
    padding,
    dilationRate: slide.dilation,
    useBias: given !== null,
  };
  const bias: Record<string, Float32Array> = given === null ? {} : { bias: given };
  const named = { weightName: weight.name };
  let y: Activation;
  if (groups > 1 && perGroup === 1) {
    const depthMultiplier = filters / groups;
    const values = permute(weight.values, [channels, depthMultiplier, kh, kw], [2, 3, 0, 1]);
    const weights = { weight: values, ...bias };
    y = draft.layer(node, 'depthwiseConv2d', { ...options, depthMultiplier }, [padded], {
      weights,
      ...named,
    });
  } else {
    const values = permute(weight.values, [filters, perGroup, kh, kw], [2, 3, 1, 0]);
    y =
      groups === 1
        ? draft.layer(node, 'conv2d', { ...options, filters }, [padded], {
            weights: { weight: values, ...bias },
            ...named,
          })
        : draft.layer(node, 'groupedConv2d', { ...options, filters, groups }, [padded], {
            weights: { kernel: values, ...bias },
            ...named,
          });
  }
  return [{ ...y, axes: x.axes }];
}

/** @param count of axes that the file's window slides over */
export function pairOf(node: Node, name: string, fallback: Pair | null, count: number): Pair {
  const ints = node.ints(name);
  if (ints === undefined && fallback !== null) return fallback;
  if (ints?.length !== count)
    return node.fail(
      `'${name}' must have ${count === 1 ? 'one number' : 'two numbers'}. Received ${ints?.join(',') ?? 'none'}`,
    );
  const [columns = 1, rows = 1] = ints.toReversed();
  return [rows, columns];
}

/** @throws FormatError where numbers are not of a window */
export function slideOf(node: Node, size: Pair, input: Pair, count: number): SlidingWindow {
  const strides = pairOf(node, 'strides', [1, 1], count);
  const dilation = pairOf(node, 'dilations', [1, 1], count);
  for (const [name, pair] of Object.entries({ kernel_shape: size, strides, dilations: dilation })) {
    if (pair.some((length) => !(length >= 1)))
      node.fail(`'${name}' must be at least 1. Received ${pair.join(',')}`);
  }
  const reach = size.map((taps, axis) => (taps - 1) * (dilation[axis] ?? 1) + 1);
  const automatic = node.string('auto_pad', 'NOTSET');
  const axes = [0, 1].map((axis): readonly [before: number, after: number, overhang: number] => {
    const [length = 1, step = 1, window = 1] = [input[axis], strides[axis], reach[axis]];
    const total = Math.max(0, (Math.ceil(length / step) - 1) * step + window - length);
    switch (automatic) {
      case 'VALID':
        return [0, 0, 0];
      case 'SAME_UPPER':
        return [Math.floor(total / 2), Math.ceil(total / 2), 0];
      case 'SAME_LOWER':
        return [Math.ceil(total / 2), Math.floor(total / 2), 0];
      case 'NOTSET':
      case '':
        return explicit(node, axis, count, { length, step, window });
      default:
        return node.fail(`'auto_pad' is not known: ${automatic}`);
    }
  });
  const [[top, bottom, below] = [0, 0, 0], [left, right, beside] = [0, 0, 0]] = axes;
  const after: Pair = [bottom, right];
  return { size, strides, dilation, before: [top, left], after, overhang: [below, beside] };
}

/** `pads`; with `ceil_mode` also what the last window reaches beyond them. */
function explicit(
  node: Node,
  axis: number,
  count: number,
  { length, step, window }: { length: number; step: number; window: number },
): readonly [before: number, after: number, overhang: number] {
  const pads = node.ints('pads') ?? new Array<number>(2 * count).fill(0);
  if (pads.length !== 2 * count || pads.some((pad) => pad < 0))
    return node.fail(
      `'pads' must be ${count === 1 ? 'two' : 'four'} numbers of at least 0. Received ${pads.join(',')}`,
    );
  const place = axis + count - 2;
  const [before = 0, after = 0] = place < 0 ? [] : [pads[place], pads[place + count]];
  if (node.int('ceil_mode', 0) === 0) return [before, after, 0];
  const places = Math.ceil((length + before + after - window) / step) + 1;
  // A window that would begin behind the picture is left out.
  const last = (places - 1) * step >= length + before ? places - 1 : places;
  const more = Math.max(0, (last - 1) * step + window - length - before - after);
  return [before, after + more, more];
}

/** How Convscope pads the same: by an option where that does it, else by a border of zeros before. */
function bordered(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  slide: SlidingWindow,
): { readonly padding: 'valid' | 'same'; readonly padded: Activation } {
  const padding = paddingOf(slide, x.shape);
  if (padding !== null) return { padding, padded: x };
  return { padding: 'valid', padded: withBorder(node, draft, x, slide) };
}

export function withBorder(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  { before, after }: SlidingWindow,
): Activation {
  if ([...before, ...after].every((width) => width === 0)) return x;
  return padBorder(node, draft, x, [before[0], after[0]], [before[1], after[1]]);
}

/** The option that pads the same; null: none. */
export function paddingOf(slide: SlidingWindow, input: Shape): 'valid' | 'same' | null {
  const isEmpty = [...slide.before, ...slide.after].every((pad) => pad === 0);
  return isEmpty ? 'valid' : isSame(slide, input) ? 'same' : null;
}

/** Whether `same` puts its windows at these places, as many of them. */
function isSame({ size, strides, dilation, before, after }: SlidingWindow, input: Shape): boolean {
  return [0, 1].every((axis) => {
    const [length = 1, taps = 1, step = 1] = [input[axis], size[axis], strides[axis]];
    const reach = (taps - 1) * (dilation[axis] ?? 1) + 1;
    const places = Math.ceil(length / step);
    const total = Math.max(0, (places - 1) * step + reach - length);
    const [start = 0, end = 0] = [before[axis], after[axis]];
    return (
      start === Math.floor(total / 2) && Math.floor((length + start + end - reach) / step) + 1 === places
    );
  });
}
