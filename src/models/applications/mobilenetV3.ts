// MobileNetV3: the blocks of MobileNetV2 with squeeze and excitation and hard swish, their widths found by search.
// Source: Howard et al., "Searching for MobileNetV3", 2019, arXiv:1905.02244, tables 1 and 2; the layers' names are
// Keras's. The pixels of its input are 0…255; it scales them itself.

import type { Shape } from '../../graph/tensor';
import {
  countedAs,
  halved,
  halvingBorder,
  layer,
  multipleOf8,
  pooled,
  type ApplicationOptions,
  type Part,
} from './part';

interface Block {
  /** Filters inside for each channel that the block reads. */
  readonly expansion: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly squeezes: boolean;
  readonly hardSwish: boolean;
}

type Row = readonly [expansion: number, filters: number, kernel: number, strides: number, squeezes: 0 | 1, hardSwish: 0 | 1]; // prettier-ignore

const blocks = (rows: readonly Row[]): readonly Block[] =>
  rows.map(([expansion, filters, kernelSize, strides, squeezes, hardSwish]) => ({
    ...{ expansion, filters, kernelSize, strides },
    ...{ squeezes: squeezes === 1, hardSwish: hardSwish === 1 },
  }));

/** Blocks, and the filters before the classifier. */
const SMALL = {
  last: 1024,
  blocks: blocks([
    ...([[1, 16, 3, 2, 1, 0], [72 / 16, 24, 3, 2, 0, 0], [88 / 24, 24, 3, 1, 0, 0], [4, 40, 5, 2, 1, 1]] as const),
    ...([[6, 40, 5, 1, 1, 1], [6, 40, 5, 1, 1, 1], [3, 48, 5, 1, 1, 1], [3, 48, 5, 1, 1, 1]] as const),
    ...([[6, 96, 5, 2, 1, 1], [6, 96, 5, 1, 1, 1], [6, 96, 5, 1, 1, 1]] as const),
  ]),
}; // prettier-ignore
const LARGE = {
  last: 1280,
  blocks: blocks([
    ...([[1, 16, 3, 1, 0, 0], [4, 24, 3, 2, 0, 0], [3, 24, 3, 1, 0, 0], [3, 40, 5, 2, 1, 0]] as const),
    ...([[3, 40, 5, 1, 1, 0], [3, 40, 5, 1, 1, 0], [6, 80, 3, 2, 0, 1], [2.5, 80, 3, 1, 0, 1]] as const),
    ...([[2.3, 80, 3, 1, 0, 1], [2.3, 80, 3, 1, 0, 1], [6, 112, 3, 1, 1, 1], [6, 112, 3, 1, 1, 1]] as const),
    ...([[6, 160, 5, 2, 1, 1], [6, 160, 5, 1, 1, 1], [6, 160, 5, 1, 1, 1]] as const),
  ]),
}; // prettier-ignore

const normalized = (name: string, x: Part): Part =>
  layer('batchNormalization', name, { epsilon: 1e-3, momentum: 0.999 }, x);
const pointwise = (name: string, filters: number, x: Part, useBias = false): Part =>
  layer('conv2d', name, { filters, kernelSize: 1, padding: 'same', useBias }, x);
const relu = (x: Part): Part => layer('reLU', null, {}, x);
const hardSwish = (x: Part): Part => layer('activation', null, { activation: 'hardSilu' }, x);

/** Keras adds 3, applies ReLU6 and divides by 6. */
function hardSigmoid(x: Part): Part {
  const raised = countedAs('add', layer('rescaling', null, { scale: 1, offset: 3 }, x));
  const clipped = layer('reLU', null, { maxValue: 6 }, raised);
  return countedAs('multiply', layer('rescaling', null, { scale: 1 / 6 }, clipped));
}

/** Factors of the channels, from their means. */
function squeezed(prefix: string, channels: number, x: Part): Part {
  const name = `${prefix}squeeze_excite`;
  let y = layer('globalAveragePooling2d', `${name}_avg_pool`, { keepdims: true }, x);
  y = pointwise(`${name}_conv`, multipleOf8(channels / 4), y, true);
  y = layer('reLU', `${name}_relu`, {}, y);
  y = hardSigmoid(pointwise(`${name}_conv_1`, channels, y, true));
  return layer('multiply', `${name}_mul`, {}, x, y);
}

export const mobilenetV3 =
  (size: 'small' | 'large') =>
  (o: ApplicationOptions): Part => {
    const { last, blocks: all } = size === 'small' ? SMALL : LARGE;
    const plain = o.minimalistic === true;
    const active = plain ? relu : hardSwish;
    const first = { filters: 16, kernelSize: 3, strides: 2, padding: 'same', useBias: false };
    const pixels = o.preprocessing === false ? null : layer('rescaling', null, { scale: 1 / 127.5, offset: -1 }, null); // prettier-ignore
    let x = active(normalized('conv_bn', layer('conv2d', 'conv', first, pixels)));
    let channels = 16;
    let map: Shape = halved(o.shape.slice(0, 2));
    all.forEach(({ expansion, strides, ...block }, index) => {
      const filters = multipleOf8(block.filters * o.alpha);
      const prefix = index === 0 ? 'expanded_conv_' : `expanded_conv_${index}_`;
      const wide = multipleOf8(channels * expansion);
      const bend = block.hardSwish && !plain ? hardSwish : relu;
      // The minimalistic variant has small kernels everywhere.
      const kernelSize = plain ? 3 : block.kernelSize;
      let y = x;
      if (index > 0) y = bend(normalized(`${prefix}expand_bn`, pointwise(`${prefix}expand`, wide, y)));
      if (strides === 2) {
        y = layer('zeroPadding2d', `${prefix}depthwise_pad`, halvingBorder(kernelSize, map), y);
        map = halved(map);
      }
      const depthwise = { kernelSize, strides, padding: strides === 1 ? 'same' : 'valid', useBias: false };
      y = layer('depthwiseConv2d', `${prefix}depthwise`, depthwise, y);
      y = bend(normalized(`${prefix}depthwise_bn`, y));
      if (block.squeezes && !plain) y = squeezed(prefix, wide, y);
      y = normalized(`${prefix}project_bn`, pointwise(`${prefix}project`, filters, y));
      x = strides === 1 && channels === filters ? layer('add', `${prefix}add`, {}, x, y) : y;
      channels = filters;
    });
    x = active(normalized('conv_1_bn', pointwise('conv_1', multipleOf8(channels * 6), x)));
    if (!o.top) return pooled(x, o, true);
    x = layer('globalAveragePooling2d', null, { keepdims: true }, x);
    x = active(pointwise('conv_2', o.alpha > 1 ? multipleOf8(last * o.alpha) : last, x, true));
    const rate = o.dropoutRate ?? 0.2;
    if (rate > 0) x = layer('dropout', null, { rate }, x);
    x = layer('flatten', null, {}, pointwise('logits', o.classes, x, true));
    return layer('activation', 'predictions', { activation: o.activation }, x);
  };
