// Files that cannot be read say what is wrong, and where: file, node or tensor. None hangs, none breaks the reader.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TensorProto_DataLocation, TensorProto_DataType, type ModelProto } from 'onnx-buf';
import { slowness } from '../../../scripts/yardstick.mjs';
import { readOnnx } from '../../../src/formats/onnx/read';
import { writeOnnx } from '../../../src/formats/onnx/write';
import { FormatError } from '../../../src/formats/storedModel';
import { defineNetwork } from '../../../src/models/network';
import {
  changed,
  floats,
  integers,
  onnxFile,
  op,
  weights,
  type FileParts,
} from '../../support/peers/onnxFile';
import { randomNetwork, randomWeights } from '../../../src/fuzz/randomNetworks';

/** What the reader says to a file that it does not take. */
function refusal(file: Uint8Array): string {
  try {
    readOnnx(file, 'bad.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toMatch(/^bad\.onnx/);
    return (error as FormatError).message;
  }
  throw new Error('the file was read');
}

const small: FileParts = {
  inputs: { x: ['n', 2, 6, 6] },
  nodes: [op('Conv', 'x, conv.weight, conv.bias → c'), op('Relu', 'c → y')],
  tensors: [weights('conv.weight', [3, 2, 3, 3]), weights('conv.bias', [3])],
  outputs: ['y'],
};
const good = onnxFile(small);
const without = (change: (model: ModelProto) => void): string => refusal(changed(good, change));
const withNodes = (nodes: FileParts['nodes'], tensors: FileParts['tensors'] = []): string =>
  refusal(onnxFile({ ...small, nodes, tensors: [...small.tensors!, ...tensors] }));

describe('files that are none', () => {
  it('refuses nothing, text, a picture and what was cut off', () => {
    expect(refusal(new Uint8Array())).toContain('not an ONNX file');
    expect(refusal(new TextEncoder().encode('{"modelTopology": {}}'))).toContain('not an ONNX file');
    expect(refusal(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toContain(
      'not an ONNX file',
    );
    for (const share of [0.1, 0.5, 0.9, 0.99]) refusal(good.slice(0, Math.floor(good.length * share)));
  });

  it('refuses a length of two gigabytes without reserving them', () => {
    // Field 7 (the graph), length 2³¹ − 1.
    expect(refusal(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07))).toContain('cut off');
  });

  it('refuses operators from before opset 6', () => {
    expect(without((model) => (model.opsetImport[0]!.version = 5n))).toContain('Received opset 5');
  });
});

describe('weights', () => {
  it('names a tensor with numbers in another file', () => {
    const message = without(({ graph }) => {
      graph!.initializer[0]!.dataLocation = TensorProto_DataLocation.EXTERNAL;
      graph!.initializer[0]!.externalData = [
        { $typeName: 'onnx.StringStringEntryProto', key: 'location', value: 'conv.bin' },
      ];
    });
    expect(message).toContain("tensor 'conv.weight': its values are in 'conv.bin'");
  });

  it('names a tensor that is shorter than its shape, or of a shape that no file holds', () => {
    const short = without(({ graph }) => {
      const [tensor] = graph!.initializer;
      tensor!.rawData = tensor!.rawData.slice(0, 100);
    });
    expect(short).toContain("tensor 'conv.weight': a shape of 3×2×3×3 needs 54 numbers. Received 25");
    const odd = without(({ graph }) => (graph!.initializer[0]!.rawData = new Uint8Array(7)));
    expect(odd).toContain('Received 1.75');
    const huge = without(({ graph }) => (graph!.initializer[0]!.dims = [1n << 40n, 1n << 40n]));
    expect(huge).toContain('cannot be read');
    expect(without(({ graph }) => (graph!.initializer[0]!.dims = [-1n, 54n]))).toContain('cannot be read');
  });

  it('names a type that weights do not have', () => {
    expect(without(({ graph }) => (graph!.initializer[0]!.dataType = TensorProto_DataType.INT4))).toContain(
      'type INT4',
    );
    expect(without(({ graph }) => (graph!.initializer[0]!.dataType = 999))).toContain('type 999');
  });

  it('names a weight that is no number', () => {
    for (const value of [NaN, Infinity]) {
      const numbers = Float32Array.from({ length: 54 }, (_, i) => (i === 7 ? value : 0));
      const tensors = [floats('conv.weight', [3, 2, 3, 3], numbers), small.tensors![1]!];
      expect(refusal(onnxFile({ ...small, tensors }))).toContain(`'conv/weight': number`);
    }
  });

  it('names the convolution that a kernel does not fit', () => {
    const tensors = [weights('conv.weight', [3, 5, 3, 3]), small.tensors![1]!];
    expect(refusal(onnxFile({ ...small, tensors }))).toContain(
      "Conv '/c/Conv': 3 filters of 5 channels in 1 groups do not fit an input of 2 channels",
    );
  });
});

describe('graphs', () => {
  it('names an operator that no layer does, its domain too', () => {
    expect(withNodes([op('GridSample', 'x → y')])).toContain(
      "GridSample '/y/GridSample': there is no layer for the operator 'GridSample'",
    );
    const fused = onnxFile({ ...small, change: ({ graph }) => (graph!.node[0]!.domain = 'com.microsoft') });
    expect(refusal(fused)).toContain("'com.microsoft.Conv'");
    expect(withNodes([op('toString', 'x → y')])).toContain("'toString'");
  });

  it('names a node that waits for itself', () => {
    expect(withNodes([op('Add', 'x, b → a'), op('Relu', 'a → b'), op('Relu', 'b → y')])).toContain(
      'depends on its own output',
    );
  });

  it('names a value that nothing gives, and one that two nodes give', () => {
    expect(withNodes([op('Relu', 'z → y')])).toContain("reads 'z', but no node outputs it");
    expect(withNodes([op('Relu', 'x → y'), op('Tanh', 'x → y')])).toContain("outputs 'y', which");
    expect(withNodes([op('Relu', 'x → z')])).toContain("output 'y': no node outputs it");
  });

  it('says that an input leaves a length open, or is too large', () => {
    expect(refusal(onnxFile({ ...small, inputs: { x: ['n', 2, 'height', 'width'] } }))).toContain(
      'Received 2×?×?',
    );
    expect(refusal(onnxFile({ ...small, inputs: { x: ['n', 2, 1e9, 1e9] } }))).toContain("input 'x'");
    expect(refusal(onnxFile({ ...small, inputs: { x: ['n'] } }))).toContain('Received ?');
    const one = { inputs: { x: [] }, nodes: [op('GlobalMaxPool', 'x → y')], outputs: ['y'] };
    expect(refusal(onnxFile(one))).toContain('reads a map');
  });

  it('names what the file requires and a layer cannot do', () => {
    expect(
      withNodes(
        [op('Conv', 'x, conv.weight → c'), op('Flatten', 'c → f'), op('Reshape', 'f, s → y')],
        [integers('s', [0, 3, 16])],
      ),
    ).toContain('in another order');
    const wide = { nodes: [op('GlobalMaxPool', 'x → g'), op('Flatten', 'x → y')], outputs: ['g', 'y'] };
    expect(refusal(onnxFile({ inputs: { x: ['n', 5, 20, 20] }, ...wide }))).toContain(
      'put right up to 1024 numbers. Received 2000',
    );
    expect(withNodes([op('Transpose', 'x → y', { perm: [1, 0, 2, 3] })])).toContain(
      'keep the batch axis first',
    );
    expect(withNodes([op('Reshape', 'x, s → y')], [integers('s', [36, -1, 1])])).toContain(
      'must keep the batch',
    );
    expect(withNodes([op('Div', 'x, x → y')])).toContain('no layer for a quotient');
    expect(
      withNodes(
        [op('Slice', 'x, one, two, zero → y')],
        [integers('zero', [0]), integers('one', [1]), integers('two', [2])],
      ),
    ).toContain('cuts the batch');
    const resize = (attributes: Parameters<typeof op>[2], factors = [1, 1, 2, 2]) =>
      withNodes(
        [op('Conv', 'x, conv.weight → c'), op('Resize', 'c, , f → y', attributes)],
        [floats('f', [4], factors)],
      );
    expect(resize({ mode: 'cubic' })).toContain("supports only nearest and linear. Received 'cubic'");
    expect(resize({ mode: 'linear', coordinate_transformation_mode: 'align_corners' })).toContain(
      "takes other pixels than the layers here, which take them by their middles. Received coordinate_transformation_mode 'align_corners'",
    );
    expect(resize({}, [1, 2, 2, 2])).toContain('resizes rows and columns alone');
    expect(withNodes([op('Conv', 'x, conv.weight → y', { pads: [-1, 0, 0, 0] })])).toContain('at least 0');
    expect(withNodes([op('Conv', 'x, conv.weight → y', { strides: [0, 1] })])).toContain(
      "'strides' must be at least 1",
    );
    expect(withNodes([op('Conv', 'x, conv.weight → y', { group: { f: 2 } })])).toContain("attribute 'group'");
    expect(
      withNodes([op('Clip', 'x, low, high → y')], [floats('low', [], [1]), floats('high', [], [1])]),
    ).toContain('Received 1 and 1');
    expect(
      withNodes([op('Pad', 'x, pads → y', { mode: 'mirror' })], [integers('pads', [0, 0, 1, 1, 0, 0, 1, 1])]),
    ).toContain("has no mode 'mirror'");
    expect(withNodes([op('LpNormalization', 'x → y', { axis: -1, p: 1 })])).toContain(
      'needs p to be 2. Received 1',
    );
    expect(withNodes([op('ThresholdedRelu', 'x → y', { alpha: { f: -1 } })])).toContain('Received -1');
    expect(withNodes([op('ReduceSum', 'x, axes → y')], [integers('axes', [0])])).toContain(
      'one number of several pictures',
    );
    expect(
      withNodes([op('Add', 'x, more → y')], [floats('more', [2, 1, 1, 6], new Array(12).fill(1))]),
    ).toContain('which does not fit');
    expect(withNodes([op('Gather', 'x, places → y', { axis: 3 })], [integers('places', [6])])).toContain(
      'picks 1 places of 6',
    );
    expect(withNodes([op('Split', 'x, parts → y, z', { axis: 3 })], [integers('parts', [2, 3])])).toContain(
      'divides 6 into 2,3',
    );
    expect(
      withNodes([op('Shape', 'x → s'), op('ConstantOfShape', 's → c'), op('Add', 'x, c → y')]),
    ).toContain(
      "ConstantOfShape '/c/ConstantOfShape': must fill a shape that the file fixes, of at most 65536 numbers. Received batch×",
    );
  });

  it('reads ten thousand nodes that do nothing, and refuses as many layers', () => {
    const chain = (type: string): FileParts['nodes'] =>
      Array.from({ length: 10_000 }, (_, i) => op(type, `v${i} → v${i + 1}`));
    const file = (type: string): Uint8Array =>
      onnxFile({
        inputs: { v0: ['n', 4] },
        nodes: [...chain(type), op('Relu', 'v10000 → y')],
        outputs: ['y'],
      });
    expect(readOnnx(file('Identity'), 'long.onnx').network.layers).toHaveLength(1);
    const start = performance.now();
    expect(refusal(file('Tanh'))).toContain('more than 2000 layers');
    expect(performance.now() - start).toBeLessThan(2000 * slowness);
  });
});

describe('our own files', () => {
  const network = defineNetwork({
    name: 'own',
    input: [6, 6, 1],
    layers: [{ kind: 'conv2d', options: { filters: 2, kernelSize: 3 } }, { kind: 'flatten' }],
  });
  const model = { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };

  it('are not written without weights, or with too few', () => {
    expect(() => writeOnnx({ ...model, weights: null })).toThrow('an ONNX file needs weights');
    const [name, values] = [...model.weights][0]!;
    const short = new Map(model.weights).set(name, values.slice(1));
    expect(() => writeOnnx({ ...model, weights: short })).toThrow(`Received ${values.length - 1}`);
  });

  it('are refused where their network is damaged', () => {
    const file = changed(
      writeOnnx(model),
      ({ metadataProps }) => (metadataProps[0]!.value = '{"layers": 3}'),
    );
    expect(refusal(file)).toContain("metadata 'convscope.network': holds no network");
  });
});

describe('files with bytes changed at random', () => {
  const files = [
    good,
    ...[2, 11, 14, 33].map((seed) => {
      const network = randomNetwork(seed);
      const own = { network: network.toJSON(), weights: randomWeights(network, seed), remarks: [] };
      const file = writeOnnx(own);
      return seed % 2 === 0 ? file : changed(file, (model) => (model.metadataProps = []));
    }),
  ];

  it('are a whole network or a FormatError, in less than a second', () => {
    const flip = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.integer({ min: 1, max: 255 }),
    );
    const damage = fc.array(flip, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...files), damage, fc.boolean(), (file, flips, isNearFront) => {
        const bytes = file.slice();
        for (const [place, bits] of flips) {
          // Most bytes are weights; names and shapes lie in front and are more of a trap.
          const at = Math.floor(place * (isNearFront ? Math.min(600, bytes.length) : bytes.length));
          bytes[at] = (bytes[at] ?? 0) ^ bits;
        }
        const start = performance.now();
        try {
          const { network, weights: read } = readOnnx(bytes, 'flipped.onnx');
          for (const { name, parameters } of defineNetwork(network).layers) {
            for (const spec of parameters) {
              const values = read!.get(`${name}/${spec.name}`)!;
              expect(values).toHaveLength(spec.shape.reduce((product, length) => product * length, 1));
              expect(values.every(Number.isFinite)).toBe(true);
            }
          }
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
        expect(performance.now() - start).toBeLessThan(1000 * slowness);
      }),
      { seed: 5, numRuns: 3000 },
    );
  });
});
