// Numbers that ONNX itself publishes for its operators (onnx.backend.test, opset 22): the files of those tests are built
// here. `npm run onnx-tests` runs all of them.

import { expect, it } from 'vitest';
import type { NodeProto, TensorProto } from 'onnx-buf';
import { readOperators } from '../../../src/formats/onnx/read';
import { ndArray } from '../../../src/reference/ndArray';
import { floats, integers, onnxFile, op } from '../../support/peers/onnxFile';
import { numbersAsRead } from '../../support/onnxNumbers';

const upTo = (count: number, from = 1): number[] => Array.from({ length: count }, (_, i) => i + from);
const OF_THREE = [5, 1, 20, 2, 30, 1, 40, 2, 55, 1, 60, 2];

interface Published {
  readonly opset?: number;
  readonly node: NodeProto;
  readonly shape: number[];
  readonly x: number[];
  readonly tensors?: readonly TensorProto[];
  readonly y: readonly (readonly [shape: number[], values: number[]])[];
}

const CASES: Readonly<Record<string, Published>> = {
  averagepool_2d_ceil: {
    node: op('AveragePool', 'x → y', { ceil_mode: 1, kernel_shape: [3, 3], strides: [2, 2] }),
    ...{
      shape: [1, 1, 4, 4],
      x: upTo(16),
      y: [
        [
          [1, 1, 2, 2],
          [6, 7.5, 12, 13.5],
        ],
      ],
    },
  },
  averagepool_2d_dilations: {
    node: op('AveragePool', 'x → y', { dilations: [2, 2], kernel_shape: [2, 2], strides: [1, 1] }),
    ...{
      shape: [1, 1, 4, 4],
      x: upTo(16),
      y: [
        [
          [1, 1, 2, 2],
          [6, 7, 10, 11],
        ],
      ],
    },
  },
  averagepool_2d_precomputed_pads: {
    node: op('AveragePool', 'x → y', { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
    ...{ shape: [1, 1, 5, 5], x: upTo(25), y: [[[1, 1, 5, 5], upTo(25).map((i) => 6.5 + i / 2)]] },
  },
  averagepool_2d_precomputed_pads_count_include_pad: {
    node: op('AveragePool', 'x → y', { count_include_pad: 1, kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
    ...{ shape: [1, 1, 5, 5], x: upTo(25) },
    y: [
      [
        [1, 1, 5, 5],
        [
          ...[2.52, 3.6, 4.8, 4.08, 3.24, 4.56, 6.4, 8.4, 7.04, 5.52, 7.2, 10, 13],
          ...[10.8, 8.4, 6.96, 9.6, 12.4, 10.24, 7.92, 6.12, 8.4, 10.8, 8.88, 6.84],
        ],
      ],
    ],
  },
  averagepool_2d_precomputed_same_upper: {
    node: op('AveragePool', 'x → y', { auto_pad: 'SAME_UPPER', kernel_shape: [3, 3], strides: [2, 2] }),
    ...{
      shape: [1, 1, 5, 5],
      x: upTo(25),
      y: [
        [
          [1, 1, 3, 3],
          [4, 5.5, 7, 11.5, 13, 14.5, 19, 20.5, 22],
        ],
      ],
    },
  },
  maxpool_2d_ceil: {
    node: op('MaxPool', 'x → y', { ceil_mode: 1, kernel_shape: [3, 3], strides: [2, 2] }),
    ...{
      shape: [1, 1, 4, 4],
      x: upTo(16),
      y: [
        [
          [1, 1, 2, 2],
          [11, 12, 15, 16],
        ],
      ],
    },
  },
  maxpool_2d_ceil_output_size_reduce_by_one: {
    node: op('MaxPool', 'x → y', { ceil_mode: 1, kernel_shape: [1, 1], strides: [2, 2] }),
    ...{ shape: [1, 1, 2, 2], x: upTo(4), y: [[[1, 1, 1, 1], [1]]] },
  },
  maxpool_2d_dilations: {
    node: op('MaxPool', 'x → y', { dilations: [2, 2], kernel_shape: [2, 2], strides: [1, 1] }),
    ...{
      shape: [1, 1, 4, 4],
      x: upTo(16),
      y: [
        [
          [1, 1, 2, 2],
          [11, 12, 15, 16],
        ],
      ],
    },
  },
  maxpool_2d_precomputed_pads: {
    node: op('MaxPool', 'x → y', { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
    ...{ shape: [1, 1, 5, 5], x: upTo(25) },
    y: [
      [
        [1, 1, 5, 5],
        [13, 14, 15, 15, 15, 18, 19, 20, 20, 20, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25],
      ],
    ],
  },
  conv_with_strides_and_asymmetric_padding: {
    node: op('Conv', 'x, w → y', { kernel_shape: [3, 3], pads: [1, 0, 1, 0], strides: [2, 2] }),
    tensors: [floats('w', [1, 1, 3, 3], new Array(9).fill(1))],
    ...{
      shape: [1, 1, 7, 5],
      x: upTo(35, 0),
      y: [
        [
          [1, 1, 4, 2],
          [21, 33, 99, 117, 189, 207, 171, 183],
        ],
      ],
    },
  },
  conv_with_autopad_same: {
    node: op('Conv', 'x, w → y', { auto_pad: 'SAME_LOWER', kernel_shape: [3, 3], strides: [2, 2] }),
    tensors: [floats('w', [1, 1, 3, 3], new Array(9).fill(1))],
    ...{
      shape: [1, 1, 5, 5],
      x: upTo(25, 0),
      y: [
        [
          [1, 1, 3, 3],
          [12, 27, 24, 63, 108, 81, 72, 117, 84],
        ],
      ],
    },
  },
  spacetodepth_example: {
    node: op('SpaceToDepth', 'x → y', { blocksize: 2 }),
    shape: [1, 1, 4, 6],
    x: [0, 6, 1, 7, 2, 8, 12, 18, 13, 19, 14, 20, 3, 9, 4, 10, 5, 11, 15, 21, 16, 22, 17, 23],
    y: [[[1, 4, 2, 3], upTo(24, 0)]],
  },
  hardsigmoid_example: {
    node: op('HardSigmoid', 'x → y', { alpha: { f: 0.5 }, beta: { f: 0.6 } }),
    ...{ shape: [3], x: [-1, 0, 1], y: [[[3], [0.1, 0.6, 1]]] },
  },
  clip_outbounds: {
    node: op('Clip', 'x, low, high → y'),
    tensors: [floats('low', [], [-5]), floats('high', [], [5])],
    ...{ shape: [3], x: [-6, 0, 6], y: [[[3], [-5, 0, 5]]] },
  },
  'Clip of opset 6': {
    opset: 6,
    node: op('Clip', 'x → y', { min: { f: -1 }, max: { f: 1 } }),
    ...{ shape: [3], x: [-2, 0, 2], y: [[[3], [-1, 0, 1]]] },
  },
  softmax_example: {
    node: op('Softmax', 'x → y'),
    ...{
      shape: [1, 3],
      x: [-1, 0, 1],
      y: [
        [
          [1, 3],
          [0.09003057, 0.24472847, 0.66524096],
        ],
      ],
    },
  },
  split_variable_parts_2d: {
    node: op('Split', 'x, parts → y, z', { axis: 1 }),
    tensors: [integers('parts', [2, 4])],
    shape: [2, 6],
    x: upTo(12),
    y: [
      [
        [2, 2],
        [1, 2, 7, 8],
      ],
      [
        [2, 4],
        [3, 4, 5, 6, 9, 10, 11, 12],
      ],
    ],
  },
  reduce_max_do_not_keepdims_example: {
    node: op('ReduceMax', 'x, axes → y', { keepdims: 0 }),
    tensors: [integers('axes', [1])],
    ...{
      shape: [3, 2, 2],
      x: OF_THREE,
      y: [
        [
          [3, 2],
          [20, 2, 40, 2, 60, 2],
        ],
      ],
    },
  },
  reduce_min_negative_axes_keepdims_example: {
    node: op('ReduceMin', 'x, axes → y', { keepdims: 1 }),
    tensors: [integers('axes', [-2])],
    ...{
      shape: [3, 2, 2],
      x: OF_THREE,
      y: [
        [
          [3, 1, 2],
          [5, 1, 30, 1, 55, 1],
        ],
      ],
    },
  },
  reduce_sum_keepdims_example: {
    node: op('ReduceSum', 'x, axes → y', { keepdims: 1 }),
    tensors: [integers('axes', [1])],
    ...{
      shape: [3, 2, 2],
      x: upTo(12),
      y: [
        [
          [3, 1, 2],
          [4, 6, 12, 14, 20, 22],
        ],
      ],
    },
  },
  reduce_mean_default_axes_keepdims_example: {
    node: op('ReduceMean', 'x → y'),
    ...{ shape: [3, 2, 2], x: OF_THREE, y: [[[1, 1, 1], [18.25]]] },
  },
};

it.each(Object.entries(CASES))('%s', (_, { opset = 22, node, shape, x, tensors, y }) => {
  const outputs = node.output;
  const read = readOperators(
    onnxFile({ opset, inputs: { x: shape }, nodes: [node], tensors, outputs }),
    'a.onnx',
  );
  const actual = numbersAsRead(read, { x: ndArray(shape, x) });
  expect(actual.map((one) => one.shape)).toEqual(y.map(([lengths]) => lengths));
  actual.forEach(({ data }, i) => {
    const expected = y[i]![1];
    expected.forEach((value, at) => expect(data[at]).toBeCloseTo(value, 5));
  });
});
