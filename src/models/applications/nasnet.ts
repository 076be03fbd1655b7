// NASNet: two cells found by search, one that keeps the size of the map and one that halves it, repeated. Each cell reads the
// two before it.
// Source: Zoph et al., "Learning Transferable Architectures for Scalable Image Recognition", 2017, arXiv:1707.07012,
// figure 4; the layers' names are Keras's.

import type { Shape } from '../../graph/tensor';
import { halved, halvingBorder, layer, pooled, type ApplicationOptions, type Part } from './part';

/** A part and the shape of its map. */
interface Map {
  readonly part: Part;
  readonly size: Shape;
  readonly channels: number;
}

/** What a cell makes, and what it has read: the next cell reads both. */
type Cells = readonly [x: Map, before: Map];

const relu = (name: string | null, x: Part): Part => layer('activation', name, { activation: 'relu' }, x);
const normalized = (name: string, x: Part): Part =>
  layer('batchNormalization', name, { momentum: 0.9997, epsilon: 1e-3 }, x);
const pointwise = (name: string, filters: number, x: Part): Part =>
  layer('conv2d', name, { filters, kernelSize: 1, padding: 'same', useBias: false, kernelInitializer: 'heNormal' }, x); // prettier-ignore
const add = (name: string | null, a: Part, b: Part): Part => layer('add', name, {}, a, b);
const meanOf = (name: string, x: Part): Part =>
  layer('averagePooling2d', name, { poolSize: 3, strides: 1, padding: 'same' }, x);

/** Twice ReLU, a separable convolution and its normalization; the first may halve the map. */
function separable(id: string, filters: number, kernelSize: number, x: Part, halving: Shape | null = null): Part {
  const options = { filters, kernelSize, useBias: false };
  let y = relu(null, x);
  if (halving !== null)
    y = layer('zeroPadding2d', `separable_conv_1_pad_${id}`, halvingBorder(kernelSize, halving), y);
  const first = halving === null ? { padding: 'same' } : { strides: 2, padding: 'valid' };
  y = layer('separableConv2d', `separable_conv_1_${id}`, { ...options, ...first }, y);
  y = relu(null, normalized(`separable_conv_1_bn_${id}`, y));
  y = layer('separableConv2d', `separable_conv_2_${id}`, { ...options, padding: 'same' }, y);
  return normalized(`separable_conv_2_bn_${id}`, y);
} // prettier-ignore

/** The cell before the last, in the size and with the channels that this cell has. */
function adjusted(id: string, filters: number, x: Map, before: Map | null): Map {
  if (before === null) return x;
  const { size } = x;
  if (before.size[1] !== size[1]) {
    const p = relu(`adjust_relu_1_${id}`, before.part);
    const halving = { poolSize: 1, strides: 2, padding: 'valid' };
    let a = layer('averagePooling2d', `adjust_avg_pool_1_${id}`, halving, p);
    a = pointwise(`adjust_conv_1_${id}`, Math.floor(filters / 2), a);
    // The other half of the pixels: the map one further right and down.
    let b = layer('zeroPadding2d', null, { padding: [[0, 1], [0, 1]] }, p); // prettier-ignore
    b = layer('cropping2D', null, { cropping: [[1, 0], [1, 0]] }, b); // prettier-ignore
    b = layer('averagePooling2d', `adjust_avg_pool_2_${id}`, halving, b);
    b = pointwise(`adjust_conv_2_${id}`, Math.floor(filters / 2), b);
    const part = normalized(`adjust_bn_${id}`, layer('concatenate', null, {}, a, b));
    return { part, size, channels: 2 * Math.floor(filters / 2) };
  }
  if (before.channels === filters) return before;
  const part = pointwise(`adjust_conv_projection_${id}`, filters, relu(null, before.part));
  return { part: normalized(`adjust_bn_${id}`, part), size, channels: filters };
}

