// Operators and options, each in a file of its own or as an exporter puts several together: ONNX Runtime gives the same
// numbers as our reference makes of our reading.

import { describe, expect, it } from 'vitest';
import { readOperators, type ReadGraph } from '../../../src/formats/onnx/read';
import { random } from '../../../src/reference/ndArray';
import { relativeError } from '../../support/compare';
import { floats, integers, onnxFile, op, weights, type FileParts } from '../../support/peers/onnxFile';
import { runOnnx } from '../../support/peers/onnxRuntime';
import { numbersAsRead } from '../../support/onnxNumbers';

/** Inputs are drawn with two pictures where the file leaves the batch open. */
async function compared(parts: FileParts): Promise<ReadGraph> {
  const file = onnxFile(parts);
  const read = readOperators(file, 'a.onnx');
  const given = Object.fromEntries(
    Object.entries(parts.inputs).map(([name, shape], i) => [
      name,
      random(
        shape.map((length) => (typeof length === 'number' ? length : 2)),
        5 + i,
        -2,
        2,
      ),
    ]),
  );
  const expected = await runOnnx(file, given);
  const actual = numbersAsRead(read, given);
  parts.outputs.forEach((name, i) => {
    expect(actual[i]!.shape, name).toEqual(expected.get(name)!.shape);
    expect(relativeError(actual[i]!.data, expected.get(name)!.data), name).toBeLessThan(1e-5);
  });
  return read;
}

const image = { x: ['n', 3, 9, 8] };
const kinds = ({ network }: ReadGraph): string => network.layers.map(({ kind }) => kind).join(' ');
const pool = (type: string, kernel: number[], more: Readonly<Record<string, number | string | number[]>>) =>
  op(type, 'x → y', { kernel_shape: kernel, ...more });

