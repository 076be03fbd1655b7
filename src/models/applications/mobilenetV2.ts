// MobileNetV2: blocks that widen the map, convolve it depthwise and narrow it, with a shortcut between the narrow ends.
// Source: Sandler et al., "MobileNetV2", 2018, arXiv:1801.04381, table 2; the layers' names are Keras's.

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

/** Filters, repetitions, stride of the first. */
const GROUPS = [[16, 1, 1], [24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]]; // prettier-ignore

const normalized = (name: string, x: Part): Part =>
  layer('batchNormalization', name, { epsilon: 1e-3, momentum: 0.999 }, x);
const reLU6 = (name: string, x: Part): Part => layer('reLU', name, { maxValue: 6 }, x);

export function mobilenetV2(o: ApplicationOptions): Part {
  const first = {
    filters: multipleOf8(32 * o.alpha),
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    useBias: false,
  };
  let x = reLU6('Conv1_relu', normalized('bn_Conv1', layer('conv2d', 'Conv1', first, null)));
  let channels = first.filters;
  let map: Shape = halved(o.shape.slice(0, 2));
  let block = 0;
  for (const [count = 0, times = 0, firstStride = 1] of GROUPS)
    for (let time = 0; time < times; time++, block++) {
      const strides = time === 0 ? firstStride : 1;
      const filters = multipleOf8(Math.trunc(count * o.alpha));
      const name = block === 0 ? 'expanded_conv' : `block_${block}`;
      let y = x;
      if (block > 0) {
        const expand = { filters: 6 * channels, kernelSize: 1, padding: 'same', useBias: false };
        y = normalized(`${name}_expand_BN`, layer('conv2d', `${name}_expand`, expand, y));
        y = reLU6(`${name}_expand_relu`, y);
      }
      if (strides === 2) {
        y = layer('zeroPadding2d', `${name}_pad`, halvingBorder(3, map), y);
        map = halved(map);
      }
      const depthwise = { kernelSize: 3, strides, padding: strides === 1 ? 'same' : 'valid', useBias: false };
      y = normalized(`${name}_depthwise_BN`, layer('depthwiseConv2d', `${name}_depthwise`, depthwise, y));
      y = reLU6(`${name}_depthwise_relu`, y);
      const project = { filters, kernelSize: 1, padding: 'same', useBias: false };
      y = normalized(`${name}_project_BN`, layer('conv2d', `${name}_project`, project, y));
      x = channels === filters && strides === 1 ? layer('add', `${name}_add`, {}, x, y) : y;
      channels = filters;
    }
  const last = { filters: o.alpha > 1 ? multipleOf8(1280 * o.alpha) : 1280, kernelSize: 1, useBias: false };
  x = reLU6('out_relu', normalized('Conv_1_bn', layer('conv2d', 'Conv_1', last, x)));
  return classifier(x, o, { named: false });
}
