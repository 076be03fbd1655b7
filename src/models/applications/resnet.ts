// ResNet: blocks of three convolutions, each with a shortcut around it.
// Sources: He et al., "Deep Residual Learning for Image Recognition", 2015, arXiv:1512.03385, table 1; version 2, with
// normalization and activation before the convolutions: "Identity Mappings", 2016, arXiv:1603.05027. Names as in Keras.

import { classifier, layer, type ApplicationOptions, type Part } from './part';

const normalized = (name: string, x: Part): Part =>
  layer('batchNormalization', name, { epsilon: 1.001e-5 }, x);
const relu = (name: string, x: Part): Part => layer('activation', name, { activation: 'relu' }, x);
const convolution = (name: string, filters: number, x: Part | null, options: object = {}): Part =>
  layer('conv2d', name, { filters, kernelSize: 1, ...options }, x);
const bordered = (name: string, width: number, x: Part | null): Part => {
  const side = [width, width];
  return layer('zeroPadding2d', name, { padding: [side, side] }, x);
};

/** @param widens the shortcut is a convolution, because the map has other channels behind the block */
function block(name: string, filters: number, strides: number, widens: boolean, x: Part): Part {
  const shortcut = widens
    ? normalized(`${name}_0_bn`, convolution(`${name}_0_conv`, 4 * filters, x, { strides }))
    : x;
  let y = normalized(`${name}_1_bn`, convolution(`${name}_1_conv`, filters, x, { strides }));
  y = relu(`${name}_1_relu`, y);
  y = convolution(`${name}_2_conv`, filters, y, { kernelSize: 3, padding: 'same' });
  y = relu(`${name}_2_relu`, normalized(`${name}_2_bn`, y));
  y = normalized(`${name}_3_bn`, convolution(`${name}_3_conv`, 4 * filters, y));
  return relu(`${name}_out`, layer('add', `${name}_add`, {}, shortcut, y));
}

function blockV2(name: string, filters: number, strides: number, widens: boolean, x: Part): Part {
  const before = relu(`${name}_preact_relu`, normalized(`${name}_preact_bn`, x));
  const smaller = (): Part => (strides > 1 ? layer('maxPooling2d', null, { poolSize: 1, strides }, x) : x);
  const shortcut = widens ? convolution(`${name}_0_conv`, 4 * filters, before) : smaller();
  let y = convolution(`${name}_1_conv`, filters, before, { useBias: false });
  y = relu(`${name}_1_relu`, normalized(`${name}_1_bn`, y));
  y = convolution(`${name}_2_conv`, filters, bordered(`${name}_2_pad`, 1, y), {
    ...{ kernelSize: 3, strides, useBias: false },
  });
  y = relu(`${name}_2_relu`, normalized(`${name}_2_bn`, y));
  return layer('add', `${name}_out`, {}, shortcut, convolution(`${name}_3_conv`, 4 * filters, y));
}

/** The front of both: the map is a quarter as wide behind it. */
function stem(isV2: boolean): Part {
  let x = convolution('conv1_conv', 64, bordered('conv1_pad', 3, null), { kernelSize: 7, strides: 2 });
  if (!isV2) x = relu('conv1_relu', normalized('conv1_bn', x));
  return layer('maxPooling2d', 'pool1_pool', { poolSize: 3, strides: 2 }, bordered('pool1_pad', 1, x));
}

/** @param blocks of the four stages */
export const resnet =
  (blocks: readonly number[]) =>
  (o: ApplicationOptions): Part => {
    let x = stem(false);
    blocks.forEach((count, stage) => {
      for (let i = 0; i < count; i++)
        x = block(
          `conv${stage + 2}_block${i + 1}`,
          64 * 2 ** stage,
          i === 0 && stage > 0 ? 2 : 1,
          i === 0,
          x,
        );
    });
    return classifier(x, o);
  };

/** Here the last block of a stage halves the map, that of the last stage excepted. */
export const resnetV2 =
  (blocks: readonly number[]) =>
  (o: ApplicationOptions): Part => {
    let x = stem(true);
    blocks.forEach((count, stage) => {
      for (let i = 0; i < count; i++) {
        const halves = i === count - 1 && stage < blocks.length - 1;
        x = blockV2(`conv${stage + 2}_block${i + 1}`, 64 * 2 ** stage, halves ? 2 : 1, i === 0, x);
      }
    });
    return classifier(relu('post_relu', normalized('post_bn', x)), o);
  };
