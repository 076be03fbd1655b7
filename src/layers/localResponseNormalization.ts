// LocalResponseNormalization: a strong activation in one channel reduces those of the neighbouring channels at the same
// position. AlexNet used it after its first two convolutions; batch normalization has replaced it since.
//
// x […, C] → y as x.  y[…,c] = x[…,c] / (bias + alpha · Σ_j x[…,j]²)^beta,  j from c − depthRadius to c + depthRadius
//
// There are two conventions. The paper, TensorFlow, tfjs and Convscope use the sum as it is and define the window by
// its radius. Caffe and PyTorch use the mean, α/n · Σ, and define the window by its size n = 2 · radius + 1: their
// alpha is n times this one. The paper's k = 2, n = 5, α = 10⁻⁴, β = 0.75 is {depthRadius: 2, bias: 2, alpha: 1e-4,
// beta: 0.75} here, and LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2) in PyTorch. Keras has no such layer; a script
// defines a class for it (formats/keras/customLayers.ts).
// Source: Krizhevsky, Sutskever, Hinton 2012, §3.3; options and defaults of tf.nn.local_response_normalization,
// https://www.tensorflow.org/api_docs/python/tf/nn/local_response_normalization

import { LINEAR } from '../kernels/activation';
import {
  localResponseForward,
  localResponseGradInput,
  type LocalResponseGeometry,
} from '../kernels/localResponseNormalization';
import type { Shape } from '../graph/tensor';
import {
  eachNeighbour,
  localResponseBackward,
  localResponseForward as localResponseReference,
} from '../reference/localResponseNormalization';
import { asTable, defineLayer, only } from './layer';
import { integer, number, type Resolved } from './options';

const options = {
  depthRadius: integer({ min: 0, default: 5, usual: [0, 8] }),
  /** Above zero, so that an all-zero neighbourhood does not divide by zero. */
  bias: number({ min: 1e-6, default: 1, usual: [0.5, 4] }),
  alpha: number({ min: 0, default: 1, usual: [0, 1] }),
  beta: number({ min: 0, default: 0.5, usual: [0, 1] }),
};
type Options = Resolved<typeof options>;

/** @param shape with the batch axis */
function geometry({ depthRadius, alpha, beta }: Options, shape: Shape): LocalResponseGeometry {
  const { rows, columns } = asTable(shape);
  return { positions: rows, channels: columns, radius: depthRadius, alpha, beta };
}

/** The number of channel pairs that all channels read together. */
function neighbours({ depthRadius }: Options, channels: number): number {
  let count = 0;
  for (let c = 0; c < channels; c++) eachNeighbour(depthRadius, channels, c, () => count++);
  return count;
}

export const localResponseNormalization = defineLayer({
  kind: 'localResponseNormalization',
  className: 'LocalResponseNormalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (_, inputs) => only(inputs),

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    const scale = graph.tensor(`${name}/scale`, x.shape);
    graph.dispatch(
      localResponseForward,
      `${name}/forward`,
      { ...geometry(o, x.shape), bias: o.bias },
      { x, scale, y },
    );
    return { y, saved: { scale } };
  },

  backward: (o, graph, { name, inputs, y, saved, dy, wanted, inputActivations }) => {
    const { scale } = saved;
    if (wanted[0] !== true || scale === undefined) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      localResponseGradInput,
      `${name}/dx`,
      { ...geometry(o, x.shape), inputActivation: inputActivations[0] ?? LINEAR },
      { x, scale, y, dy, dx },
    );
    return [dx];
  },

  /** The squares. */
  multiplyAdds: (o, inputs) => {
    const { rows, columns } = asTable(only(inputs));
    return rows * neighbours(o, columns);
  },

  reference: {
    forward: (o, inputs) => localResponseReference(o, only(inputs)),
    backward: (o, inputs, _, dy) => ({
      inputs: [localResponseBackward(o, only(inputs), dy)],
      parameters: {},
    }),
  },

  explain: {
    formula: (o) =>
      `y[…,c] = x[…,c] / (${o.bias} + ${o.alpha} · Σ x[…,j]²)^${o.beta}, |j − c| ≤ ${o.depthRadius}`,
    rule: 'other',
    windows: (o, inputs, index) => {
      const [place, c] = [index.slice(0, -1), index.at(-1) ?? 0];
      const end = Math.min(only(inputs).at(-1) ?? 1, c + o.depthRadius + 1);
      return [
        {
          input: 0,
          start: [...place, Math.max(0, c - o.depthRadius)],
          end: [...place.map((i) => i + 1), end],
          every: index.map(() => 1),
        },
      ];
    },
    terms: () => [],
  },

  cases: [
    { title: 'one number, its own only neighbour', options: {}, inputs: [[1, 1, 1]], batch: 1 },
    {
      title: 'as in AlexNet',
      options: { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
      inputs: [[3, 2, 8]],
      batch: 2,
    },
    {
      title: 'strong enough to be felt',
      options: { depthRadius: 1, bias: 0.5, alpha: 0.7, beta: 0.75 },
      inputs: [[5, 4, 7]],
      batch: 2,
    },
    {
      title: 'the window is wider than the channels',
      options: { depthRadius: 5, alpha: 0.3 },
      inputs: [[2, 3, 4]],
      batch: 3,
    },
    {
      title: 'no neighbours at all',
      options: { depthRadius: 0, alpha: 0.5, beta: 1 },
      inputs: [[3, 3, 5]],
      batch: 1,
    },
    {
      title: 'one number more than a workgroup',
      options: { depthRadius: 3, bias: 2, alpha: 0.1 },
      inputs: [[1, 5, 13]],
      batch: 1,
    },
  ],
});
