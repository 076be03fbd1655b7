// LeNet-5, which read handwritten cheques.
// Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, §II.B.

import type { NetworkConfig } from './network';

const pictures = [28, 28, 1] as const;

/**
 * LeNet-5 as it is taught today: ReLU and maximum pooling, `same` padding on the first convolution in place of
 * the paper's 32×32 picture. 61,706 parameters.
 */
export const lenet5: NetworkConfig = {
  name: 'lenet5',
  input: pictures,
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' },
    },
    { name: 'pool1', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'conv2', kind: 'conv2d', options: { filters: 16, kernelSize: 5, activation: 'relu' } },
    { name: 'pool2', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 120, activation: 'relu' } },
    { name: 'dense2', kind: 'dense', options: { units: 84, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

/** Closer to the paper: average pooling and tanh. (The paper's pooling also had one weight and one bias per map.) */
export const lenet5Classic: NetworkConfig = {
  name: 'lenet5-1998',
  input: pictures,
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' },
    },
    { name: 'pool1', kind: 'averagePooling2d', options: { poolSize: 2 } },
    { name: 'conv2', kind: 'conv2d', options: { filters: 16, kernelSize: 5, activation: 'tanh' } },
    { name: 'pool2', kind: 'averagePooling2d', options: { poolSize: 2 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 120, activation: 'tanh' } },
    { name: 'dense2', kind: 'dense', options: { units: 84, activation: 'tanh' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
