// Pooling: the largest number of each window, or the mean. Our layers pool without a border or with `same`; other borders
// and dilations are spelled with several layers that give the same numbers.
// Source: https://onnx.ai/onnx/operators/onnx__MaxPool.html, __AveragePool

import { sizeOf } from '../../graph/tensor';
import type { NetworkDraft } from './networkDraft';
import { filledBorder } from './readBorders';
import { affineNumbers, checkScaled } from './readDense';
import type { Activation, Node, Results } from './readNode';
import { asMap } from './readShapes';
import {
  pairOf,
  paddingOf,
  slidAxes,
  slideOf,
  withBorder,
  type Pair,
  type SlidingWindow,
} from './readWindows';

/** Below every number of a map, and finite, since it is added to zero. */
const LOWEST = -3e38;
/** Pools in a row that make a border. */
const MAX_CHAIN = 4;

export function maxPool(node: Node, draft: NetworkDraft): Results {
  const { x, slide } = slid(node, draft);
  const y = isDilated(slide) ? dilatedMax(node, draft, x, slide) : plainMax(node, draft, x, slide);
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}

export function averagePool(node: Node, draft: NetworkDraft): Results {
  const { x, slide } = slid(node, draft);
  const isCounted = node.int('count_include_pad', 0) !== 0;
  const padding = paddingOf(slide, x.shape);
  const isLayers = padding === 'valid' || (padding === 'same' && !isCounted);
  if (isLayers && !isDilated(slide)) {
    const options = { poolSize: slide.size, strides: slide.strides, padding };
    const y = draft.layer(node, 'averagePooling2d', options, [x]);
    return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
  }
  const mean = meanOfAll(node, draft, withBorder(node, draft, x, slide), slide);
  checkScaled(node, sizeOf(mean.shape));
  const y = affineNumbers(node, draft, mean, { scale: shares(x, mean, slide, isCounted) });
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}

function slid(node: Node, draft: NetworkDraft): { readonly x: Activation; readonly slide: SlidingWindow } {
  const x = asMap(node, node.activation(), draft);
  const [height = 1, width = 1] = x.shape;
  const count = slidAxes(x);
  const size = pairOf(node, 'kernel_shape', null, count);
  return { x, slide: slideOf(node, size, [height, width], count) };
}

function isDilated({ dilation }: SlidingWindow): boolean {
  return dilation.some((step) => step !== 1);
}

function plainMax(node: Node, draft: NetworkDraft, x: Activation, slide: SlidingWindow): Activation {
  const pool = (input: Activation, size: Pair, strides: Pair, padding: 'valid' | 'same'): Activation =>
    draft.layer(node, 'maxPooling2d', { poolSize: size, strides, padding }, [input]);
  const { size, strides, before, after } = slide;
  const padding = paddingOf(slide, x.shape);
  if (padding !== null) return pool(x, size, strides, padding);
  if (x.nonNegative) return pool(withBorder(node, draft, x, slide), size, strides, 'valid');
  // A pool with `same` and steps of 1 has a border of −∞ and leaves the size as it is: one that reaches as far as the
  // border before, more of two pixels that reach one further after, and a window for the rest.
  const more = ([0, 1] as const).map((axis) => after[axis] - before[axis]);
  const left = ([0, 1] as const).map((axis) => size[axis] - before[axis] - after[axis]);
  const [rows = 0, columns = 0] = left;
  if (more.every((some) => some >= 0 && some <= MAX_CHAIN) && rows >= 1 && columns >= 1) {
    let y = pool(x, [2 * before[0] + 1, 2 * before[1] + 1], [1, 1], 'same');
    for (let i = 0; i < Math.max(...more); i++)
      y = pool(y, [(more[0] ?? 0) > i ? 2 : 1, (more[1] ?? 0) > i ? 2 : 1], [1, 1], 'same');
    return pool(y, [rows, columns], strides, 'valid');
  }
  return pool(lowBorder(node, draft, x, slide), size, strides, 'valid');
}

