// LayerScale: multiplies each channel by a learned factor that begins near 0, so that a deep network begins as its shortcuts.
//
// x […, C], gamma [C] → y as x.  y[…,c] = x[…,c] · gamma[c]
// Semantics: Keras 3, keras.applications.convnext (the layer is part of ConvNeXt, not of keras.layers)
// Source: Touvron et al., "Going deeper with Image Transformers", 2021, arXiv:2103.17239

import { sizeOf, type Tensor } from '../graph/tensor';
import { layerScaleGradGamma, layerScaleKernel, layerScaleSplits } from '../kernels/layerScale';
import { ndArray } from '../reference/ndArray';
import { asTable, defineLayer, oneElement, only, type Arrays } from './layer';
import { number } from './options';
import { addPartials } from './shared/addPartials';

const options = { initValues: number({ min: 0, default: 1e-6, advanced: true }) };

function factorsOf({ gamma }: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (gamma === undefined) throw new Error(`layerScale '${name}': has no factors yet`);
  return gamma;
}

function dataOf({ gamma }: Arrays): ArrayLike<number> {
  if (gamma === undefined) throw new Error('layerScale: the reference needs the factors');
  return gamma.data;
}

export const layerScale = defineLayer({
  kind: 'layerScale',
  className: 'LayerScale',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),

  parameters: ({ initValues }, inputs) => {
    const channels = only(inputs).at(-1) ?? 1;
    const fan = { fanIn: channels, fanOut: channels };
    const initializer = { kind: 'constant', value: initValues } as const;
    return [{ name: 'gamma', shape: [channels], initializer, ...fan, trained: true, l2: 0 }];
  },

  forward: (_, graph, { name, inputs, parameters }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    const gamma = factorsOf(parameters, name);
    graph.dispatch(layerScaleKernel, `${name}/forward`, asTable(x.shape), { x, gamma, y });
    return { y };
  },

  backward: (_, graph, { name, inputs, parameters, dy, gradients, wanted }) => {
    const x = only(inputs);
    const table = asTable(x.shape);
    if (gradients.gamma !== undefined) {
      const splits = layerScaleSplits(table);
      const partials = graph.tensor(`${name}/dGamma partials`, [splits, table.columns]);
      graph.dispatch(
        layerScaleGradGamma,
        `${name}/dGamma partials`,
        { ...table, splits },
        { x, dy, partials },
      );
      addPartials(graph, `${name}/dGamma`, partials, gradients.gamma);
    }
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const gamma = factorsOf(parameters, name);
    graph.dispatch(layerScaleKernel, `${name}/dx`, table, { x: dy, gamma, y: dx });
    return [dx];
  },

  multiplyAdds: (_, inputs) => sizeOf(only(inputs)),

  reference: {
    forward: (_, inputs, parameters) => {
      const { shape, data } = only(inputs);
      const gamma = dataOf(parameters);
      const y = ndArray(shape);
      data.forEach((x, i) => (y.data[i] = x * (gamma[i % gamma.length] ?? NaN)));
      return y;
    },
    backward: (_, inputs, parameters, dy) => {
      const { shape, data } = only(inputs);
      const gamma = dataOf(parameters);
      const [dx, dGamma] = [ndArray(shape), ndArray([gamma.length])];
      dy.data.forEach((g, i) => {
        const c = i % gamma.length;
        dx.data[i] = g * (gamma[c] ?? NaN);
        dGamma.data[c] = (dGamma.data[c] ?? 0) + g * (data[i] ?? NaN);
      });
      return { inputs: [dx], parameters: { gamma: dGamma } };
    },
  },

  explain: {
    formula: () => 'y[…,c] = x[…,c] · gamma[c]',
    rule: 'sum',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: (_, __, index) => [
      { input: 0, at: index, factor: { parameter: 'gamma', at: [index.at(-1) ?? 0] } },
    ],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'a row', options: { initValues: 0.5 }, inputs: [[13]], batch: 5 },
    { title: 'a map', options: { initValues: 1 }, inputs: [[4, 3, 5]], batch: 2 },
    { title: 'more channels than a workgroup', options: {}, inputs: [[2, 3, 70]], batch: 2 },
    { title: 'so many rows that they are split', options: {}, inputs: [[24, 24, 3]], batch: 4 },
  ],
});
