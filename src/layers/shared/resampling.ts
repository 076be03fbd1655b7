// Shared by the layers that resize pictures: they differ in how the new size is given.

import { resampleForward, resampleGradInput, type ResampleGeometry } from '../../kernels/resample';
import type { Shape } from '../../graph/tensor';
import { resampleBackward, resampleForward as referenceForward, sharesOf } from '../../reference/resample';
import { asMap, only, type LayerDefinition } from '../layer';
import { choice, type Option, type OptionTable, type Pair, type Resolved } from '../options';

export { sharesOf };

const INTERPOLATIONS = ['nearest', 'bilinear'] as const;
type Interpolation = (typeof INTERPOLATIONS)[number];

export const interpolation = (fallback: Interpolation): Option<Interpolation> =>
  choice(INTERPOLATIONS, fallback);

type Part = 'inputs' | 'fusesActivation' | 'fusesInputActivation' | 'outputShape' | 'parameters' | 'forward';
type Resampling<Table extends OptionTable> = Pick<
  LayerDefinition<Table>,
  Part | 'backward' | 'multiplyAdds' | 'reference' | 'explain'
>;

/** @param sizeOf rows and columns of the result, from those of the input */
export function resampling<Table extends OptionTable & { readonly interpolation: Option<Interpolation> }>(
  sizeOf: (options: Resolved<Table>, input: Pair) => Pair,
): Resampling<Table> {
  type Options = Resolved<Table>;
  const isBilinear = ({ interpolation: kind }: Options): boolean => kind === 'bilinear';
  /** @param x with the batch axis */
  const geometry = (o: Options, [batch = 1, ...map]: Shape): ResampleGeometry => {
    const [height, width, channels] = asMap(map);
    const [outputHeight, outputWidth] = sizeOf(o, [height, width]);
    return { batch, height, width, channels, outputHeight, outputWidth, bilinear: isBilinear(o) };
  };
  return {
    inputs: { min: 1, max: 1 },
    fusesActivation: false,
    fusesInputActivation: false,

    outputShape: (o, inputs) => {
      const { outputHeight, outputWidth, channels } = geometry(o, [1, ...only(inputs)]);
      return [outputHeight, outputWidth, channels];
    },
    parameters: () => [],

    forward: (o, graph, { name, inputs }) => {
      const x = only(inputs);
      const g = geometry(o, x.shape);
      const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.channels]);
      graph.dispatch(resampleForward, `${name}/forward`, g, { x, y });
      return { y };
    },

    backward: (o, graph, { name, inputs, dy, wanted }) => {
      if (wanted[0] !== true) return [null];
      const x = only(inputs);
      const dx = graph.tensor(`${name}/dx`, x.shape);
      graph.dispatch(resampleGradInput, `${name}/dx`, geometry(o, x.shape), { dy, dx });
      return [dx];
    },

    multiplyAdds: () => 0,

    reference: {
      forward: (o, inputs) => {
        const x = only(inputs);
        const { outputHeight, outputWidth, bilinear } = geometry(o, x.shape);
        return referenceForward(x, [outputHeight, outputWidth], bilinear);
      },
      backward: (o, inputs, _, dy) => ({
        inputs: [resampleBackward(only(inputs).shape, dy, isBilinear(o))],
        parameters: {},
      }),
    },

    explain: {
      formula: (o, inputs) => {
        const { height, width, outputHeight, outputWidth } = geometry(o, [1, ...only(inputs)]);
        const [p, q] = [`(i+½)·${height}/${outputHeight}`, `(j+½)·${width}/${outputWidth}`];
        return isBilinear(o)
          ? `y[i,j,c] = x between its pixels, at ${p}−½, ${q}−½`
          : `y[i,j,c] = x[⌊${p}⌋, ⌊${q}⌋, c]`;
      },
      rule: 'other',
      windows: (o, inputs, [i = 0, j = 0, c = 0]) => {
        const { height, width, outputHeight, outputWidth, bilinear } = geometry(o, [1, ...only(inputs)]);
        const rows = sharesOf(i, height, outputHeight, bilinear).map(([pixel]) => pixel);
        const columns = sharesOf(j, width, outputWidth, bilinear).map(([pixel]) => pixel);
        const start = [rows[0] ?? 0, columns[0] ?? 0, c];
        const end = [rows.at(-1) ?? 0, columns.at(-1) ?? 0, c].map((last) => last + 1);
        return [{ input: 0, start, end, every: [1, 1, 1] }];
      },
      terms: () => [],
    },
  };
}
