// What a layer says when it cannot be built: the exact words, since they are what a reader has to go by.

import { describe, expect, it } from 'vitest';
import { layerDefinition, type LayerKind } from '../../src/layers/all';
import {} from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';

function build(
  kind: LayerKind,
  given: Readonly<Record<string, unknown>>,
  ...shapes: readonly (readonly number[])[]
): () => readonly number[] {
  const definition = layerDefinition(kind);
  return () =>
    definition.outputShape(checkOptions(`${definition.className} 'it'`, definition.options, given), shapes);
}

describe('options', () => {
  it.each<[LayerKind, Readonly<Record<string, unknown>>, string]>([
    ['conv2d', { filters: 8 }, "Conv2D 'it': 'kernelSize' must be given"],
    ['conv2d', { filters: 0, kernelSize: 3 }, "Conv2D 'it': 'filters' must be at least 1. Received 0"],
    ['dense', { units: 2.5 }, "Dense 'it': 'units' must be a whole number. Received 2.5"],
    [
      'maxPooling2d',
      { poolSize: [2, 2, 2] },
      "MaxPooling2D 'it': 'poolSize' must be a whole number or two of them [rows, columns]. Received [2,2,2]",
    ],
    ['maxPooling2d', { strides: 0 }, "MaxPooling2D 'it': 'strides' must be at least 1. Received 0"],
    [
      'averagePooling2d',
      { padding: 'full' },
      "AveragePooling2D 'it': 'padding' must be one of 'valid', 'same'. Received \"full\"",
    ],
    [
      'globalAveragePooling2d',
      { keepdims: 1 },
      "GlobalAveragePooling2D 'it': 'keepdims' must be true or false. Received 1",
    ],
    [
      'globalMaxPooling2d',
      { poolSize: 2 },
      "GlobalMaxPooling2D 'it': has no option 'poolSize'. Known: keepdims",
    ],
    [
      'rescaling',
      { scale: [1, 2, 3, 4, 5] },
      "Rescaling 'it': 'scale' must be a number, or a list of one for each of up to four channels. Received [1,2,3,4,5]",
    ],
    [
      'normalization',
      { mean: 0, variance: -1 },
      "Normalization 'it': 'variance' must be a number of at least 0, or a list of one for each of up to four channels. Received -1",
    ],
    [
      'normalization',
      { mean: 0 },
      "Normalization: 'mean' and 'variance' must be given both, as many of one as of the other, or neither. Received 0 and null",
    ],
    [
      'permute',
      { dims: [1, 3] },
      "Permute 'it': 'dims' must be a list of 1, 2, … in any order, each once. Received [1,3]",
    ],
    [
      'upSampling2d',
      { interpolation: 'bicubic' },
      "UpSampling2D 'it': 'interpolation' must be one of 'nearest', 'bilinear'. Received \"bicubic\"",
    ],
    [
      'localResponseNormalization',
      { bias: 0 },
      "LocalResponseNormalization 'it': 'bias' must be at least 0.000001. Received 0",
    ],
    [
      'depthwiseConv2d',
      { kernelSize: 3, depthMultiplier: 0 },
      "DepthwiseConv2D 'it': 'depthMultiplier' must be at least 1. Received 0",
    ],
    [
      'zeroPadding2d',
      { padding: -1 },
      "ZeroPadding2D 'it': 'padding' must be a whole number of at least 0, [rows, columns] or [[top, bottom], [left, right]]. Received -1",
    ],
    [
      'zeroPadding2d',
      { padding: [[1, 2, 3], 1] },
      "ZeroPadding2D 'it': 'padding' must be a whole number of at least 0, [rows, columns] or [[top, bottom], [left, right]]. Received [[1,2,3],1]",
    ],
    ['reshape', {}, "Reshape 'it': 'targetShape' must be given"],
    [
      'reshape',
      { targetShape: 6 },
      "Reshape 'it': 'targetShape' must be a list of whole numbers of at least 1, or −1. Received 6",
    ],
    [
      'reshape',
      { targetShape: [-1, 2, -1] },
      "Reshape 'it': 'targetShape' must be a list with at most one −1. Received [-1,2,-1]",
    ],
    [
      'batchNormalization',
      { momentum: 1.5 },
      "BatchNormalization 'it': 'momentum' must be between 0 and 1. Received 1.5",
    ],
    [
      'batchNormalization',
      { scale: 1 },
      "BatchNormalization 'it': 'scale' must be true or false. Received 1",
    ],
    ['dropout', { rate: -0.1 }, "Dropout 'it': 'rate' must be between 0 and 1. Received -0.1"],
    ['dropout', { rate: 1 }, "Dropout 'it': 'rate' must be at least 0 and below 1. Received 1"],
    [
      'activation',
      { activation: 'swish' },
      "Activation 'it': 'activation' must be one of 'linear', 'relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh', 'elu', 'silu', 'gelu', 'mish', 'hardSilu', 'hardSigmoid', 'selu', 'softplus', 'softsign', 'exponential', 'geluTanh', 'hardTanh', 'tanhShrink', 'softShrink', 'hardShrink', 'squareplus', 'sparsePlus', 'logSigmoid', 'sparseSigmoid', 'softmax', 'logSoftmax'. Received \"swish\"",
    ],
    ['reLU', { maxValue: -1 }, "ReLU 'it': 'maxValue' must be at least 0. Received -1"],
    ['reLU', { threshold: -1 }, "ReLU 'it': 'threshold' must be at least 0. Received -1"],
    ['leakyReLU', { alpha: -1 }, "LeakyReLU 'it': 'alpha' must be at least 0. Received -1"],
    ['concatenate', { axis: 0.5 }, "Concatenate 'it': 'axis' must be a whole number. Received 0.5"],
  ])('%s %j', (kind, given, message) => {
    expect(build(kind, given, [4, 4, 1])).toThrow(expect.objectContaining({ name: 'OptionError', message }));
  });
});

