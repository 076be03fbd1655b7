// Shared by the layers that cut a part out of pictures. Cutting is what zero padding does backward, and its gradient is
// zero padding, so they run the kernels of zero padding.

import { LINEAR } from '../../kernels/activation';
import {
  zeroPaddingForward,
  zeroPaddingGradInput,
  type ZeroPaddingGeometry,
} from '../../kernels/zeroPadding';
import type { Shape } from '../../graph/tensor';
import { zeroPadding2dBackward, zeroPadding2dForward } from '../../reference/zeroPadding2d';
import { asMap, only, oneElement, ShapeError, type LayerDefinition } from '../layer';
import type { Border, OptionTable, Pair, Resolved } from '../options';

type Part = 'inputs' | 'fusesActivation' | 'fusesInputActivation' | 'selects' | 'outputShape' | 'parameters';
type Cropping<Table extends OptionTable> = Pick<
  LayerDefinition<Table>,
  Part | 'forward' | 'backward' | 'multiplyAdds' | 'reference' | 'explain'
>;

/** @param borderOf what is cut off a picture of so many rows and columns */
export function cropping<Table extends OptionTable>(
  borderOf: (options: Resolved<Table>, input: Pair) => Border,
): Cropping<Table> {
  type Options = Resolved<Table>;
  /** @param map without the batch axis */
  const cut = (o: Options, map: Shape): { readonly border: Border; readonly shape: Shape } => {
    const [height, width, channels] = asMap(map);
    const border = borderOf(o, [height, width]);
    const [[top, bottom], [left, right]] = border;
    const shape = [height - top - bottom, width - left - right, channels];
    if (shape.some((length) => length < 1))
      throw new ShapeError(
        `cropping must leave a row and a column of ${height}×${width}. Received ${top} + ${bottom} rows and ${left} + ${right} columns to cut off`,
      );
    return { border, shape };
  };
  /** As zero padding has it: the part is what it pads. @param x with the batch axis */
  const geometry = (o: Options, [batch = 1, ...map]: Shape): ZeroPaddingGeometry => {
    const { border, shape } = cut(o, map);
    const [[top], [left]] = border;
    const [[height, width, channels], [outputHeight, outputWidth]] = [asMap(shape), asMap(map)];
    return { batch, height, width, channels, outputHeight, outputWidth, top, left };
  };
  /** The input index of the number at `index` of the result. */
  const source = (o: Options, input: Shape, [i = 0, j = 0, c = 0]: readonly number[]): readonly number[] => {
    const [[top], [left]] = cut(o, input).border;
    return [i + top, j + left, c];
  };
  return {
    inputs: { min: 1, max: 1 },
    fusesActivation: false,
    fusesInputActivation: false,
    selects: true,

    outputShape: (o, inputs) => cut(o, only(inputs)).shape,
    parameters: () => [],

    forward: (o, graph, { name, inputs }) => {
      const x = only(inputs);
      const g = geometry(o, x.shape);
      const y = graph.tensor(`${name}/y`, [g.batch, g.height, g.width, g.channels]);
      const given = { ...g, inputActivation: LINEAR };
      graph.dispatch(zeroPaddingGradInput, `${name}/forward`, given, { x, dy: x, dx: y });
      return { y };
    },

    backward: (o, graph, { name, inputs, dy, wanted }) => {
      if (wanted[0] !== true) return [null];
      const x = only(inputs);
      const dx = graph.tensor(`${name}/dx`, x.shape);
      graph.dispatch(zeroPaddingForward, `${name}/dx`, geometry(o, x.shape), { x: dy, y: dx });
      return [dx];
    },

    multiplyAdds: () => 0,

    reference: {
      forward: (o, inputs) => {
        const x = only(inputs);
        const { border, shape } = cut(o, x.shape.slice(1));
        return zeroPadding2dBackward([x.shape[0] ?? 1, ...shape], x, border);
      },
      backward: (o, inputs, _, dy) => ({
        inputs: [zeroPadding2dForward(dy, cut(o, only(inputs).shape.slice(1)).border)],
        parameters: {},
      }),
    },

    explain: {
      formula: (o, inputs) => {
        const [[top], [left]] = cut(o, only(inputs)).border;
        return `y[i,j,c] = x[i+${top}, j+${left}, c]`;
      },
      rule: 'sum',
      windows: (o, inputs, index) => [oneElement(0, source(o, only(inputs), index))],
      terms: (o, inputs, index) => [{ input: 0, at: source(o, only(inputs), index) }],
    },
  };
}
