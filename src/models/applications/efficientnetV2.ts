// EfficientNetV2: EfficientNet whose first blocks have one whole convolution in place of a depthwise and a pointwise one.
// Source: Tan & Le, "EfficientNetV2", 2021, arXiv:2104.00298, table 4; the layers' names are Keras's. The pixels of its
// input are 0…255; it scales them itself.

import { classifier, layer, type ApplicationOptions, type Part } from './part';

interface Group {
  /** One whole convolution (Fused-MBConv), and no squeeze and excitation. */
  readonly fused: boolean;
  readonly times: number;
  readonly inputs: number;
  readonly filters: number;
  readonly expand: number;
  readonly strides: number;
}

type Row = readonly [times: number, inputs: number, filters: number, expand: number, strides: number];

/** The first three of every network are fused. */
const groups = (rows: readonly Row[]): readonly Group[] =>
  rows.map(([times, inputs, filters, expand, strides], index) => ({
    ...{ fused: index < 3, times, inputs, filters, expand, strides },
  }));

const GROUPS = {
  b: groups([[1, 32, 16, 1, 1], [2, 16, 32, 4, 2], [2, 32, 48, 4, 2], [3, 48, 96, 4, 2], [5, 96, 112, 6, 1], [8, 112, 192, 6, 2]]),
  s: groups([[2, 24, 24, 1, 1], [4, 24, 48, 4, 2], [4, 48, 64, 4, 2], [6, 64, 128, 4, 2], [9, 128, 160, 6, 1], [15, 160, 256, 6, 2]]),
  m: groups([[3, 24, 24, 1, 1], [5, 24, 48, 4, 2], [5, 48, 80, 4, 2], [7, 80, 160, 4, 2], [14, 160, 176, 6, 1], [18, 176, 304, 6, 2], [5, 304, 512, 6, 1]]),
  l: groups([[4, 32, 32, 1, 1], [7, 32, 64, 4, 2], [7, 64, 96, 4, 2], [10, 96, 192, 4, 2], [19, 192, 224, 6, 1], [25, 224, 384, 6, 2], [7, 384, 640, 6, 1]]),
}; // prettier-ignore

/** The rate of the last block's dropout; that of the others grows towards it. */
const LAST_DROP = 0.2;

const INITIALIZER = {
  ...{ kind: 'varianceScaling', scale: 2, mode: 'fanOut', distribution: 'truncatedNormal' },
};

const convolution = (name: string, filters: number, x: Part, options: object = {}): Part =>
  layer('conv2d', name, { filters, kernelSize: 1, padding: 'same', useBias: false, kernelInitializer: INITIALIZER, ...options }, x); // prettier-ignore
const normalized = (name: string, x: Part): Part => layer('batchNormalization', name, { momentum: 0.9 }, x);
const swish = (name: string, x: Part): Part => layer('activation', name, { activation: 'silu' }, x);

/** The first layers: pixels of 0…255 to small numbers. */
function scaled(which: keyof typeof GROUPS, [, , channels]: readonly number[]): Part {
  if (which !== 'b' || channels !== 3) return layer('rescaling', null, { scale: 1 / 128, offset: -1 }, null);
  const [mean, deviation] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]]; // prettier-ignore
  const variance = deviation.map((value) => value ** 2);
  return layer('normalization', null, { mean, variance }, layer('rescaling', null, { scale: 1 / 255 }, null));
}

/** @param width times as many filters as its table says @param depth times as many blocks */
export const efficientnetV2 =
  (which: keyof typeof GROUPS, width = 1, depth = 1) =>
  (o: ApplicationOptions): Part => {
    const filtersOf = (count: number): number => Math.max(8, Math.floor((count * width + 4) / 8) * 8);
    const repeated = (times: number): number => Math.ceil(times * depth);
    const all = GROUPS[which];
    const blocks = all.reduce((sum, { times }) => sum + repeated(times), 0);
    const first = { kernelSize: 3, strides: 2 };
    const stem = filtersOf(all[0]?.inputs ?? 0);
    const pixels = o.preprocessing === false ? null : scaled(which, o.shape);
    const { padding, useBias } = { padding: 'same', useBias: false };
    let x = layer('conv2d', 'stem_conv', { filters: stem, ...first, padding, useBias, kernelInitializer: INITIALIZER }, pixels); // prettier-ignore
    x = swish('stem_activation', normalized('stem_bn', x));
    let count = 0;
    all.forEach((group, index) => {
      const { fused, expand } = group;
      const filters = filtersOf(group.filters);
      for (let time = 0; time < repeated(group.times); time++, count++) {
        const channels = time === 0 ? filtersOf(group.inputs) : filters;
        const strides = time === 0 ? group.strides : 1;
        const name = `block${index + 1}${String.fromCharCode(97 + time)}_`;
        const wide = channels * expand;
        const spatial = { kernelSize: 3, strides };
        let y = x;
        if (expand !== 1) {
          y = normalized(
            `${name}expand_bn`,
            convolution(`${name}expand_conv`, wide, y, fused ? spatial : {}),
          );
          y = swish(`${name}expand_activation`, y);
        }
        if (!fused) {
          const depthwise = { ...spatial, padding, useBias, depthwiseInitializer: INITIALIZER };
          y = layer('depthwiseConv2d', `${name}dwconv2`, depthwise, y);
          y = swish(`${name}activation`, normalized(`${name}bn`, y));
          const squeezed = Math.max(1, Math.trunc(channels / 4));
          let factors = layer('globalAveragePooling2d', `${name}se_squeeze`, {}, y);
          factors = layer('reshape', `${name}se_reshape`, { targetShape: [1, 1, wide] }, factors);
          factors = convolution(`${name}se_reduce`, squeezed, factors, { useBias: true, activation: 'silu' });
          factors = convolution(`${name}se_expand`, wide, factors, { useBias: true, activation: 'sigmoid' });
          y = layer('multiply', `${name}se_excite`, {}, y, factors);
        }
        const last = fused && expand === 1 ? spatial : {};
        y = normalized(`${name}project_bn`, convolution(`${name}project_conv`, filters, y, last));
        if (fused && expand === 1) y = swish(`${name}project_activation`, y);
        if (strides === 1 && channels === filters) {
          // A picture passes the block, or only the shortcut.
          const rate = (LAST_DROP * count) / blocks;
          if (rate > 0) y = layer('dropout', `${name}drop`, { rate, noiseShape: 'pictures' }, y);
          x = layer('add', `${name}add`, {}, y, x);
        } else x = y;
      }
    });
    x = swish('top_activation', normalized('top_bn', convolution('top_conv', filtersOf(1280), x)));
    return classifier(x, o, { dropout: 0.2 });
  };