describe('shapes', () => {
  it.each<[LayerKind, Readonly<Record<string, unknown>>, readonly (readonly number[])[], string]>([
    ['conv2d', { filters: 1, kernelSize: 3 }, [[10]], 'input must be height × width × channels. Received 10'],
    [
      'conv2d',
      { filters: 1, kernelSize: [5, 3], dilationRate: 2 },
      [[8, 9, 1]],
      "the window is larger than its input: 9×5 on 8×9. Choose padding 'same', or a window of at most 8×9",
    ],
    [
      'depthwiseConv2d',
      { kernelSize: 3 },
      [[2, 2, 4]],
      "the window is larger than its input: 3×3 on 2×2. Choose padding 'same', or a window of at most 2×2",
    ],
    [
      'maxPooling2d',
      {},
      [[1, 4, 3]],
      "the window is larger than its input: 2×2 on 1×4. Choose padding 'same', or a window of at most 1×4",
    ],
    ['averagePooling2d', {}, [[4, 4]], 'input must be height × width × channels. Received 4×4'],
    ['globalAveragePooling2d', {}, [[7]], 'input must be height × width × channels. Received 7'],
    ['globalMaxPooling2d', {}, [[7]], 'input must be height × width × channels. Received 7'],
    ['zeroPadding2d', {}, [[3, 3]], 'input must be height × width × channels. Received 3×3'],
    [
      'reshape',
      { targetShape: [4, 4] },
      [[3, 5]],
      "targetShape must hold the input's 15 numbers. Received 4×4",
    ],
    [
      'reshape',
      { targetShape: [-1, 4] },
      [[3, 5]],
      "targetShape must hold the input's 15 numbers. Received -1×4",
    ],
    [
      'add',
      {},
      [
        [3, 3, 4],
        [3, 3, 2],
      ],
      'inputs must have one shape, 3×3×4, or length 1 where they differ. Received 3×3×2',
    ],
    [
      'multiply',
      {},
      [[1, 1, 2], [5, 4, 1], [3, 4, 2]], // prettier-ignore
      'inputs must have one shape, 1×1×2, or length 1 where they differ. Received 3×4×2',
    ],
    [
      'permute',
      { dims: [2, 1] },
      [[3, 3, 1]],
      "dims must name each of the input's 3 axes once, of three at most. Received 2, 1",
    ],
    [
      'cropping2D',
      { cropping: 2 },
      [[4, 9, 1]],
      'cropping must leave a row and a column of 4×9. Received 2 + 2 rows and 2 + 2 columns to cut off',
    ],
    [
      'centerCrop',
      { height: 5, width: 5 },
      [[4, 9, 1]],
      'input must be at least 5×5. Received 4×9, which Keras would enlarge',
    ],
    [
      'rescaling',
      { scale: [1, 2] },
      [[4, 4, 3]],
      'scale must be one number, or one for each of 3 channels. Received 2',
    ],
    ['upSampling2d', {}, [[7]], 'input must be height × width × channels. Received 7'],
    [
      'concatenate',
      {},
      [
        [3, 3, 1],
        [3, 4, 2],
      ],
      'inputs must agree with 3×3×1 on all axes but 3. Received 3×4×2',
    ],
    ['concatenate', {}, [[3, 3, 1], [9]], 'inputs must agree with 3×3×1 on all axes but 3. Received 9'],
    [
      'concatenate',
      { axis: 0 },
      [[5], [5]],
      'axis must be 1 to 1 or −1 to −1; axis 0 is the batch. Received 0',
    ],
    [
      'concatenate',
      { axis: 4 },
      [
        [3, 3, 1],
        [3, 3, 1],
      ],
      'axis must be 1 to 3 or −1 to −3; axis 0 is the batch. Received 4',
    ],
  ])('%s %j on %j', (kind, given, shapes, message) => {
    expect(build(kind, given, ...shapes)).toThrow(expect.objectContaining({ name: 'ShapeError', message }));
  });
});

it('names the layers there are', () => {
  expect(() => layerDefinition('conv3d')).toThrow(
    /^there is no layer 'conv3d'\. Known: conv2d, dense, .*depthwiseConv2d, /,
  );
  expect(() => layerDefinition('toString')).toThrow("there is no layer 'toString'");
});
