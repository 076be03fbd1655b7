// Layers that move, cut off, repeat or mix numbers by their places.

import { sharesOf } from '../../layers/shared/resampling';
import type { NetworkLayer } from '../../models/network';
import type { GraphWriter, Step } from './graphWriter';
import { only, type Layout, type Site, type Writers, type Written } from './layerWriter';

export const SHAPES = {
  zeroPadding2d: ({ options: { padding }, layer, graph, held }) => {
    const [[top, bottom], [left, right]] = padding;
    const before = held === 'first' ? [0, 0, top, left] : [0, top, left, 0];
    const after = held === 'first' ? [0, 0, bottom, right] : [0, bottom, right, 0];
    const constants = [graph.integers(`${layer.name}/pads`, [...before, ...after])];
    return { reads: held, steps: [{ op: 'Pad', constants, attributes: { mode: { s: 'constant' } } }] };
  },

  cropping2D: ({ options: { cropping }, layer, graph, held }) => {
    const [[top], [left]] = cropping;
    return sliced(layer, graph, held, [top, left]);
  },

  centerCrop: ({ options: { height, width }, layer, graph, held }) => {
    const [rows = 0, columns = 0] = only(layer);
    return sliced(layer, graph, held, [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)]);
  },

  upSampling2d: resized,

  resizing: resized,

  flatten: () => ({ reads: 'plain', steps: [{ op: 'Flatten', attributes: { axis: { i: 1 } } }] }),

  // 0: as the input has it, which is the batch.
  reshape: ({ layer, graph }) => ({
    reads: 'plain',
    steps: [{ op: 'Reshape', constants: [graph.integers(`${layer.name}/shape`, [0, ...layer.outputShape])] }],
  }),

  permute: ({ options: { dims } }) => ({
    reads: 'plain',
    steps: [{ op: 'Transpose', attributes: { perm: { ints: [0, ...dims] } } }],
  }),

  concatenate: ({ options, layer, held }) => {
    const rank = only(layer).length + 1;
    const plain = options.axis < 0 ? options.axis + rank : options.axis;
    // Channels come to the place of the first axis after the batch, and push the others on.
    const axis = held === 'plain' ? plain : plain === rank - 1 ? 1 : plain + 1;
    return { reads: held, steps: [{ op: 'Concat', attributes: { axis: { i: axis } } }] };
  },
} satisfies Writers;

/** Rows and columns from `start` on, as many as the result has. */
function sliced(
  { name, outputShape }: NetworkLayer,
  graph: GraphWriter,
  held: Layout,
  start: readonly [number, number],
): Written {
  const [rows = 1, columns = 1] = outputShape;
  const constants = [
    graph.integers(`${name}/starts`, start),
    graph.integers(`${name}/ends`, [start[0] + rows, start[1] + columns]),
    graph.integers(`${name}/axes`, held === 'first' ? [2, 3] : [1, 2]),
  ];
  return { reads: held, steps: [{ op: 'Slice', constants }] };
}

/**
 * ONNX gets factors, since the batch is open, and rounds sizes and places by them. Where nearest would so take other pixels,
 * they are picked one by one.
 */
function resized({
  options,
  layer,
  graph,
}: Site<{ readonly interpolation: 'nearest' | 'bilinear' }>): Written {
  const [rows = 1, columns = 1] = only(layer);
  const [outputRows = 1, outputColumns = 1] = layer.outputShape;
  const isLinear = options.interpolation === 'bilinear';
  const sides = [[rows, outputRows], [columns, outputColumns]] as const; // prettier-ignore
  if (!isLinear && sides.some(([input, output]) => factorOf(input, output, false) === null)) {
    const steps = sides.map(([input, output], axis): Step => {
      const pixels = Array.from({ length: output }, (_, i) => sharesOf(i, input, output, false)[0]?.[0] ?? 0);
      const constants = [graph.integers(`${layer.name}/${axis === 0 ? 'rows' : 'columns'}`, pixels)];
      return { op: 'Gather', constants, attributes: { axis: { i: axis + 2 } } };
    });
    return { reads: 'first', steps };
  }
  const scales = sides.map(([input, output]) => factorOf(input, output, isLinear) ?? output / input);
  const factors = graph.floats(`${layer.name}/scales`, [4], Float32Array.of(1, 1, ...scales));
  const attributes = {
    mode: { s: isLinear ? 'linear' : 'nearest' },
    coordinate_transformation_mode: { s: 'half_pixel' },
    ...(isLinear ? {} : { nearest_mode: { s: 'round_prefer_ceil' } }),
  };
  return { reads: 'first', steps: [{ op: 'Resize', constants: ['', factors], attributes }] };
}

/** The f32 by which runtimes reach the size, and for nearest the pixels; null where rounding leads to others. */
function factorOf(input: number, output: number, isLinear: boolean): number | null {
  const exact = Math.fround(output / input);
  const isRight = (i: number, factor: number): boolean => {
    const place = Math.fround(Math.fround((i + 0.5) / factor) - 0.5);
    return Math.floor(place + 0.5) === sharesOf(i, input, output, false)[0]?.[0];
  };
  const found = [exact, Math.fround(exact * (1 + 2 ** -23))].find(
    (factor) =>
      Math.floor(input * factor) === output &&
      (isLinear || Array.from({ length: output }, (_, i) => isRight(i, factor)).every(Boolean)),
  );
  return found ?? null;
}