describe('pooling', () => {
  it.each([
    ['a border as in ResNet', [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }],
    ['a border after the map alone', [3, 2], { strides: [2, 2], pads: [0, 0, 2, 1] }],
    ['a border before the map alone', [3, 2], { strides: [2, 1], pads: [2, 1, 0, 0] }],
    ['a border wider than half the window', [3, 3], { pads: [2, 2, 2, 2] }],
    ['SAME_LOWER', [2, 2], { auto_pad: 'SAME_LOWER' }],
    ['ceil_mode', [3, 3], { strides: [2, 3], ceil_mode: 1 }],
    ['ceil_mode with a border', [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 }],
  ] as const)('%s', async (_, kernel, more) => {
    const attributes = more as Record<string, number | string | number[]>;
    await compared({ inputs: image, nodes: [pool('MaxPool', [...kernel], attributes)], outputs: ['y'] });
    for (const count_include_pad of [0, 1]) {
      const nodes = [pool('AveragePool', [...kernel], { ...attributes, count_include_pad })];
      await compared({ opset: 19, inputs: image, nodes, outputs: ['y'] });
    }
  });

  it.each([
    ['dilations', { dilations: [2, 3] }],
    ['dilations with steps and a border', { dilations: [2, 1], strides: [1, 2], pads: [1, 1, 1, 0] }],
  ])('%s', async (_, more) => {
    await compared({ inputs: image, nodes: [pool('MaxPool', [3, 2], more)], outputs: ['y'] });
    await compared({
      inputs: image,
      nodes: [op('Relu', 'x → r'), op('MaxPool', 'r → y', { kernel_shape: [3, 2], ...more })],
      outputs: ['y'],
    });
  });

  it('needs no more layers than ResNet has', async () => {
    const nodes = [
      op('Relu', 'x → r'),
      op('MaxPool', 'r → y', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
    ];
    expect(kinds(await compared({ inputs: image, nodes, outputs: ['y'] }))).toBe(
      'activation zeroPadding2d maxPooling2d',
    );
    expect(
      kinds(
        await compared({
          inputs: image,
          nodes: [pool('MaxPool', [3, 3], { pads: [1, 1, 1, 1] })],
          outputs: ['y'],
        }),
      ),
    ).toBe('maxPooling2d');
  });
});

describe('one row of pixels', () => {
  it('reads convolution, pooling and normalization over it', async () => {
    const read = await compared({
      inputs: { x: ['n', 4, 32] },
      nodes: [
        op('Conv', 'x, w, b → c', { pads: [2, 1], strides: [2], dilations: [2] }),
        op('BatchNormalization', 'c, scale, shift, mean, variance → n'),
        op('Relu', 'n → r'),
        op('MaxPool', 'r → m', { kernel_shape: [2], strides: [2] }),
        op('Conv', 'm, v → d', { group: 2 }),
        op('AveragePool', 'd → a', { kernel_shape: [3], pads: [1, 0], strides: [1] }),
        op('Flatten', 'a → f'),
        op('Gemm', 'f, u → y', { transB: 1 }),
        op('GlobalAveragePool', 'd → g'),
      ],
      tensors: [
        weights('w', [6, 4, 3]),
        weights('b', [6]),
        ...['scale', 'shift', 'mean'].map((name) => weights(name, [6])),
        weights('variance', [6], { low: 0.5, high: 2 }),
        weights('v', [8, 3, 2]),
        weights('u', [3, 48]),
      ],
      outputs: ['y', 'g'],
    });
    expect(read.network.input).toEqual([{ name: 'x', shape: [32, 4] }]);
  });

  it('reads the maps of one row that PyTorch made of it for opset 6', async () => {
    await compared({
      opset: 7,
      inputs: { x: ['n', 3, 12] },
      nodes: [
        op('Unsqueeze', 'x → u', { axes: [2] }),
        op('AveragePool', 'u → p', { kernel_shape: [1, 3], strides: [1, 2] }),
        op('Squeeze', 'p → y', { axes: [2] }),
      ],
      outputs: ['y'],
    });
  });
});

describe('channels that change places', () => {
  it.each([2, 3])('reads a channel shuffle of %i groups', async (groups) => {
    const read = await compared({
      inputs: { x: ['n', 6, 4, 5] },
      nodes: [
        op('Conv', 'x, w → c'),
        op('Reshape', 'c, split → s'),
        op('Transpose', 's → t', { perm: [0, 2, 1, 3, 4] }),
        op('Reshape', 't, joined → j'),
        op('Conv', 'j, v → y', { group: groups }),
      ],
      tensors: [
        weights('w', [6, 6, 1, 1]),
        integers('split', [0, groups, 6 / groups, 4, 5]),
        integers('joined', [0, 6, 4, 5]),
        weights('v', [6, 6 / groups, 3, 3]),
      ],
      outputs: ['y'],
    });
    expect(kinds(read)).toContain('permute');
  });

  it.each(['DCR', 'CRD'])('reads channels spread over pixels, %s', async (mode) => {
    await compared({
      inputs: { x: ['n', 8, 3, 4] },
      nodes: [
        op('Conv', 'x, w → c'),
        op('DepthToSpace', 'c → d', { blocksize: 2, mode }),
        op('Conv', 'd, v → y'),
      ],
      tensors: [weights('w', [12, 8, 1, 1]), weights('v', [2, 3, 3, 3])],
      outputs: ['y'],
    });
  });

  it('reads pixels gathered as channels, as PyTorch writes it', async () => {
    await compared({
      inputs: { x: ['n', 3, 6, 8] },
      nodes: [
        op('Conv', 'x, w → c'),
        op('Reshape', 'c, split → s'),
        op('Transpose', 's → t', { perm: [0, 1, 3, 5, 2, 4] }),
        op('Reshape', 't, joined → y'),
      ],
      tensors: [
        weights('w', [3, 3, 1, 1]),
        integers('split', [0, 3, 3, 2, 4, 2]),
        integers('joined', [0, 12, 3, 4]),
      ],
      outputs: ['y'],
    });
  });

  it.each([
    [2, [0, 3, 1, 2]],
    [1, [0, 2, 3, 1]],
    [3, [0, 1, 3, 2]],
  ])('reads a softmax over axis %i after a transpose to %s', async (axis, perm) => {
    await compared({
      inputs: image,
      nodes: [op('Conv', 'x, w → c'), op('Transpose', 'c → t', { perm }), op('Softmax', 't → y', { axis })],
      tensors: [weights('w', [4, 3, 2, 2])],
      outputs: ['y'],
    });
  });

  it('gives out a flattened map in the order of the file', async () => {
    await compared({
      inputs: image,
      nodes: [op('Conv', 'x, w → c'), op('Relu', 'c → r'), op('Flatten', 'r → y')],
      tensors: [weights('w', [4, 3, 2, 2])],
      outputs: ['y'],
    });
  });

  it('reads a part of rows and channels', async () => {
    await compared({
      inputs: image,
      nodes: [op('Conv', 'x, w → c'), op('Slice', 'c, from, to, axes, steps → y')],
      tensors: [
        weights('w', [6, 3, 2, 2]),
        integers('from', [1, 1, 0]),
        integers('to', [-1, 100, 7]),
        integers('axes', [2, 1, 3]),
        integers('steps', [1, 2, 3]),
      ],
      outputs: ['y'],
    });
  });

  it('reads channels split, cut and picked', async () => {
    await compared({
      inputs: { x: ['n', 6, 4, 5] },
      nodes: [
        op('Conv', 'x, w → c'),
        op('Split', 'c, parts → a, b', { axis: 1 }),
        op('Slice', 'c, from, to, axes, steps → s'),
        op('Gather', 'c, places → g', { axis: 1 }),
        op('Concat', 'b, s, g, a → y', { axis: 1 }),
      ],
      tensors: [
        weights('w', [6, 6, 1, 1]),
        integers('parts', [2, 4]),
        integers('from', [-1]),
        integers('to', [-100]),
        integers('axes', [1]),
        integers('steps', [-2]),
        integers('places', [3, 0, -1]),
      ],
      outputs: ['y'],
    });
  });

  it('reads tokens: pixels in a row, then a dense layer for each', async () => {
    await compared({
      inputs: image,
      nodes: [
        op('Conv', 'x, w → c', { strides: [2, 2] }),
        op('Reshape', 'c, flat → f'),
        op('Transpose', 'f → t', { perm: [0, 2, 1] }),
        op('MatMul', 't, v → m'),
        op('ReduceMean', 'm, axes → y', { keepdims: 0 }),
      ],
      opset: 18,
      tensors: [
        weights('w', [5, 3, 3, 2]),
        integers('flat', [0, 5, -1]),
        weights('v', [5, 4]),
        integers('axes', [1]),
      ],
      outputs: ['y'],
    });
  });

  it('reads blocks of pixels as channels', async () => {
    await compared({
      inputs: { x: ['n', 3, 6, 8] },
      nodes: [op('SpaceToDepth', 'x → s', { blocksize: 2 }), op('Conv', 's, w → y')],
      tensors: [weights('w', [4, 12, 2, 2])],
      outputs: ['y'],
    });
  });
});

describe('functions of straight pieces', () => {
  it.each([
    [-1, 1.5],
    [0.25, 0.5],
    [-Infinity, 0.75],
    [-0.5, Infinity],
  ])('clips from %s to %s', async (low, high) => {
    const bounds = [low === -Infinity ? '' : 'low', high === Infinity ? '' : 'high'];
    await compared({
      inputs: image,
      nodes: [op('Clip', `x, ${bounds.join(', ')} → y`)],
      tensors: [floats('low', [], [low]), floats('high', [], [high])],
      outputs: ['y'],
    });
  });

  it.each(['Abs', 'Neg', 'HardSigmoid', 'Celu'])('reads %s', async (type) => {
    await compared({ inputs: image, nodes: [op(type, 'x → y')], outputs: ['y'] });
  });

  it('reads Celu with an alpha', async () => {
    await compared({ inputs: image, nodes: [op('Celu', 'x → y', { alpha: { f: 2 } })], outputs: ['y'] });
  });
});

describe('numbers of the file', () => {
  it.each([
    ['one for each number', [1, 4, 7, 7]],
    ['one for each pixel', [7, 7]],
    ['one for each column', [7]],
    ['one for each row', [7, 1]],
    ['one for each channel and row', [4, 7, 1]],
  ])('are added and multiplied: %s', async (_, shape) => {
    for (const type of ['Add', 'Mul', 'Sub', 'Div'])
      await compared({
        inputs: { x: ['n', 3, 9, 9] },
        nodes: [op('Conv', 'x, w → c'), op(type, 'c, numbers → y')],
        tensors: [weights('w', [4, 3, 3, 3]), weights('numbers', shape, { low: 1, high: 2 })],
        outputs: ['y'],
      });
  });

  it('are added to a row that a flatten of channels first gives', async () => {
    await compared({
      inputs: image,
      nodes: [
        op('Conv', 'x, w → c'),
        op('Flatten', 'c → f'),
        op('Mul', 'f, numbers → m'),
        op('Gemm', 'm, v, sum → y', { beta: { f: 0.5 } }),
      ],
      tensors: [
        weights('w', [2, 3, 3, 3]),
        weights('numbers', [84]),
        weights('v', [84, 3]),
        weights('sum', [1, 3]),
      ],
      outputs: ['y'],
    });
  });

  it('begin at the axis that opset 6 names', () => {
    const nodes = [op('Add', 'x, b → y', { broadcast: 1, axis: 1 })];
    const file = onnxFile({
      opset: 6,
      inputs: { x: ['n', 2, 2, 1] },
      nodes,
      tensors: [floats('b', [2], [10, 20])],
      outputs: ['y'],
    });
    const [y] = numbersAsRead(readOperators(file, 'a.onnx'), { x: random([1, 2, 2, 1], 1, 0, 1) });
    expect([...y!.data].map((value) => Math.floor(value / 10))).toEqual([1, 1, 2, 2]);
  });
});

describe('a border of numbers', () => {
  it.each([
    ['rows and columns', [0, 0, 1, 2, 0, 0, 0, 1]],
    ['channels', [0, 1, 0, 0, 0, 2, 0, 0]],
    ['all', [0, 1, 1, 0, 0, 0, 2, 3]],
  ])('around %s', async (_, pads) => {
    for (const value of [0, -1.5])
      await compared({
        inputs: image,
        nodes: [op('Pad', 'x, pads, value → y')],
        tensors: [integers('pads', pads), floats('value', [], [value])],
        outputs: ['y'],
      });
  });
});

describe('a border of the map itself', () => {
  it.each(['reflect', 'edge', 'wrap'])('%s', async (mode) => {
    await compared({
      opset: 19,
      inputs: image,
      nodes: [op('Pad', 'x, pads → p', { mode }), op('Conv', 'p, w → y')],
      tensors: [integers('pads', [0, 0, 2, 1, 0, 0, 3, 0]), weights('w', [2, 3, 3, 3])],
      outputs: ['y'],
    });
  });
});

describe('means, sums and extremes', () => {
  const axes: readonly (readonly [string, number[]])[] = [
    ['rows and columns', [2, 3]],
    ['columns', [3]],
    ['rows', [-2]],
    ['channels', [1]],
    ['all', [1, 2, 3]],
    ['channels and columns', [1, 3]],
  ];
  it.each(axes)('over %s', async (_, over) => {
    for (const type of ['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceL1'])
      for (const keepdims of [0, 1])
        await compared({
          opset: 18,
          inputs: image,
          nodes: [op('Conv', 'x, w → c'), op(type, 'c, axes → y', { keepdims })],
          tensors: [weights('w', [4, 3, 2, 2]), integers('axes', over)],
          outputs: ['y'],
        });
  });
});

describe('files that fix the batch', () => {
  it('may count it among other axes', async () => {
    await compared({
      inputs: { x: [1, 1, 12, 12] },
      nodes: [
        op('Conv', 'x, w → c'),
        op('Reshape', 'c, maps → r'),
        op('Softmax', 'r → s', { axis: 0 }),
        op('Reshape', 's, back → b'),
        op('GlobalMaxPool', 'b → y'),
      ],
      tensors: [weights('w', [4, 1, 3, 3]), integers('maps', [4, 100]), integers('back', [1, 4, 10, 10])],
      outputs: ['y'],
    });
  });

  it('may have none, and add it themselves', async () => {
    const read = await compared({
      inputs: { x: [8, 8] },
      nodes: [
        op('Unsqueeze', 'x, lead → u'),
        op('Conv', 'u, w → c'),
        op('Flatten', 'c → f'),
        op('Gemm', 'f, v → g'),
        op('Squeeze', 'g, zero → y'),
      ],
      tensors: [
        integers('lead', [0, 1]),
        weights('w', [3, 1, 3, 3]),
        weights('v', [108, 4]),
        integers('zero', [0]),
      ],
      outputs: ['y'],
    });
    expect(read.network.input).toEqual([{ name: 'x', shape: [8, 8] }]);
  });

  it('may reduce and reshape it', async () => {
    await compared({
      inputs: { x: [3, 4, 5] },
      nodes: [
        op('Reshape', 'x, rows → r'),
        op('ReduceMax', 'r, axes → m', { keepdims: 0 }),
        op('Neg', 'm → y'),
        op('Concat', 'x, x → z', { axis: 0 }),
      ],
      opset: 18,
      tensors: [integers('rows', [12, 5]), integers('axes', [1])],
      outputs: ['y', 'z'],
    });
  });
});

describe('whole numbers', () => {
  const bytes = (nodes: FileParts['nodes'], elemType = 2): Uint8Array =>
    onnxFile({
      inputs: { x: ['n', 4, 4, 3] },
      nodes,
      outputs: ['y'],
      change: ({ graph }) => {
        const { value } = graph!.input[0]!.type!;
        if (value.case === 'tensorType') value.value.elemType = elemType;
      },
    });

  it('are read where they become floats first', () => {
    const read = readOperators(
      bytes([
        op('Transpose', 'x → t', { perm: [0, 3, 1, 2] }),
        op('Cast', 't → f', { to: 1 }),
        op('Relu', 'f → y'),
      ]),
      'a.onnx',
    );
    expect(kinds(read)).toBe('activation');
  });

  it('name rows of a table, as they come and behind a Cast', async () => {
    const table = weights('table', [3, 4]);
    const read = readOperators(
      onnxFile({
        inputs: { x: ['n'] },
        nodes: [op('Gather', 'table, x → g'), op('Relu', 'g → y')],
        tensors: [table],
        outputs: ['y'],
        change: ({ graph }) => {
          const { value } = graph!.input[0]!.type!;
          if (value.case === 'tensorType') value.value.elemType = 7;
        },
      }),
      'a.onnx',
    );
    expect(kinds(read)).toBe('embedding activation');
    await compared({
      inputs: { x: ['n', 5] },
      nodes: [
        op('Sigmoid', 'x → a'),
        op('Mul', 'a, three → m'),
        op('Cast', 'm → l', { to: 7 }),
        op('Gather', 'table, l → g'),
        op('Flatten', 'g → f'),
        op('Gemm', 'f, v → y'),
      ],
      tensors: [table, floats('three', [], [3]), weights('v', [20, 2])],
      outputs: ['y'],
    });
  });

  it('are refused where a node computes with them', () => {
    expect(() =>
      readOperators(
        onnxFile({
          inputs: { x: ['n', 5] },
          nodes: [op('Cast', 'x → l', { to: 7 }), op('Cast', 'l → y', { to: 1 })],
          outputs: ['y'],
        }),
        'a.onnx',
      ),
    ).toThrow('takes numbers that were converted to whole ones; here only a Gather from a table does');
    expect(() => readOperators(bytes([op('Neg', 'x → y')]), 'a.onnx')).toThrow(
      "a.onnx, Neg '/y/Neg': computes with whole numbers (UINT8), which come from input 'x'",
    );
    expect(() => readOperators(bytes([op('Identity', 'x → y')], 7), 'a.onnx')).toThrow(
      "output 'y': gives whole numbers (INT64)",
    );
  });
});
