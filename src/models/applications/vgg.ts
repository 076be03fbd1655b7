// VGG with the names of Keras, and as there without dropout. Source: ../vgg.ts

import { layer, pooled, type ApplicationOptions, type Part } from './part';

/** @param blocks convolutions in each of the five blocks */
export const vgg =
  (blocks: readonly number[]) =>
  (o: ApplicationOptions): Part => {
    let x: Part | null = null;
    for (const [index, count] of blocks.entries()) {
      const name = `block${index + 1}`;
      const convolution = {
        filters: 64 * 2 ** Math.min(index, 3),
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      };
      for (let i = 1; i <= count; i++) x = layer('conv2d', `${name}_conv${i}`, convolution, x);
      x = layer('maxPooling2d', `${name}_pool`, { poolSize: 2, strides: 2 }, x);
    }
    if (x === null) throw new Error('VGG: there must be blocks');
    if (!o.top) return pooled(x, o, false);
    x = layer('flatten', 'flatten', {}, x);
    for (const name of ['fc1', 'fc2']) x = layer('dense', name, { units: 4096, activation: 'relu' }, x);
    return layer('dense', 'predictions', { units: o.classes, activation: o.activation }, x);
  };