function normalCell(id: string, filters: number, [x, before]: Cells): Cells {
  const p = adjusted(id, filters, x, before);
  const h = normalized(`normal_bn_1_${id}`, pointwise(`normal_conv_1_${id}`, filters, relu(null, x.part)));
  const left = separable(`normal_left1_${id}`, filters, 5, h);
  const a = add(`normal_add_1_${id}`, left, separable(`normal_right1_${id}`, filters, 3, p.part));
  const left2 = separable(`normal_left2_${id}`, filters, 5, p.part);
  const b = add(`normal_add_2_${id}`, left2, separable(`normal_right2_${id}`, filters, 3, p.part));
  const c = add(`normal_add_3_${id}`, meanOf(`normal_left3_${id}`, h), p.part);
  const left4 = meanOf(`normal_left4_${id}`, p.part);
  const d = add(`normal_add_4_${id}`, left4, meanOf(`normal_right4_${id}`, p.part));
  const e = add(`normal_add_5_${id}`, separable(`normal_left5_${id}`, filters, 3, h), h);
  const part = layer('concatenate', `normal_concat_${id}`, {}, p.part, a, b, c, d, e);
  return [{ part, size: x.size, channels: p.channels + 5 * filters }, x];
}

/** It halves the map. */
function reductionCell(id: string, filters: number, x: Map, before: Map | null): Cells {
  const p = adjusted(id, filters, x, before).part;
  const { size } = x;
  const h = normalized(
    `reduction_bn_1_${id}`,
    pointwise(`reduction_conv_1_${id}`, filters, relu(null, x.part)),
  );
  const bordered = layer('zeroPadding2d', `reduction_pad_1_${id}`, halvingBorder(3, size), h);
  const halving = { poolSize: 3, strides: 2, padding: 'valid' };
  const left = separable(`reduction_left1_${id}`, filters, 5, h, size);
  const a = add(`reduction_add_1_${id}`, left, separable(`reduction_right1_${id}`, filters, 7, p, size));
  const left2 = layer('maxPooling2d', `reduction_left2_${id}`, halving, bordered);
  const b = add(`reduction_add_2_${id}`, left2, separable(`reduction_right2_${id}`, filters, 7, p, size));
  const left3 = layer('averagePooling2d', `reduction_left3_${id}`, halving, bordered);
  const c = add(`reduction_add3_${id}`, left3, separable(`reduction_right3_${id}`, filters, 5, p, size));
  const d = add(null, b, meanOf(`reduction_left4_${id}`, a));
  const left5 = separable(`reduction_left4_${id}`, filters, 3, a);
  const e = add(
    `reduction_add4_${id}`,
    left5,
    layer('maxPooling2d', `reduction_right5_${id}`, halving, bordered),
  );
  const part = layer('concatenate', `reduction_concat_${id}`, {}, b, c, d, e);
  return [{ part, size: halved(size), channels: 4 * filters }, x];
}

interface NasnetOptions {
  /** Normal cells between two that halve the map. */
  readonly repeats: number;
  /** Channels of the last cell. */
  readonly penultimate: number;
  /** Of the first convolution. */
  readonly stem: number;
  /** Whether the cell behind one that halves the map reads what that one has read, not what it was made of. */
  readonly skipsReduction: boolean;
}

export const nasnet =
  ({ repeats, penultimate, stem, skipsReduction }: NasnetOptions) =>
  (o: ApplicationOptions): Part => {
    const filters = Math.floor(penultimate / 24);
    const first = { filters: stem, kernelSize: 3, strides: 2, padding: 'valid', useBias: false, kernelInitializer: 'heNormal' }; // prettier-ignore
    const part = normalized('stem_bn1', layer('conv2d', 'stem_conv1', first, null));
    const size = o.shape.slice(0, 2).map((length) => Math.floor((length - 3) / 2) + 1);
    let cells = reductionCell('stem_1', Math.floor(filters / 4), { part, size, channels: stem }, null);
    cells = reductionCell('stem_2', Math.floor(filters / 2), ...cells);
    for (let stage = 0; stage < 3; stage++) {
      if (stage > 0) {
        const [x, before] = reductionCell(`reduce_${stage * repeats}`, filters * 2 ** stage, ...cells);
        cells = [x, skipsReduction ? cells[1] : before];
      }
      for (let i = 0; i < repeats; i++)
        cells = normalCell(String(stage * repeats + i + Math.min(stage, 1)), filters * 2 ** stage, cells);
    }
    const x = relu(null, cells[0].part);
    if (!o.top) return pooled(x, o, false);
    const mean = layer('globalAveragePooling2d', null, {}, x);
    return layer('dense', 'predictions', { units: o.classes, activation: o.activation }, mean);
  };
