// Xception: blocks of separable convolutions with a shortcut around each.
// Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2016, arXiv:1610.02357, figure 5; the
// layers' names are Keras's.

import { classifier, layer, type ApplicationOptions, type Part } from './part';

const normalized = (name: string | null, x: Part): Part => layer('batchNormalization', name, {}, x);
const relu = (name: string, x: Part): Part => layer('activation', name, { activation: 'relu' }, x);

const convolution = (name: string, filters: number, strides: number, x: Part | null): Part => {
  const y = layer('conv2d', name, { filters, kernelSize: 3, strides, useBias: false }, x);
  return relu(`${name}_act`, normalized(`${name}_bn`, y));
};

const separable = (name: string, filters: number, x: Part): Part => {
  const options = { filters, kernelSize: 3, padding: 'same', useBias: false };
  return normalized(`${name}_bn`, layer('separableConv2d', name, options, x));
};

/** The shortcut of a block that halves the map. */
const shortcut = (filters: number, x: Part): Part => {
  const options = { filters, kernelSize: 1, strides: 2, padding: 'same', useBias: false };
  return normalized(null, layer('conv2d', null, options, x));
};

/** Two separable convolutions and pooling. @param first whether they begin with an activation */
function halving(number: number, filters: readonly [number, number], first: boolean, x: Part): Part {
  const name = `block${number}`;
  let y = first ? relu(`${name}_sepconv1_act`, x) : x;
  y = relu(`${name}_sepconv2_act`, separable(`${name}_sepconv1`, filters[0], y));
  y = separable(`${name}_sepconv2`, filters[1], y);
  y = layer('maxPooling2d', `${name}_pool`, { poolSize: 3, strides: 2, padding: 'same' }, y);
  return layer('add', null, {}, y, shortcut(filters[1], x));
}

export function xception(o: ApplicationOptions): Part {
  let x = convolution('block1_conv2', 64, 1, convolution('block1_conv1', 32, 2, null));
  x = halving(2, [128, 128], false, x);
  x = halving(3, [256, 256], true, x);
  x = halving(4, [728, 728], true, x);
  for (let number = 5; number <= 12; number++) {
    let y = x;
    for (let i = 1; i <= 3; i++) {
      const name = `block${number}_sepconv${i}`;
      y = separable(name, 728, relu(`${name}_act`, y));
    }
    x = layer('add', null, {}, y, x);
  }
  x = halving(13, [728, 1024], true, x);
  x = relu('block14_sepconv1_act', separable('block14_sepconv1', 1536, x));
  x = relu('block14_sepconv2_act', separable('block14_sepconv2', 2048, x));
  return classifier(x, o, { named: o.top });
}
