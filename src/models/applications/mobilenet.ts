// MobileNet: depthwise and pointwise convolutions in place of whole ones.
// Source: Howard et al., "MobileNets", 2017, arXiv:1704.04861, table 1; the layers' names are Keras's.

import { layer, pooled, type ApplicationOptions, type Part } from './part';

/** Filters of the thirteen blocks, and whether a block halves the map. */
const BLOCKS = [
  ...[[64], [128, 2], [128], [256, 2], [256], [512, 2], [512], [512], [512], [512], [512]],
  ...[[1024, 2], [1024]],
];

const reLU6 = (name: string, x: Part): Part => layer('reLU', name, { maxValue: 6 }, x);

export function mobilenet(o: ApplicationOptions): Part {
  const filters = (count: number): number => Math.trunc(count * o.alpha);
  const first = { filters: filters(32), kernelSize: 3, strides: 2, padding: 'same', useBias: false };
  let x = layer('conv2d', 'conv1', first, null);
  x = reLU6('conv1_relu', layer('batchNormalization', 'conv1_bn', {}, x));
  BLOCKS.forEach(([count = 0, strides = 1], index) => {
    const id = index + 1;
    const border = { padding: [[0, 1], [0, 1]] }; // prettier-ignore
    const wide = strides === 1 ? x : layer('zeroPadding2d', `conv_pad_${id}`, border, x);
    const depthwise = {
      ...{ kernelSize: 3, strides, padding: strides === 1 ? 'same' : 'valid' },
      ...{ depthMultiplier: o.depthMultiplier, useBias: false },
    };
    x = layer('depthwiseConv2d', `conv_dw_${id}`, depthwise, wide);
    x = reLU6(`conv_dw_${id}_relu`, layer('batchNormalization', `conv_dw_${id}_bn`, {}, x));
    const pointwise = { filters: filters(count), kernelSize: 1, padding: 'same', useBias: false };
    x = layer('conv2d', `conv_pw_${id}`, pointwise, x);
    x = reLU6(`conv_pw_${id}_relu`, layer('batchNormalization', `conv_pw_${id}_bn`, {}, x));
  });
  if (!o.top) return pooled(x, o, false);
  x = layer('globalAveragePooling2d', null, { keepdims: true }, x);
  x = layer('dropout', 'dropout', { rate: o.dropout }, x);
  x = layer('conv2d', 'conv_preds', { filters: o.classes, kernelSize: 1, padding: 'same' }, x);
  x = layer('reshape', 'reshape_2', { targetShape: [o.classes] }, x);
  return layer('activation', 'predictions', { activation: o.activation }, x);
}
