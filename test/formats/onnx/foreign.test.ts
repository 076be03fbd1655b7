// Files in the manner of other tools, channels first: ONNX Runtime gives for each what our reference makes of our
// reading of it.

import { create } from '@bufbuild/protobuf';
import { TensorProto_DataType, TensorProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/formats/onnx/read';
import type { StoredModel } from '../../../src/formats/storedModel';
import { defineNetwork } from '../../../src/models/network';
import { ndArray, random, type NdArray } from '../../../src/reference/ndArray';
import { relativeError } from '../../support/compare';
import { referenceOutputs } from '../../support/networkRun';
import { floats, integers, onnxFile, op, weights, type FileParts } from '../../support/peers/onnxFile';
import { runOnnx } from '../../support/peers/onnxRuntime';

/** [1, C, H, W] → [1, H, W, C] */
function channelsLast(x: NdArray): NdArray {
  const [, channels = 1, height = 1, width = 1] = x.shape;
  const at = (i: number): number => (i % channels) * height * width + Math.floor(i / channels);
  return ndArray(
    [1, height, width, channels],
    Array.from(x.data, (_, i) => x.data[at(i)]!),
  );
}

/** @param layout of maps in the file */
async function readAndCompare(parts: FileParts, layout: 'first' | 'last' = 'first'): Promise<StoredModel> {
  const file = onnxFile(parts);
  const read = readOnnx(file, 'foreign.onnx');
  const network = defineNetwork(read.network);
  const ours = (x: NdArray): NdArray => (x.shape.length === 4 && layout === 'first' ? channelsLast(x) : x);
  const given = Object.entries(parts.inputs).map(([name, shape], i) => {
    const lengths = shape.map((length) => (typeof length === 'number' ? length : 1));
    return [name, random(lengths, 5 + i, -2, 2)] as const;
  });
  const expected = await runOnnx(file, Object.fromEntries(given));
  const inputs = given.map(([, x]) => ours(x));
  network.inputs.forEach(({ shape }, i) => expect(shape).toEqual(inputs[i]!.shape.slice(1)));
  const actual = [...referenceOutputs(network, read.weights!, inputs).values()];
  parts.outputs.forEach((name, i) => {
    expect(relativeError(actual[i]!.data, ours(expected.get(name)!).data), name).toBeLessThan(1e-5);
  });
  return read;
}

const kinds = (read: StoredModel): string => read.network.layers.map(({ kind }) => kind).join(' ');

/** LeNet as torch.onnx.export writes it. */
function torchLeNet(opset: number, lists: boolean, flatten: FileParts['nodes']): FileParts {
  return {
    opset,
    inputs: { 'input.1': ['batch_size', 1, 28, 28] },
    nodes: [
      op('Conv', 'input.1, conv1.weight, conv1.bias → c1', {
        kernel_shape: [5, 5],
        pads: [2, 2, 2, 2],
        strides: [1, 1],
        dilations: [1, 1],
        group: 1,
      }),
      op('Relu', 'c1 → r1'),
      op('MaxPool', 'r1 → p1', { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: 0 }),
      op('Conv', 'p1, conv2.weight, conv2.bias → c2', { kernel_shape: [5, 5] }),
      op('Relu', 'c2 → r2'),
      op('MaxPool', 'r2 → p2', { kernel_shape: [2, 2], strides: [2, 2] }),
      ...flatten,
      op('Gemm', 'flat, fc1.weight, fc1.bias → f1', { alpha: { f: 1 }, beta: { f: 1 }, transB: 1 }),
      op('Relu', 'f1 → r3'),
      op('Gemm', 'r3, fc2.weight, fc2.bias → f2', { transB: 1 }),
      op('Relu', 'f2 → r4'),
      op('Gemm', 'r4, fc3.weight, fc3.bias → output', { transB: 1 }),
    ],
    tensors: [
      weights('conv1.weight', [6, 1, 5, 5], { lists }),
      weights('conv1.bias', [6], { lists }),
      weights('conv2.weight', [16, 6, 5, 5], { lists }),
      weights('conv2.bias', [16], { lists }),
      weights('fc1.weight', [120, 400], { lists }),
      weights('fc1.bias', [120], { lists }),
      weights('fc2.weight', [84, 120], { lists }),
      weights('fc2.bias', [84], { lists }),
      weights('fc3.weight', [10, 84], { lists }),
      weights('fc3.bias', [10], { lists }),
    ],
    outputs: ['output'],
  };
}

const constant = (name: string, numbers: readonly number[], dims?: number[]) =>
  op('Constant', ` → ${name}`, { value: { t: integers('', numbers, dims) } });

/** What exporters put between maps and the first dense layer. */
const FLATTENS: Record<string, (opset: number) => FileParts['nodes']> = {
  'torch.flatten(x, 1)': () => [op('Flatten', 'p2 → flat', { axis: 1 })],
  'x.view(x.size(0), -1)': (opset) => [
    op('Shape', 'p2 → shape'),
    constant('zero', [0], []),
    op('Gather', 'shape, zero → size', { axis: 0 }),
    constant('axes', [0]),
    constant('minus', [-1]),
    opset < 13 ? op('Unsqueeze', 'size → batch', { axes: [0] }) : op('Unsqueeze', 'size, axes → batch'),
    op('Concat', 'batch, minus → target', { axis: 0 }),
    op('Reshape', 'p2, target → flat'),
  ],
  'x.view(-1, 400)': () => [constant('target', [-1, 400]), op('Reshape', 'p2, target → flat')],
  'x.reshape(x.shape[0], 16*5*5), sliced and cast': () => [
    op('Shape', 'p2 → shape'),
    constant('from', [0]),
    constant('to', [1]),
    op('Slice', 'shape, from, to → batch'),
    op('Cast', 'batch → batch64', { to: 7 }),
    constant('five', [5], []),
    constant('eighty', [80], []),
    op('Mul', 'five, eighty → rest0'),
    constant('axes', [0]),
    op('Unsqueeze', 'rest0, axes → rest'),
    op('Concat', 'batch64, rest → target', { axis: 0 }),
    op('Reshape', 'p2, target → flat'),
  ],
};

describe('PyTorch’s LeNet', () => {
  it.each([13, 16, 17, 18, 20])('reads opset %i', async (opset) => {
    const parts = torchLeNet(opset, opset % 2 === 0, FLATTENS['torch.flatten(x, 1)']!(opset));
    const read = await readAndCompare(parts);
    expect(read.network.layers.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'conv1 conv2d',
      'p1 maxPooling2d',
      'conv2 conv2d',
      'p2 maxPooling2d',
      'flat flatten',
      'fc1 dense',
      'fc2 dense',
      'fc3 dense',
    ]);
    expect(read.network.layers[0]!.options).toMatchObject({
      filters: 6,
      padding: 'same',
      activation: 'relu',
    });
    expect(read.remarks).toEqual([
      "input 'input.1': 1×28×28 in the file, 28×28×1 here, where channels come last",
    ]);
  });

  it.each(Object.entries(FLATTENS))('reads a flatten written as %s', async (_, flatten) => {
    await readAndCompare(torchLeNet(17, false, flatten(17)));
  });
});