/** A border that is below all other numbers. */
function lowBorder(node: Node, draft: NetworkDraft, x: Activation, slide: SlidingWindow): Activation {
  const { before, after } = slide;
  if (x.nonNegative || [...before, ...after].every((width) => width === 0))
    return withBorder(node, draft, x, slide);
  const [rows, columns]: readonly [Pair, Pair] = [
    [before[0], after[0]],
    [before[1], after[1]],
  ];
  return filledBorder(node, draft, x, rows, columns, LOWEST);
}

/** Each number of the window as a channel of its own, and the largest of these. */
function dilatedMax(node: Node, draft: NetworkDraft, x: Activation, slide: SlidingWindow): Activation {
  const { size, strides, dilation } = slide;
  const taps = size[0] * size[1];
  const channels = x.shape[2] ?? 1;
  checkScaled(node, taps * channels * taps);
  // [rows, columns, channels, taps]: one where a tap is at its place.
  const weight = new Float32Array(taps * channels * taps);
  for (let tap = 0; tap < taps; tap++)
    for (let c = 0; c < channels; c++) weight[(tap * channels + c) * taps + tap] = 1;
  const options = {
    ...{ kernelSize: size, strides, dilationRate: dilation, padding: 'valid' },
    ...{ depthMultiplier: taps, useBias: false },
  };
  const padded = lowBorder(node, draft, x, slide);
  const fixed = { weights: { weight }, trainable: false };
  const all = draft.layer(node, 'depthwiseConv2d', options, [padded], fixed);
  const [rows = 1, columns = 1] = all.shape;
  const count = rows * columns * channels;
  const listed = draft.layer(node, 'reshape', { targetShape: [count, taps, 1] }, [all]);
  const pool = { poolSize: [1, taps], strides: [1, taps], padding: 'valid' };
  const most = draft.layer(node, 'maxPooling2d', pool, [listed]);
  return draft.layer(node, 'reshape', { targetShape: [rows, columns, channels] }, [most]);
}

/** The mean of all numbers of a window, its border among them. */
function meanOfAll(node: Node, draft: NetworkDraft, x: Activation, slide: SlidingWindow): Activation {
  const { size, strides, dilation } = slide;
  if (!isDilated(slide))
    return draft.layer(node, 'averagePooling2d', { poolSize: size, strides, padding: 'valid' }, [x]);
  const taps = size[0] * size[1];
  checkScaled(node, taps * (x.shape[2] ?? 1));
  const weight = new Float32Array(taps * (x.shape[2] ?? 1)).fill(1 / taps);
  const options = {
    ...{ kernelSize: size, strides, dilationRate: dilation, padding: 'valid' },
    ...{ depthMultiplier: 1, useBias: false },
  };
  return draft.layer(node, 'depthwiseConv2d', options, [x], { weights: { weight }, trainable: false });
}

/** By what the mean of a whole window must be multiplied, for each number: not all of a window may count. */
function shares(x: Activation, mean: Activation, slide: SlidingWindow, isCounted: boolean): Float32Array {
  const [rows = 1, columns = 1, channels = 1] = mean.shape;
  const part = (axis: 0 | 1, place: number): number => {
    const { size, strides, dilation, before, after, overhang } = slide;
    const length = x.shape[axis] ?? 1;
    const low = isCounted ? -before[axis] : 0;
    const high = isCounted ? length + after[axis] - overhang[axis] : length;
    const start = place * strides[axis] - before[axis];
    let inside = 0;
    for (let tap = 0; tap < size[axis]; tap++) {
      const at = start + tap * dilation[axis];
      if (at >= low && at < high) inside++;
    }
    // A window that is all border has the mean 0, whatever it counts.
    return size[axis] / Math.max(1, inside);
  };
  const down = Array.from({ length: rows }, (_, place) => part(0, place));
  const across = Array.from({ length: columns }, (_, place) => part(1, place));
  return Float32Array.from({ length: sizeOf(mean.shape) }, (_, i) => {
    const column = Math.floor(i / channels) % columns;
    return (down[Math.floor(i / channels / columns)] ?? 1) * (across[column] ?? 1);
  });
}
