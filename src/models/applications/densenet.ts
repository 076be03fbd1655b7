// DenseNet: every block reads the maps of all blocks before it, side by side.
// Source: Huang et al., "Densely Connected Convolutional Networks", 2016, arXiv:1608.06993, table 1; names as in Keras.

import { classifier, layer, type ApplicationOptions, type Part } from './part';

/** Maps that a block adds. */
const GROWTH = 32;

const active = (x: Part, bn: string, relu: string): Part =>
  layer(
    'activation',
    relu,
    { activation: 'relu' },
    layer('batchNormalization', bn, { epsilon: 1.001e-5 }, x),
  );
const convolution = (name: string, filters: number, x: Part | null, options: object): Part =>
  layer('conv2d', name, { filters, useBias: false, ...options }, x);
const bordered = (width: number, x: Part | null): Part => {
  const side = [width, width];
  return layer('zeroPadding2d', null, { padding: [side, side] }, x);
};

/** @param blocks of the four stages */
export const densenet =
  (blocks: readonly number[]) =>
  (o: ApplicationOptions): Part => {
    let x = convolution('conv1_conv', 64, bordered(3, null), { kernelSize: 7, strides: 2 });
    x = bordered(1, active(x, 'conv1_bn', 'conv1_relu'));
    x = layer('maxPooling2d', 'pool1', { poolSize: 3, strides: 2 }, x);
    let channels = 64;
    blocks.forEach((count, stage) => {
      for (let i = 0; i < count; i++) {
        const name = `conv${stage + 2}_block${i + 1}`;
        let y = convolution(`${name}_1_conv`, 4 * GROWTH, active(x, `${name}_0_bn`, `${name}_0_relu`), {
          kernelSize: 1,
        });
        y = convolution(`${name}_2_conv`, GROWTH, active(y, `${name}_1_bn`, `${name}_1_relu`), {
          ...{ kernelSize: 3, padding: 'same' },
        });
        x = layer('concatenate', `${name}_concat`, {}, x, y);
        channels += GROWTH;
      }
      if (stage === blocks.length - 1) return;
      const name = `pool${stage + 2}`;
      channels = Math.floor(channels / 2);
      x = convolution(`${name}_conv`, channels, active(x, `${name}_bn`, `${name}_relu`), { kernelSize: 1 });
      x = layer('averagePooling2d', `${name}_pool`, { poolSize: 2, strides: 2 }, x);
    });
    return classifier(active(x, 'bn', 'relu'), o);
  };
