// VGG: only 3×3 convolutions, 2×2 pooling and three dense layers, stacked deep.
// Source: Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014,
// arXiv:1409.1556, table 1: column A is VGG-11, B is VGG-13, D is VGG-16, E is VGG-19, by layers with weights. Dropout
// (0.5 after the first two dense layers, §3.1) is for training.

import type { LayerConfig, NetworkConfig } from './network';

/** Convolutions of a block, then the pooling that halves the map. */
function block(number: number, filters: readonly number[]): LayerConfig[] {
  return [
    ...filters.map((count, index) => ({
      name: `conv${number}_${index + 1}`,
      kind: 'conv2d',
      options: {
        filters: count,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: 'heNormal',
      },
    })),
    { name: `pool${number}`, kind: 'maxPooling2d', options: { poolSize: 2 } },
  ];
}

const convolutions = (blocks: readonly (readonly number[])[]): LayerConfig[] =>
  blocks.flatMap((filters, index) => block(index + 1, filters));

/** The dense layers, the same in all four networks: 123,642,856 parameters after 7×7×512. */
const HEAD: readonly LayerConfig[] = [
  { name: 'flatten', kind: 'flatten' },
  { name: 'fc6', kind: 'dense', options: { units: 4096, activation: 'relu' } },
  { name: 'dropout6', kind: 'dropout', options: { rate: 0.5 } },
  { name: 'fc7', kind: 'dense', options: { units: 4096, activation: 'relu' } },
  { name: 'dropout7', kind: 'dropout', options: { rate: 0.5 } },
  { name: 'fc8', kind: 'dense', options: { units: 1000, activation: 'softmax' } },
];

const column = (name: string, blocks: readonly (readonly number[])[]): NetworkConfig => ({
  name,
  input: [224, 224, 3],
  layers: [...convolutions(blocks), ...HEAD],
});

/** Column A: 132,863,336 parameters, 9,220,480 of them in eight convolutions. */
export const vgg11 = column('vgg11', [[64], [128], [256, 256], [512, 512], [512, 512]]);

/** Column B: 133,047,848 parameters, 9,404,992 of them in ten convolutions. */
export const vgg13 = column('vgg13', [
  [64, 64],
  [128, 128],
  [256, 256],
  [512, 512],
  [512, 512],
]);

/** Column D: 138,357,544 parameters, 123,642,856 of them in the three dense layers. */
export const vgg16 = column('vgg16', [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
]);

/** Column E: 143,667,240 parameters, 20,024,384 of them in sixteen convolutions. */
export const vgg19 = column('vgg19', [
  [64, 64],
  [128, 128],
  [256, 256, 256, 256],
  [512, 512, 512, 512],
  [512, 512, 512, 512],
]);

const small = (
  name: string,
  input: NetworkConfig['input'],
  blocks: readonly (readonly number[])[],
  units: number,
): NetworkConfig => ({
  name,
  input,
  layers: [
    ...convolutions(blocks),
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense', kind: 'dense', options: { units, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
});

/**
 * The same plan for pictures of 32² in colour, as CIFAR-10 has them: three blocks, not from the paper. 550,570 parameters:
 * 27·32 + 32, 288·32 + 32, 288·64 + 64, 576·64 + 64, 576·128 + 128, 1152·128 + 128 in the convolutions, and
 * 4·4·128·128 + 128, 128·10 + 10 in the dense layers.
 */
export const vggCifar = small(
  'vgg-cifar',
  [32, 32, 3],
  [
    [32, 32],
    [64, 64],
    [128, 128],
  ],
  128,
);

/**
 * The same plan at the size of MNIST, small enough to train in the page. 37,186 parameters: 9·8 + 8, 72·8 + 8, 72·16 + 16,
 * 144·16 + 16, 144·32 + 32, 288·32 + 32 in the convolutions, and 3·3·32·64 + 64, 64·10 + 10 in the dense layers.
 */
export const vggMnist = small(
  'vgg-mnist',
  [28, 28, 1],
  [
    [8, 8],
    [16, 16],
    [32, 32],
  ],
  64,
);
