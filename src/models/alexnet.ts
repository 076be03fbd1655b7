// AlexNet: it won ImageNet in 2012 by ten points and made deep learning the main approach of the field.
// Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012, §3.
//
// The paper trained two halves on two GPUs, which cut conv2, conv4 and conv5 into two groups (60,965,224 parameters).
// This is the whole as one tower. The picture is 227², not the 224² of the paper's text: only so do 11×11 windows every 4
// pixels give the 55² that the paper states.

import type { LayerConfig, NetworkConfig } from './network';

const conv = (
  number: number,
  filters: number,
  kernelSize: number,
  more: Readonly<Record<string, unknown>> = { padding: 'same' },
): LayerConfig => ({
  name: `conv${number}`,
  kind: 'conv2d',
  options: { filters, kernelSize, activation: 'relu', kernelInitializer: 'heNormal', ...more },
});

/** §3.3: k = 2, n = 5, α = 10⁻⁴, β = 0.75, after the ReLU. */
const norm = (number: number): LayerConfig => ({
  name: `norm${number}`,
  kind: 'localResponseNormalization',
  options: { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
});

/** §3.4: windows of 3 every 2 overlap. */
const pool = (number: number): LayerConfig => ({
  name: `pool${number}`,
  kind: 'maxPooling2d',
  options: { poolSize: 3, strides: 2 },
});

/** §4.2: half of the units of the first two dense layers are dropped while training. */
const dense = (number: number): LayerConfig[] => [
  {
    name: `fc${number}`,
    kind: 'dense',
    options: { units: 4096, activation: 'relu', kernelInitializer: 'heNormal' },
  },
  { name: `dropout${number}`, kind: 'dropout', options: { rate: 0.5 } },
];

/**
 * 62,378,344 parameters, a weight a tap and a bias a filter or unit:
 *
 *   conv1   11·11·  3· 96 +   96 =     34,944      227² → 55²
 *   conv2    5· 5· 96·256 +  256 =    614,656             27²
 *   conv3    3· 3·256·384 +  384 =    885,120             13²
 *   conv4    3· 3·384·384 +  384 =  1,327,488             13²
 *   conv5    3· 3·384·256 +  256 =    884,992             13²
 *   fc6      6· 6·256·4096 + 4096 = 37,752,832
 *   fc7         4096·4096 + 4096 = 16,781,312
 *   fc8         4096·1000 + 1000 =  4,097,000
 */
export const alexnet: NetworkConfig = {
  name: 'alexnet',
  input: [227, 227, 3],
  layers: [
    conv(1, 96, 11, { strides: 4 }),
    norm(1),
    pool(1),
    conv(2, 256, 5),
    norm(2),
    pool(2),
    conv(3, 384, 3),
    conv(4, 384, 3),
    conv(5, 256, 3),
    pool(5),
    { name: 'flatten', kind: 'flatten' },
    ...dense(6),
    ...dense(7),
    { name: 'fc8', kind: 'dense', options: { units: 1000, activation: 'softmax' } },
  ],
};