it('reads operators as they were before their options became inputs (opset 9)', async () => {
  await readAndCompare({
    opset: 9,
    inputs: { x: ['n', 3, 9, 9] },
    nodes: [
      op('Pad', 'x → p', { mode: 'constant', pads: [0, 0, 1, 2, 0, 0, 0, 1], value: { f: 0 } }),
      op('Conv', 'p, conv.weight → c', { strides: [2, 2] }),
      op('Clip', 'c → p2', { min: { f: 0 }, max: { f: 6 } }),
      ...FLATTENS['x.view(x.size(0), -1)']!(9),
      op('Dropout', 'flat → d', { ratio: { f: 0.4 } }),
      op('Gemm', 'd, fc.weight, fc.bias → g', { transB: 1 }),
      op('Unsqueeze', 'g → u', { axes: [2, 3] }),
      op('Squeeze', 'u → s', { axes: [2, 3] }),
      op('Softmax', 's → y'),
    ],
    tensors: [weights('conv.weight', [2, 3, 3, 3]), weights('fc.weight', [5, 40]), weights('fc.bias', [5])],
    outputs: ['y'],
  });
});

const image = { x: ['n', 3, 15, 14] };

describe('maps with channels first', () => {
  it('pads as the file does, with a layer where `same` would pad otherwise', async () => {
    const stem = await readAndCompare({
      inputs: image,
      nodes: [
        op('Conv', 'x, stem.weight → c', { strides: [2, 2], pads: [3, 3, 3, 3] }),
        op('BatchNormalization', 'c, bn.weight, bn.bias, bn.mean, bn.var → b', { epsilon: { f: 1e-5 } }),
        op('Relu', 'b → r'),
        op('MaxPool', 'r → y', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
      ],
      tensors: [
        weights('stem.weight', [4, 3, 7, 7]),
        weights('bn.weight', [4]),
        weights('bn.bias', [4]),
        weights('bn.mean', [4]),
        weights('bn.var', [4], { low: 0.5, high: 2 }),
      ],
      outputs: ['y'],
    });
    expect(kinds(stem)).toContain('zeroPadding2d conv2d batchNormalization activation');
    expect(stem.network.layers.find(({ kind }) => kind === 'batchNormalization')!.options!.epsilon).toBe(
      1e-5,
    );
  });

  it.each(['SAME_UPPER', 'SAME_LOWER', 'VALID'])('reads auto_pad %s', async (auto_pad) => {
    await readAndCompare({
      inputs: image,
      nodes: [
        op('Conv', 'x, w → c', { auto_pad, strides: [2, 1] }),
        op('Sigmoid', 'c → s'),
        op('MaxPool', 's → y', { auto_pad, kernel_shape: [2, 4], strides: [2, 2] }),
      ],
      tensors: [weights('w', [5, 3, 4, 2])],
      outputs: ['y'],
    });
  });

  it('reads borders of other widths on each side, and dilation', async () => {
    await readAndCompare({
      inputs: image,
      nodes: [op('Conv', 'x, w, b → y', { pads: [0, 1, 2, 3], dilations: [2, 3] })],
      tensors: [weights('w', [5, 3, 3, 2]), weights('b', [5])],
      outputs: ['y'],
    });
  });

  it('reads average pooling with and without the border in the count', async () => {
    await readAndCompare({
      inputs: image,
      nodes: [
        op('AveragePool', 'x → a', { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }),
        op('AveragePool', 'a → y', { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 0 }),
      ],
      outputs: ['y'],
    });
  });

  it('reads windows that reach beyond the map (ceil_mode)', async () => {
    await readAndCompare({
      inputs: { x: ['n', 2, 14, 14] },
      nodes: [
        op('Relu', 'x → r'),
        op('MaxPool', 'r → m', { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
        op('AveragePool', 'm → y', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
      ],
      outputs: ['y'],
    });
  });

  it('reads depthwise and grouped convolutions', async () => {
    const read = await readAndCompare({
      inputs: { x: ['n', 4, 9, 9] },
      nodes: [
        op('Conv', 'x, dw.weight, dw.bias → d', { group: 4, pads: [1, 1, 1, 1] }),
        op('Clip', 'd, low, high → c'),
        op('Conv', 'c, grouped.weight, grouped.bias → y', { group: 2 }),
      ],
      tensors: [
        weights('dw.weight', [8, 1, 3, 3]),
        weights('dw.bias', [8]),
        floats('low', [], [0]),
        floats('high', [], [6]),
        weights('grouped.weight', [6, 4, 3, 3]),
        weights('grouped.bias', [6]),
      ],
      outputs: ['y'],
    });
    expect(kinds(read)).toBe('depthwiseConv2d conv2d');
    expect(read.network.layers[0]!.options).toMatchObject({ depthMultiplier: 2, activation: 'relu6' });
    expect(read.remarks.join()).toContain('2 groups are read as one');
  });

  it('reads a residual block with its end in three ways', async () => {
    const block = [
      op('Conv', 'x, a.weight → a', { pads: [1, 1, 1, 1] }),
      op('LeakyRelu', 'a → l', { alpha: { f: 0.1 } }),
      op('Conv', 'l, b.weight → b', { pads: [1, 1, 1, 1] }),
      op('Add', 'b, x → s'),
      op('Relu', 's → r'),
    ];
    const tensors = [
      weights('a.weight', [3, 3, 3, 3]),
      weights('b.weight', [3, 3, 3, 3]),
      weights('fc.weight', [10, 3]),
      weights('fc.bias', [10]),
      integers('axes', [2, 3]),
      integers('last', [-1, -2]),
    ];
    const ends = [
      [op('GlobalAveragePool', 'r → g'), op('Flatten', 'g → f')],
      [op('ReduceMean', 'r → f', { axes: [2, 3], keepdims: 0 })],
      [op('ReduceMean', 'r → g', { axes: [-1, -2], keepdims: 1 }), op('Squeeze', 'g, axes → f')],
    ];
    for (const end of ends) {
      const head = op('Gemm', 'f, fc.weight, fc.bias → y', { transB: 1 });
      const read = await readAndCompare({
        inputs: { x: ['n', 3, 8, 6] },
        nodes: [...block, ...end, head],
        tensors,
        outputs: ['y'],
      });
      expect(kinds(read)).toBe('conv2d leakyReLU conv2d add activation globalAveragePooling2d dense');
    }
  });

  it('reads squeeze-and-excitation, whose weights of channels are repeated', async () => {
    const read = await readAndCompare({
      inputs: image,
      nodes: [
        op('Conv', 'x, a.weight → a', { pads: [1, 1, 1, 1] }),
        op('GlobalAveragePool', 'a → g'),
        op('Conv', 'g, b.weight → b'),
        op('Sigmoid', 'b → s'),
        op('Mul', 's, a → m'),
        op('GlobalMaxPool', 'm → p'),
        op('Sub', 'm, p → d'),
        op('Max', 'd, m, s → e'),
        op('Mean', 'e, m → f'),
        op('Min', 'f, d → y'),
      ],
      tensors: [weights('a.weight', [4, 3, 3, 3]), weights('b.weight', [4, 4, 1, 1])],
      outputs: ['y'],
    });
    expect(kinds(read)).toBe(
      'conv2d globalAveragePooling2d reshape conv2d multiply globalMaxPooling2d subtract maximum average minimum',
    );
  });

  it('reads Resize and Upsample by every rule that takes the pixels of our layers, and Slice', async () => {
    const factors = floats('factors', [4], [1, 1, 2, 3]);
    const sizes = integers('sizes', [1, 3, 5, 7]);
    const cases: readonly (readonly [ReturnType<typeof op>, string, number?])[] = [
      // torch.onnx.export of Upsample(scale_factor) and Upsample(mode="bilinear").
      [
        op('Resize', 't, , factors → r', {
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        }),
        'upSampling2d nearest',
      ],
      [
        op('Resize', 't, , factors → r', {
          coordinate_transformation_mode: 'pytorch_half_pixel',
          mode: 'linear',
        }),
        'upSampling2d bilinear',
      ],
      [op('Resize', 't, , factors → r'), 'upSampling2d nearest'],
      [op('Resize', 't, , , sizes → r', { mode: 'linear' }), 'resizing bilinear'],
      [op('Resize', 't, , , sizes → r', { nearest_mode: 'round_prefer_ceil' }), 'resizing nearest'],
      [op('Upsample', 't, factors → r'), 'upSampling2d nearest', 9],
      [op('Resize', 't, factors → r'), 'upSampling2d nearest', 10],
    ];
    for (const [node, layer, opset = 17] of cases) {
      const slice =
        opset < 10
          ? op('Slice', 'r → y', { axes: [3, 2], starts: [1, 0], ends: [-1, 4] })
          : op('Slice', 'r, starts, ends, axes → y');
      const read = await readAndCompare({
        opset,
        inputs: image,
        nodes: [op('Conv', 'x, a.weight → t'), node, slice],
        tensors: [
          ...[weights('a.weight', [3, 3, 3, 3]), factors, sizes],
          ...[integers('axes', [-1, 2]), integers('starts', [1, 0]), integers('ends', [-1, 4])],
        ],
        outputs: ['y'],
      });
      const [, resized] = read.network.layers;
      expect(`${resized!.kind} ${String(resized!.options!.interpolation)}`).toBe(layer);
      expect(kinds(read)).toContain('cropping2D');
    }
  });

  it('puts axes in another order by a layer where a convolution needs them so', async () => {
    const read = await readAndCompare({
      inputs: image,
      nodes: [
        op('Conv', 'x, a.weight → a'),
        op('Transpose', 'a → t', { perm: [0, 1, 3, 2] }),
        op('Conv', 't, b.weight → b'),
        op('Transpose', 'b → u', { perm: [0, 2, 1, 3] }),
        op('Conv', 'u, c.weight → y'),
      ],
      tensors: [
        weights('a.weight', [2, 3, 3, 3]),
        weights('b.weight', [2, 2, 2, 3]),
        weights('c.weight', [2, 11, 1, 1]),
      ],
      outputs: ['y'],
    });
    expect(kinds(read)).toBe('conv2d permute conv2d permute conv2d');
  });

  it('reads ReduceMean with axes as an input (opset 18)', async () => {
    await readAndCompare({
      opset: 18,
      inputs: image,
      nodes: [op('Tanh', 'x → t'), op('ReduceMean', 't, axes → y', { keepdims: 0 })],
      tensors: [integers('axes', [2, 3])],
      outputs: ['y'],
    });
  });

  it('flattens two branches side by side, each in its own order', async () => {
    const read = await readAndCompare({
      inputs: image,
      nodes: [
        op('Conv', 'x, a.weight, a.bias → a', { strides: [4, 4] }),
        op('Conv', 'x, b.weight → b', { strides: [5, 5] }),
        op('Flatten', 'a → fa'),
        op('Flatten', 'b → fb'),
        op('Concat', 'fa, fb → f', { axis: 1 }),
        op('BatchNormalization', 'f, g, h, m, v → n'),
        op('Dropout', 'n, ratio → d'),
        op('MatMul', 'd, fc.weight → p'),
        op('Add', 'fc.bias, p → s'),
        op('Softmax', 's → y', { axis: -1 }),
      ],
      tensors: [
        weights('a.weight', [4, 3, 3, 3]),
        weights('a.bias', [4]),
        weights('b.weight', [2, 3, 2, 2]),
        weights('g', [66]),
        weights('h', [66]),
        weights('m', [66]),
        weights('v', [66], { low: 0.5, high: 2 }),
        floats('ratio', [], [0.3]),
        weights('fc.weight', [66, 7]),
        weights('fc.bias', [7]),
      ],
      outputs: ['y'],
    });
    expect(kinds(read)).toBe('conv2d conv2d flatten flatten concatenate batchNormalization dropout dense');
    expect(read.network.layers.at(-1)!.options).toMatchObject({ useBias: true, activation: 'softmax' });
  });

  it('joins channels, rows and columns', async () => {
    await readAndCompare({
      inputs: image,
      nodes: [
        op('Concat', 'x, x → a', { axis: 1 }),
        op('Concat', 'a, a → b', { axis: 2 }),
        op('Concat', 'b, b, b → c', { axis: -1 }),
        op('MaxPool', 'c → y', { kernel_shape: [2, 2] }),
      ],
      outputs: ['y'],
    });
  });

  it('reads pictures that are normalized first, as a scale and a shift a channel', async () => {
    const read = await readAndCompare({
      inputs: image,
      nodes: [
        op('Div', 'x, scale → d'),
        op('Sub', 'd, mean → m'),
        op('Div', 'm, deviation → n'),
        op('Conv', 'n, w → c'),
        op('Add', 'c, bias → b'),
        op('Elu', 'b → y', { alpha: { f: 1 } }),
      ],
      tensors: [
        floats('scale', [], [255]),
        floats('mean', [1, 3, 1, 1], [0.485, 0.456, 0.406]),
        floats('deviation', [3, 1, 1], [0.229, 0.224, 0.225]),
        weights('w', [4, 3, 3, 3]),
        weights('bias', [1, 4, 1, 1]),
      ],
      outputs: ['y'],
    });
    expect(kinds(read)).toBe('batchNormalization conv2d');
    expect(read.network.layers[1]!.options).toMatchObject({ useBias: true, activation: 'elu' });
  });

  it('reads local response normalization, whose alpha is the whole window’s', async () => {
    const read = await readAndCompare({
      inputs: { x: ['n', 7, 5, 4] },
      nodes: [op('LRN', 'x → y', { size: 5, alpha: { f: 0.5 }, beta: { f: 0.75 }, bias: { f: 2 } })],
      outputs: ['y'],
    });
    expect(read.network.layers[0]!.options).toMatchObject({ depthRadius: 2, alpha: 0.1, bias: 2 });
  });

  it('reads a border that is a node of its own', async () => {
    const read = await readAndCompare({
      inputs: image,
      nodes: [op('Pad', 'x, pads → p', { mode: 'constant' }), op('Conv', 'p, w → y')],
      tensors: [integers('pads', [0, 0, 1, 0, 0, 0, 2, 3]), weights('w', [2, 3, 3, 3])],
      outputs: ['y'],
    });
    expect(read.network.layers[0]!.options!.padding).toEqual([
      [1, 2],
      [0, 3],
    ]);
  });

  it('reads the softmax of a map over its channels, and PRelu with one slope', async () => {
    await readAndCompare({
      inputs: image,
      nodes: [op('PRelu', 'x, slope → p'), op('Conv', 'p, w → c'), op('Softmax', 'c → y', { axis: 1 })],
      tensors: [floats('slope', [3, 1, 1], [0.25, 0.25, 0.25]), weights('w', [4, 3, 2, 2])],
      outputs: ['y'],
    });
  });

  it('reads a convolution over what global pooling left', async () => {
    await readAndCompare({
      inputs: image,
      nodes: [
        op('GlobalAveragePool', 'x → g'),
        op('Conv', 'g, w, b → c'),
        op('GlobalMaxPool', 'c → m'),
        op('Squeeze', 'm, axes → y'),
      ],
      tensors: [weights('w', [5, 3, 1, 1]), weights('b', [5]), integers('axes', [3, 2])],
      outputs: ['y'],
    });
  });
});

describe('other shapes', () => {
  it('reads pictures that go straight into a dense layer', async () => {
    await readAndCompare({
      inputs: { x: ['n', 3, 12, 13] },
      nodes: [op('Flatten', 'x → f'), op('Gemm', 'f, w → y', { transB: 1, alpha: { f: 0.5 } })],
      tensors: [weights('w', [4, 468])],
      outputs: ['y'],
    });
  });

  it('reads a row that is made a picture', async () => {
    await readAndCompare({
      inputs: { x: ['n', 64] },
      nodes: [op('Reshape', 'x, target → r'), op('Conv', 'r, w → y')],
      tensors: [integers('target', [-1, 1, 8, 8]), weights('w', [2, 1, 3, 3])],
      outputs: ['y'],
    });
  });

  it('reads a fixed batch', async () => {
    await readAndCompare({
      inputs: { x: [1, 3, 6, 6] },
      nodes: [
        op('Relu', 'x → r'),
        op('Conv', 'r, w → c'),
        op('Reshape', 'c, target → f'),
        op('Relu', 'f → r2'),
        op('MatMul', 'r2, v → y'),
      ],
      tensors: [integers('target', [1, -1]), weights('w', [2, 3, 3, 3]), weights('v', [32, 5])],
      outputs: ['y'],
    });
  });

  it('reads several inputs and outputs', async () => {
    await readAndCompare({
      inputs: { a: ['n', 3, 8, 8], b: ['n', 5] },
      nodes: [
        op('Conv', 'a, w → c'),
        op('GlobalAveragePool', 'c → g'),
        op('Flatten', 'g → f'),
        op('Concat', 'f, b → j', { axis: -1 }),
        op('Gemm', 'j, v → y'),
        op('Sigmoid', 'y → z'),
      ],
      tensors: [weights('w', [4, 3, 3, 3]), weights('v', [9, 2])],
      outputs: ['y', 'z', 'c'],
    });
  });

  it('reads matrices that are turned in the file, and nodes in any order', async () => {
    await readAndCompare({
      inputs: { x: ['n', 6] },
      nodes: [op('Transpose', 'w → t', { perm: [1, 0] }), op('Tanh', 'x → h'), op('MatMul', 'h, t → y')],
      tensors: [weights('w', [3, 6])],
      outputs: ['y'],
      change: ({ graph }) => graph!.node.reverse(),
    });
  });
});

describe('numbers of fewer digits', () => {
  it('rounds weights that the file casts, as it does', async () => {
    for (const to of [10, 16]) {
      const read = await readAndCompare({
        inputs: { x: ['n', 6] },
        nodes: [op('Cast', 'w → s', { to }), op('Cast', 's → t', { to: 1 }), op('MatMul', 'x, t → y')],
        tensors: [weights('w', [6, 3])],
        outputs: ['y'],
      });
      expect(read.remarks).toEqual([]);
    }
  });

  it('says once that what flows through the file is rounded there', () => {
    const file = onnxFile({
      inputs: { x: ['n', 6] },
      nodes: [
        op('Cast', 'x → h', { to: 10 }),
        op('Relu', 'h → r'),
        op('Cast', 'r → h2', { to: 10 }),
        op('Cast', 'h2 → y', { to: 1 }),
      ],
      outputs: ['y'],
    });
    expect(readOnnx(file, 'f.onnx').remarks).toEqual([
      "f.onnx, Cast '/h/Cast': rounds to float16 in the file (and in 1 more places); here numbers keep the digits of float32",
    ]);
  });

  it('says that an input is rounded there', () => {
    const file = onnxFile({
      inputs: { x: ['n', 6] },
      nodes: [op('Relu', 'x → y')],
      outputs: ['y'],
      change: ({ graph }) => {
        const { value } = graph!.input[0]!.type!;
        if (value.case === 'tensorType') value.value.elemType = TensorProto_DataType.BFLOAT16;
      },
    });
    expect(readOnnx(file, 'f.onnx').remarks).toEqual([
      "f.onnx, input 'x': rounds to bfloat16 in the file; here numbers keep the digits of float32",
    ]);
  });
});

it.each([true, false])('says whether a Dropout runs in inference too: %s', (mode) => {
  const training = create(TensorProtoSchema, {
    name: 'training',
    dataType: TensorProto_DataType.BOOL,
    int32Data: [Number(mode)],
  });
  const file = onnxFile({
    inputs: { x: ['n', 6] },
    nodes: [op('Dropout', 'x, ratio, training → y')],
    tensors: [floats('ratio', [], [0.25]), training],
    outputs: ['y'],
  });
  const read = readOnnx(file, 'f.onnx');
  expect(read.network.layers.map(({ kind, options }) => [kind, options])).toEqual([
    ['dropout', { rate: 0.25, noiseShape: 'numbers' }],
  ]);
  expect(read.remarks).toEqual(
    mode
      ? [
          "f.onnx, Dropout '/y/Dropout': drops numbers at random whenever it runs (training_mode is true); here only while training",
        ]
      : [],
  );
});

describe('tf2onnx', () => {
  it('reads channels last between transposes, and a flatten in the order that is ours', async () => {
    const read = await readAndCompare(
      {
        opset: 15,
        inputs: { input: ['unk__1', 10, 9, 3] },
        nodes: [
          op('Transpose', 'input → t0', { perm: [0, 3, 1, 2] }),
          op('Conv', 't0, model/conv/kernel, model/conv/bias → c', {
            auto_pad: 'SAME_UPPER',
            strides: [2, 2],
          }),
          op('Relu', 'c → r'),
          op('MaxPool', 'r → m', { kernel_shape: [2, 2], strides: [2, 2] }),
          op('Transpose', 'm → t1', { perm: [0, 2, 3, 1] }),
          op('Reshape', 't1, flat → f'),
          op('MatMul', 'f, model/dense/kernel → d'),
          op('Add', 'd, model/dense/bias → y'),
        ],
        tensors: [
          weights('model/conv/kernel', [4, 3, 3, 3]),
          weights('model/conv/bias', [4]),
          integers('flat', [-1, 16]),
          weights('model/dense/kernel', [16, 5]),
          weights('model/dense/bias', [5]),
        ],
        outputs: ['y'],
      },
      'last',
    );
    expect(kinds(read)).toBe('conv2d maxPooling2d flatten dense');
    expect(read.remarks).toEqual([]);
    expect(read.network.layers[0]!.options!.padding).toBe('same');
  });
});
