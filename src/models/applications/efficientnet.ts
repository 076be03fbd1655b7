// EfficientNet: the blocks of MobileNetV2 with squeeze and excitation; one rule makes B0 wider, deeper and larger, to B7.
// Source: Tan & Le, "EfficientNet", 2019, arXiv:1905.11946, table 1 and §3.3; the layers' names are Keras's. The pixels of
// its input are 0…255; it scales them itself.

import type { Shape } from '../../graph/tensor';
import {
  classifier,
  halved,
  halvingBorder,
  layer,
  multipleOf8,
  type ApplicationOptions,
  type Part,
} from './part';

interface Group {
  readonly kernelSize: number;
  readonly times: number;
  readonly filters: number;
  readonly expand: number;
  readonly strides: number;
}

const GROUPS: readonly Group[] = [
  { kernelSize: 3, times: 1, filters: 16, expand: 1, strides: 1 },
  { kernelSize: 3, times: 2, filters: 24, expand: 6, strides: 2 },
  { kernelSize: 5, times: 2, filters: 40, expand: 6, strides: 2 },
  { kernelSize: 3, times: 3, filters: 80, expand: 6, strides: 2 },
  { kernelSize: 5, times: 3, filters: 112, expand: 6, strides: 1 },
  { kernelSize: 5, times: 4, filters: 192, expand: 6, strides: 2 },
  { kernelSize: 3, times: 1, filters: 320, expand: 6, strides: 1 },
];

/** The rate of the last block's dropout; that of the others grows towards it. */
const LAST_DROP = 0.2;

const convolution = (name: string, filters: number, x: Part, options: object = {}): Part =>
  layer('conv2d', name, { filters, kernelSize: 1, padding: 'same', useBias: false, kernelInitializer: 'heNormal', ...options }, x); // prettier-ignore
const normalized = (name: string, x: Part): Part => layer('batchNormalization', name, {}, x);
const swish = (name: string, x: Part): Part => layer('activation', name, { activation: 'silu' }, x);

/** @param width times as many filters as B0 has @param depth times as many blocks @param dropout before the classifier */
export const efficientnet =
  (width: number, depth: number, dropout: number) =>
  (o: ApplicationOptions): Part => {
    const filtersOf = (count: number): number => multipleOf8(count * width);
    const repeated = (times: number): number => Math.ceil(times * depth);
    const blocks = GROUPS.reduce((sum, { times }) => sum + repeated(times), 0);
    let map: Shape = o.shape.slice(0, 2);
    let x = layer('rescaling', null, { scale: 1 / 255 }, null);
    x = layer('normalization', null, {}, x);
    x = layer('zeroPadding2d', 'stem_conv_pad', halvingBorder(3, map), x);
    x = convolution('stem_conv', filtersOf(32), x, { kernelSize: 3, strides: 2, padding: 'valid' });
    x = swish('stem_activation', normalized('stem_bn', x));
    map = halved(map);
    let channels = filtersOf(32);
    let count = 0;
    GROUPS.forEach((group, index) => {
      const { kernelSize, expand } = group;
      const filters = filtersOf(group.filters);
      for (let time = 0; time < repeated(group.times); time++, count++) {
        const strides = time === 0 ? group.strides : 1;
        const name = `block${index + 1}${String.fromCharCode(97 + time)}_`;
        const wide = channels * expand;
        let y = x;
        if (expand !== 1) {
          y = normalized(`${name}expand_bn`, convolution(`${name}expand_conv`, wide, y));
          y = swish(`${name}expand_activation`, y);
        }
        if (strides === 2) {
          y = layer('zeroPadding2d', `${name}dwconv_pad`, halvingBorder(kernelSize, map), y);
          map = halved(map);
        }
        const depthwise = { kernelSize, strides, padding: strides === 1 ? 'same' : 'valid', useBias: false };
        y = layer('depthwiseConv2d', `${name}dwconv`, { ...depthwise, depthwiseInitializer: 'heNormal' }, y);
        y = swish(`${name}activation`, normalized(`${name}bn`, y));
        const squeezed = Math.max(1, Math.trunc(channels / 4));
        let factors = layer('globalAveragePooling2d', `${name}se_squeeze`, {}, y);
        factors = layer('reshape', `${name}se_reshape`, { targetShape: [1, 1, wide] }, factors);
        factors = convolution(`${name}se_reduce`, squeezed, factors, { useBias: true, activation: 'silu' });
        factors = convolution(`${name}se_expand`, wide, factors, { useBias: true, activation: 'sigmoid' });
        y = layer('multiply', `${name}se_excite`, {}, y, factors);
        y = normalized(`${name}project_bn`, convolution(`${name}project_conv`, filters, y));
        if (strides === 1 && channels === filters) {
          // A picture passes the block, or only the shortcut.
          const rate = (LAST_DROP * count) / blocks;
          if (rate > 0) y = layer('dropout', `${name}drop`, { rate, noiseShape: 'pictures' }, y);
          x = layer('add', `${name}add`, {}, y, x);
        } else x = y;
        channels = filters;
      }
    });
    x = swish('top_activation', normalized('top_bn', convolution('top_conv', filtersOf(1280), x)));
    return classifier(x, o, { dropout });
  };
