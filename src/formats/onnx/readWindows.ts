// Operators that slide a window over maps: convolution and pooling.
//
// Convscope, like Keras, pads in two ways, not at all and `same`. Where a file's border is neither, it becomes a layer
// of its own before: a border of zeros, which for a maximum is right only where nothing is below zero.
// Source: https://onnx.ai/onnx/operators/onnx__Conv.html, __MaxPool, __AveragePool

import { shapeText, type Shape } from '../../graph/tensor';
import { padBorder } from './readBorders';
import type { NetworkDraft } from './networkDraft';
import { CHANNELS_FIRST, type Activation, type Node, type Results } from './readNode';
import { permute } from '../permute';
import { asMap } from './readShapes';

type Pair = readonly [number, number];

/** The border and the steps of a window, as the file has them. */
interface SlidingWindow {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly before: Pair;
  readonly after: Pair;
}

export function conv(node: Node, draft: NetworkDraft): Results {
  const x = asMap(node, node.activation(), draft);
  const [height = 1, width = 1, channels = 1] = x.shape;
  const weight = node.floats(1);
  const [filters, perGroup, kh, kw] = weight.shape;
  if (
    weight.shape.length !== 4 ||
    filters === undefined ||
    perGroup === undefined ||
    kh === undefined ||
    kw === undefined
  )
    return node.fail(
      `supports only convolutions over two axes. Received a kernel of ${shapeText(weight.shape)}`,
    );
  const groups = node.int('group', 1);
  if (groups < 1 || perGroup * groups !== channels || filters % groups !== 0) {
    node.fail(
      `${filters} filters of ${perGroup} channels in ${groups} groups do not fit an input of ${channels} channels`,
    );
  }
  const slide = slideOf(node, [kh, kw], [height, width], pairOf(node, 'dilations', [1, 1]));
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
  return [{ ...y, axes: CHANNELS_FIRST }];
}

export function maxPool(node: Node, draft: NetworkDraft): Results {
  return pool(node, draft, 'maxPooling2d');
}

export function averagePool(node: Node, draft: NetworkDraft): Results {
  return pool(node, draft, 'averagePooling2d');
}

function pool(node: Node, draft: NetworkDraft, kind: 'maxPooling2d' | 'averagePooling2d'): Results {
  const x = asMap(node, node.activation(), draft);
  const [height = 1, width = 1] = x.shape;
  const size = pairOf(node, 'kernel_shape', null);
  const dilation = pairOf(node, 'dilations', [1, 1]);
  if (dilation.some((step) => step !== 1))
    node.fail(`pooling with dilations ${dilation.join(',')} is not supported`);
  const slide = slideOf(node, size, [height, width], dilation);
  const fits = bordered(node, draft, x, slide, (padding) => {
    if (kind === 'maxPooling2d') {
      if (padding === null && !x.nonNegative)
        node.fail(
          `its border (${borderText(slide)}) is not that of padding 'same', and its input may be below zero, so that ` +
            'a border of zeros would change the maximum',
        );
      return padding;
    }
    const counted = node.int('count_include_pad', 0) !== 0;
    if (counted) return padding === 'valid' ? padding : null;
    if (padding === null)
      node.fail(`its border (${borderText(slide)}), which is not counted, is not that of padding 'same'`);
    return padding;
  });
  const options = { poolSize: size, strides: slide.strides, padding: fits.padding };
  const y = draft.layer(node, kind, options, [fits.padded]);
  return [{ ...y, axes: CHANNELS_FIRST, nonNegative: x.nonNegative }];
}

function borderText({ before, after }: SlidingWindow): string {
  return [...before, ...after].join(',');
}

function pairOf(node: Node, name: string, fallback: Pair | null): Pair {
  const ints = node.ints(name);
  if (ints === undefined && fallback !== null) return fallback;
  const [rows, columns] = ints ?? [];
  if (ints?.length !== 2 || rows === undefined || columns === undefined)
    return node.fail(`'${name}' must have two numbers. Received ${ints?.join(',') ?? 'none'}`);
  return [rows, columns];
}

/** @throws FormatError where numbers are not of a window */
function slideOf(node: Node, size: Pair, input: Pair, dilation: Pair): SlidingWindow {
  const strides = pairOf(node, 'strides', [1, 1]);
  for (const [name, pair] of Object.entries({ kernel_shape: size, strides, dilations: dilation })) {
    if (pair.some((length) => !(length >= 1)))
      node.fail(`'${name}' must be at least 1. Received ${pair.join(',')}`);
  }
  const reach = size.map((taps, axis) => (taps - 1) * (dilation[axis] ?? 1) + 1);
  const automatic = node.string('auto_pad', 'NOTSET');
  const axes = [0, 1].map((axis): Pair => {
    const [length = 1, step = 1, window = 1] = [input[axis], strides[axis], reach[axis]];
    const total = Math.max(0, (Math.ceil(length / step) - 1) * step + window - length);
    switch (automatic) {
      case 'VALID':
        return [0, 0];
      case 'SAME_UPPER':
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      case 'SAME_LOWER':
        return [Math.ceil(total / 2), Math.floor(total / 2)];
      case 'NOTSET':
      case '':
        return explicit(node, axis, { length, step, window });
      default:
        return node.fail(`'auto_pad' is not known: ${automatic}`);
    }
  });
  const [[top, bottom] = [0, 0], [left, right] = [0, 0]] = axes;
  return { size, strides, dilation, before: [top, left], after: [bottom, right] };
}

/** `pads`; with `ceil_mode` also what the last window reaches beyond them. */
function explicit(
  node: Node,
  axis: number,
  { length, step, window }: { length: number; step: number; window: number },
): Pair {
  const pads = node.ints('pads') ?? [0, 0, 0, 0];
  const [before, after] = [pads[axis], pads[axis + 2]];
  if (pads.length !== 4 || before === undefined || after === undefined || pads.some((pad) => pad < 0))
    return node.fail(`'pads' must be four numbers of at least 0. Received ${pads.join(',')}`);
  if (node.int('ceil_mode', 0) === 0) return [before, after];
  const places = Math.ceil((length + before + after - window) / step) + 1;
  // A window that would begin behind the picture is left out.
  const last = (places - 1) * step >= length + before ? places - 1 : places;
  const more = Math.max(0, (last - 1) * step + window - length - before - after);
  if (more > 0 && node.int('count_include_pad', 0) !== 0)
    node.fail("'ceil_mode' together with 'count_include_pad' is not supported");
  return [before, after + more];
}

/**
 * How Convscope pads the same: by an option where that does it, else by a border of zeros before.
 * @param choose takes the option that does it (null: none), and may say no
 */
function bordered(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  slide: SlidingWindow,
  choose: (padding: 'valid' | 'same' | null) => 'valid' | 'same' | null = (padding) => padding,
): { readonly padding: 'valid' | 'same'; readonly padded: Activation } {
  const { before, after } = slide;
  const isEmpty = [...before, ...after].every((pad) => pad === 0);
  const padding = choose(isEmpty ? 'valid' : isSame(slide, x.shape) ? 'same' : null);
  if (padding !== null) return { padding, padded: x };
  return {
    padding: 'valid',
    padded: padBorder(node, draft, x, [before[0], after[0]], [before[1], after[1]]),
  };
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
