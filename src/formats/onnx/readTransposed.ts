// ConvTranspose. Its output may be cut at both ends by any numbers; ours only as Keras cuts it. Where no option of ours does
// the same, a larger kernel does, with zeros at its ends.
// Source: https://onnx.ai/onnx/operators/onnx__ConvTranspose.html

import { shapeText } from '../../graph/tensor';
import { sideOf, type Options } from '../../layers/conv2dTranspose';
import { permute } from '../permute';
import type { NetworkDraft } from './networkDraft';
import type { Node, Results } from './readNode';
import { asMap } from './readShapes';

type Pair = readonly [number, number];

/** Where the first window lies on the output, along both sides, and how long these are. */
interface Wanted {
  readonly output: Pair;
  readonly pad: Pair;
}

type Sizes = Pick<Options, 'kernelSize' | 'strides' | 'padding' | 'outputPadding' | 'dilationRate'>;

export function convTranspose(node: Node, draft: NetworkDraft): Results {
  const x = asMap(node, node.activation(), draft);
  const [height = 1, width = 1, channels = 1] = x.shape;
  const weight = node.floats(1);
  const [inputs, filters = 1, kh = 1, kw = 1] = weight.shape;
  if (weight.shape.length !== 4 || inputs !== channels)
    node.fail(
      `a kernel of ${shapeText(weight.shape)} does not fit an input of ${channels} channels over two axes`,
    );
  if (node.int('group', 1) !== 1)
    node.fail(`supports only one group. Received ${node.int('group', 1)} groups`);
  const pair = (name: string, fallback: number): Pair => {
    const [a = fallback, b = fallback] = node.ints(name) ?? [];
    return [a, b];
  };
  const [strides, dilationRate] = [pair('strides', 1), pair('dilations', 1)];
  const wanted = wantedOf(node, [height, width], [kh, kw], { strides, dilationRate });
  const found = suiting({ kernelSize: [kh, kw], strides, dilationRate }, x.shape, wanted);
  if (found === null)
    return node.fail(
      `padding 'valid' and 'same' give other outputs than its ${wanted.output.join('×')}, ` +
        `cut by ${wanted.pad.join(',')} above and left`,
    );
  const { sizes, before } = found;
  const plain = permute(weight.values, [channels, filters, kh, kw], [2, 3, 1, 0]);
  const kernel = widened(plain, [kh, kw], filters * channels, sizes.kernelSize, before);
  const given = node.inputs[2] === undefined ? null : node.floats(2).values;
  const options = { ...sizes, filters, useBias: given !== null };
  const weights: Record<string, Float32Array> = given === null ? { kernel } : { kernel, bias: given };
  const y = draft.layer(node, 'conv2dTranspose', options, [x], { weights, weightName: weight.name });
  return [{ ...y, axes: x.axes }];
}

function wantedOf(
  node: Node,
  input: Pair,
  kernel: Pair,
  { strides, dilationRate }: Pick<Sizes, 'strides' | 'dilationRate'>,
): Wanted {
  const pads = node.ints('pads') ?? [0, 0, 0, 0];
  const more = node.ints('output_padding') ?? [0, 0];
  const automatic = node.string('auto_pad', 'NOTSET');
  const sides = [0, 1].map((axis): Pair => {
    const [length = 1, stride = 1, extra = 0] = [input[axis], strides[axis], more[axis]];
    const whole = (length - 1) * stride + ((kernel[axis] ?? 1) - 1) * (dilationRate[axis] ?? 1) + 1 + extra;
    const shape = node.ints('output_shape')?.at(axis - 2);
    const isSame = automatic.startsWith('SAME');
    if (shape === undefined && !isSame) {
      const [before = 0, after = 0] = automatic === 'VALID' ? [] : [pads[axis], pads[axis + 2]];
      return [whole - before - after, before];
    }
    const output = shape ?? length * stride;
    const cut = whole - output;
    return [output, automatic === 'SAME_UPPER' ? Math.floor(cut / 2) : cut - Math.floor(cut / 2)];
  });
  const [[outputHeight, top] = [1, 0], [outputWidth, left] = [1, 0]] = sides;
  return { output: [outputHeight, outputWidth], pad: [top, left] };
}

/** Options that give that output, and how many zeros come before the kernel. Null: there are none. */
function suiting(
  { kernelSize, strides, dilationRate }: Pick<Sizes, 'kernelSize' | 'strides' | 'dilationRate'>,
  input: readonly number[],
  wanted: Wanted,
): { readonly sizes: Sizes; readonly before: Pair } | null {
  const upTo = (most: number): number[] => Array.from({ length: most + 1 }, (_, i) => i);
  /** The zeros before and after that are needed along one side. */
  const side = (axis: 0 | 1, padding: 'valid' | 'same', more: number | null): Pair | null => {
    // A kernel with zeros between its taps is not widened.
    const most = dilationRate[axis] === 1 ? Math.max(wanted.pad[axis], 0) + strides[axis] : 0;
    for (const zeros of upTo(2 * most))
      for (const before of upTo(zeros)) {
        const size = kernelSize[axis] + zeros;
        const sizes = { strides, dilationRate, padding, kernelSize: [size, size] as const };
        const outputPadding: Pair | null = more === null ? null : [more, more];
        const { output, pad } = sideOf({ ...sizes, outputPadding }, axis, input[axis] ?? 1);
        if (output === wanted.output[axis] && pad === wanted.pad[axis] + before)
          return [before, zeros - before];
      }
    return null;
  };
  for (const padding of ['valid', 'same'] as const)
    for (const withMore of [false, true]) {
      const sides = ([0, 1] as const).map((axis) =>
        (withMore ? upTo(strides[axis] - 1) : [null])
          .map((more) => ({ more, zeros: side(axis, padding, more) }))
          .find(({ zeros }) => zeros !== null),
      );
      const [rows, columns] = sides;
      if (!rows?.zeros || !columns?.zeros) continue;
      const outputPadding: Pair | null = withMore ? [rows.more ?? 0, columns.more ?? 0] : null;
      const size: Pair = [
        kernelSize[0] + rows.zeros[0] + rows.zeros[1],
        kernelSize[1] + columns.zeros[0] + columns.zeros[1],
      ];
      return {
        sizes: { kernelSize: size, strides, padding, outputPadding, dilationRate },
        before: [rows.zeros[0], columns.zeros[0]],
      };
    }
  return null;
}

/** A kernel [rows, columns, …] among zeros. */
function widened(
  values: Float32Array,
  [rows, columns]: Pair,
  run: number,
  to: Pair,
  before: Pair,
): Float32Array {
  if (rows === to[0] && columns === to[1]) return values;
  const wide = new Float32Array(to[0] * to[1] * run);
  for (let a = 0; a < rows; a++)
    wide.set(
      values.subarray(a * columns * run, (a + 1) * columns * run),
      ((a + before[0]) * to[1] + before[1]) * run,
    );
  return wide;
}
