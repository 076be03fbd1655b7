// Operators that resize maps. ONNX has many rules for which pixels a new one is made of; read are those that take what our
// layers take, found by computing both.
// Source: https://onnx.ai/onnx/operators/onnx__Resize.html, __Upsample

import { sharesOf } from '../../layers/shared/resampling';
import type { NetworkDraft } from './networkDraft';
import { fileShape, type Node, type Results } from './readNode';
import { asMap, fileText } from './readShapes';

/** How a file says which place of the input a new pixel is at, and which pixel is nearest to that. */
interface Rule {
  readonly mode: string;
  readonly coordinates: string;
  readonly nearest: string;
}

export function resize(node: Node, draft: NetworkDraft): Results {
  const isEarly = node.opset < 11;
  const rule = {
    mode: node.string('mode', 'nearest'),
    coordinates: isEarly ? 'asymmetric' : node.string('coordinate_transformation_mode', 'half_pixel'),
    nearest: isEarly ? 'floor' : node.string('nearest_mode', 'round_prefer_floor'),
  };
  if (node.int('antialias', 0) !== 0) node.fail('supports only resizing without antialias');
  if (node.ints('axes') !== undefined) node.fail("supports only sizes of all axes. Received 'axes'");
  const scales = node.optionalConstant(isEarly ? 1 : 2)?.values;
  const sizes = isEarly ? undefined : node.optionalConstant(3)?.values;
  return resized(node, draft, rule, scales, sizes);
}

/** Of opset 9 and before, where a place is a pixel's first corner. */
export function upsample(node: Node, draft: NetworkDraft): Results {
  const rule = { mode: node.string('mode', 'nearest'), coordinates: 'asymmetric', nearest: 'floor' };
  return resized(node, draft, rule, node.constant(1).values, undefined);
}

function resized(
  node: Node,
  draft: NetworkDraft,
  rule: Rule,
  scales: ArrayLike<number> | undefined,
  sizes: ArrayLike<number> | undefined,
): Results {
  const x = asMap(node, node.activation(), draft);
  const lengths = fileShape(x);
  const given = Array.from(sizes?.length ? sizes : (scales ?? []));
  if (given.length !== 4) node.fail(`needs the factors or the sizes of four axes. Received ${given.length}`);
  const output = (axis: 1 | 2 | 3): number => {
    const [length = 1, value = 1] = [lengths[axis], given[axis]];
    return sizes?.length ? value : Math.floor(length * value);
  };
  if (output(1) !== lengths[1] || (!sizes?.length && given[0] !== 1))
    node.fail(`resizes rows and columns alone. Received ${given.join(',')} for ${fileText(x)}`);
  const axes = ([2, 3] as const).map((axis) => ({
    input: lengths[axis] ?? 1,
    output: output(axis),
    // By the sizes, unless there are factors.
    scale: sizes?.length ? output(axis) / (lengths[axis] ?? 1) : (given[axis] ?? 1),
  }));
  const isLinear = rule.mode === 'linear';
  if (!isLinear && rule.mode !== 'nearest')
    node.fail(`supports only nearest and linear. Received '${rule.mode}'`);
  for (const axis of axes)
    for (let i = 0; i < axis.output; i++)
      if (!isSame(rule, isLinear, axis, i))
        node.fail(
          `takes other pixels than the layers here, which take them by their middles. Received ` +
            `coordinate_transformation_mode '${rule.coordinates}'${isLinear ? '' : `, nearest_mode '${rule.nearest}'`}`,
        );
  const interpolation = isLinear ? 'bilinear' : 'nearest';
  const [rows = axes[0], columns = axes[0]] = axes;
  const size = [rows, columns].map((axis) => (axis?.output ?? 1) / (axis?.input ?? 1));
  const y = size.every(Number.isInteger)
    ? draft.layer(node, 'upSampling2d', { size, interpolation }, [x])
    : draft.layer(node, 'resizing', { height: rows?.output, width: columns?.output, interpolation }, [x]);
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}

interface Axis {
  readonly input: number;
  readonly output: number;
  readonly scale: number;
}

/** Whether new pixel `i` is made as by our layers, but for the rounding of factors. */
function isSame(
  { coordinates, nearest }: Rule,
  isLinear: boolean,
  { input, output, scale }: Axis,
  i: number,
): boolean {
  const shares = sharesOf(i, input, output, isLinear);
  const place = placeOf(coordinates, i, input, output, scale);
  if (place === null) return false;
  if (!isLinear) {
    const pixel = nearestOf(nearest, place);
    return Math.min(Math.max(pixel, 0), input - 1) === shares[0]?.[0];
  }
  const clamped = Math.min(Math.max(place, 0), input - 1);
  const ours = shares.reduce((sum, [pixel, share]) => sum + pixel * share, 0);
  return Math.abs(clamped - ours) < 1e-4;
}

function placeOf(
  coordinates: string,
  i: number,
  input: number,
  output: number,
  scale: number,
): number | null {
  switch (coordinates) {
    case 'half_pixel':
      return (i + 0.5) / scale - 0.5;
    case 'pytorch_half_pixel':
      return output > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case 'half_pixel_symmetric': {
      const adjustment = output / (scale * input);
      return (input / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
    }
    case 'asymmetric':
      return i / scale;
    case 'align_corners':
      return output > 1 ? (i * (input - 1)) / (output - 1) : 0;
    default:
      return null;
  }
}

function nearestOf(mode: string, place: number): number {
  switch (mode) {
    case 'floor':
      return Math.floor(place);
    case 'ceil':
      return Math.ceil(place);
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5);
    default:
      return Math.ceil(place - 0.5);
  }
}
