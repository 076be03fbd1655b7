// ZeroPadding2D: a border of zeros around every picture, for paddings that `same` cannot express.
//
// x [N,H,W,C] → y [N, top+H+bottom, left+W+right, C]
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/zero_padding2d/

import { LINEAR } from '../kernels/activation';
import { zeroPaddingForward, zeroPaddingGradInput, type ZeroPaddingGeometry } from '../kernels/zeroPadding';
import type { Shape } from '../graph/tensor';
import { zeroPadding2dBackward, zeroPadding2dForward } from '../reference/zeroPadding2d';
import { asMap, defineLayer, oneElement, only } from './layer';
import { border, type Resolved } from './options';

const options = {
  padding: border([
    [1, 1],
    [1, 1],
  ]),
};
type Options = Resolved<typeof options>;

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): ZeroPaddingGeometry {
  const [batch = 1, ...map] = input;
  const [height, width, channels] = asMap(map);
  const [[top, bottom], [left, right]] = o.padding;
  return {
    batch,
    height,
    width,
    channels,
    outputHeight: top + height + bottom,
    outputWidth: left + width + right,
    top,
    left,
  };
}

/** The input index of the number at `index` of the result; null in the border. */
function source(o: Options, input: Shape, index: readonly number[]): readonly number[] | null {
  const [height, width] = asMap(input);
  const [[top], [left]] = o.padding;
  const [oy = 0, ox = 0, c = 0] = index;
  const [iy, ix] = [oy - top, ox - left];
  return iy >= 0 && iy < height && ix >= 0 && ix < width ? [iy, ix, c] : null;
}

export const zeroPadding2d = defineLayer({
  kind: 'zeroPadding2d',
  className: 'ZeroPadding2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    const { outputHeight, outputWidth, channels } = geometry(o, [1, ...only(inputs)]);
    return [outputHeight, outputWidth, channels];
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.channels]);
    graph.dispatch(zeroPaddingForward, `${name}/forward`, g, { x, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted, inputActivations }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      zeroPaddingGradInput,
      `${name}/dx`,
      { ...geometry(o, x.shape), inputActivation: inputActivations[0] ?? LINEAR },
      { x, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => zeroPadding2dForward(only(inputs), o.padding),
    backward: (o, inputs, _, dy) => ({
      inputs: [zeroPadding2dBackward(only(inputs).shape, dy, o.padding)],
      parameters: {},
    }),
  },

  explain: {
    formula: ({ padding: [[top], [left]] }) => `y[i,j,c] = x[i−${top}, j−${left}, c], 0 outside`,
    rule: 'sum',
    windows: (o, inputs, index) => {
      const at = source(o, only(inputs), index);
      return at === null ? [] : [oneElement(0, at)];
    },
    terms: (o, inputs, index) => {
      const at = source(o, only(inputs), index);
      return at === null ? [] : [{ input: 0, at }];
    },
  },

  cases: [
    { title: 'one pixel, one around', options: {}, inputs: [[1, 1, 1]], batch: 1 },
    {
      title: 'another width a side',
      options: {
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
      inputs: [[3, 5, 2]],
      batch: 2,
    },
    { title: 'rows and columns', options: { padding: [2, 1] }, inputs: [[4, 3, 3]], batch: 3 },
    { title: 'no border', options: { padding: 0 }, inputs: [[5, 2, 1]], batch: 2 },
    {
      title: 'one number more than a workgroup',
      options: {
        padding: [
          [1, 1],
          [0, 0],
        ],
      },
      inputs: [[3, 13, 1]],
      batch: 1,
    },
  ],
});
