// Embedding: a learned row of numbers for each of a fixed number of things, such as the classes that a conditional generator
// draws. A Dense layer without a bias on one-hot rows computes the same.
//
// x […], whole numbers from 0 to inputDim − 1, weight [inputDim, outputDim] → y […, outputDim].  y[t,j] = weight[x[t],j]
// A fraction is cut off. A number that names no row gives zeros, as in TensorFlow on a GPU; other backends of Keras fail or give
// NaN. The numbers have no gradient: it is 0.
// Semantics: Keras 3, https://keras.io/api/layers/core_layers/embedding/

import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { embeddingForward, embeddingGradWeight, type EmbeddingGeometry } from '../kernels/embedding';
import { rescaleKernel } from '../kernels/rescaling';
import { ndArray, type NdArray } from '../reference/ndArray';
import { defineLayer, oneElement, only, ShapeError, type Arrays } from './layer';
import { initializer, integer, l1, l2, type Resolved } from './options';

const options = {
  inputDim: integer({ usual: [2, 100], suggested: 10 }),
  outputDim: integer({ usual: [1, 128], suggested: 16 }),
  embeddingsInitializer: initializer('randomUniform'),
  embeddingsL2: l2(),
  embeddingsL1: l1(),
};
type Options = Resolved<typeof options>;

const geometry = (o: Options, input: Shape): EmbeddingGeometry => ({
  rows: sizeOf(input),
  inputs: o.inputDim,
  columns: o.outputDim,
});

function tableOf({ weight }: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (weight === undefined) throw new Error(`embedding '${name}': has no table yet`);
  return weight;
}

/** Calls `visit` with each place of x that names a row of the table, and that row. */
function eachNamed({ inputDim }: Options, x: NdArray, visit: (place: number, row: number) => void): void {
  x.data.forEach((value, place) => {
    const row = Math.trunc(value);
    if (row >= 0 && row < inputDim) visit(place, row);
  });
}

export const embedding = defineLayer({
  kind: 'embedding',
  className: 'Embedding',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,
  takesIndices: true,

  outputShape: ({ outputDim }, inputs) => {
    const x = only(inputs);
    if (x.length > 2)
      throw new ShapeError(`input must be a label, a row or a table of them. Received ${x.join('×')}`, {
        why: 'rank',
        input: x,
      });
    return [...x, outputDim];
  },

  parameters: (o) => [
    {
      name: 'weight',
      shape: [o.inputDim, o.outputDim],
      initializer: o.embeddingsInitializer,
      ...{ fanIn: o.inputDim, fanOut: o.outputDim },
      trained: true,
      ...{ l2: o.embeddingsL2, l1: o.embeddingsL1 },
    },
  ],

  forward: (o, graph, { name, inputs, parameters }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, [...x.shape, o.outputDim]);
    const weight = tableOf(parameters, name);
    graph.dispatch(embeddingForward, `${name}/forward`, geometry(o, x.shape), { x, weight, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, gradients, wanted }) => {
    const x = only(inputs);
    if (gradients.weight !== undefined)
      graph.dispatch(embeddingGradWeight, `${name}/dWeight`, geometry(o, x.shape), {
        ...{ x, dy, dWeight: gradients.weight },
      });
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const nothing = { size: sizeOf(x.shape), scale: [0], offset: [0] };
    graph.dispatch(rescaleKernel, `${name}/dx`, nothing, { x, y: dx });
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs, { weight }: Arrays) => {
      const x = only(inputs);
      const y = ndArray([...x.shape, o.outputDim]);
      eachNamed(o, x, (place, row) => {
        for (let j = 0; j < o.outputDim; j++)
          y.data[place * o.outputDim + j] = weight?.data[row * o.outputDim + j] ?? NaN;
      });
      return y;
    },
    backward: (o, inputs, _, dy) => {
      const x = only(inputs);
      const dWeight = ndArray([o.inputDim, o.outputDim]);
      eachNamed(o, x, (place, row) => {
        for (let j = 0; j < o.outputDim; j++) {
          const at = row * o.outputDim + j;
          dWeight.data[at] = (dWeight.data[at] ?? 0) + (dy.data[place * o.outputDim + j] ?? NaN);
        }
      });
      return { inputs: [ndArray(x.shape)], parameters: { weight: dWeight } };
    },
  },

  explain: {
    formula: (_, inputs) => {
      const place = ['t', 'i,t', 'i,j,t'][only(inputs).length - 1] ?? '…';
      return `y[${place},c] = weight[x[${place}],c]`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index.slice(0, -1))],
    terms: () => [],
  },

  cases: [
    { title: 'one label', options: { inputDim: 3, outputDim: 4 }, inputs: [[1]], batch: 1, range: [0, 3] },
    {
      title: 'a row of words',
      options: { inputDim: 7, outputDim: 5 },
      inputs: [[6]],
      batch: 4,
      range: [0, 7],
    },
    {
      title: 'numbers that name no row',
      options: { inputDim: 38, outputDim: 3 },
      inputs: [[9]],
      batch: 3,
      range: [-20, 60],
    },
    {
      title: 'more numbers than a workgroup',
      options: { inputDim: 20, outputDim: 11 },
      inputs: [[5]],
      batch: 9,
      range: [0, 20],
    },
    {
      title: 'a map of labels',
      options: { inputDim: 5, outputDim: 2 },
      inputs: [[3, 4]],
      batch: 2,
      range: [0, 5],
    },
  ],
});
