// A network of dense layers only, for comparison: it has no knowledge of pictures. Every unit reads every pixel, no
// weights are shared between positions, and a digit moved by one pixel is a different input.

import type { NetworkConfig } from './network';

/**
 * 242,762 parameters, four times LeNet-5's:
 *
 *   dense1  784·256 + 256 = 200,960
 *   dense2  256·128 + 128 =  32,896
 *   dense3  128· 64 +  64 =   8,256
 *   answer   64· 10 +  10 =     650
 */
export const dnn: NetworkConfig = {
  name: 'dnn',
  input: [28, 28, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 256, activation: 'relu' } },
    { name: 'dense2', kind: 'dense', options: { units: 128, activation: 'relu' } },
    { name: 'dense3', kind: 'dense', options: { units: 64, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
