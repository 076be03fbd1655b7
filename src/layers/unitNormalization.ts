// UnitNormalization: divides the numbers of each place (or of each whole picture) by their length, so that their squares add up
// to 1.
//
// x […, D] → y as x, where D are one or more last axes. Lengths below 1e-12 count as that, so zeros stay zeros.
// Semantics: Keras 3, https://keras.io/api/layers/normalization_layers/unit_normalization/

import { sizeOf, type Shape } from '../graph/tensor';
import type { RowGeometry } from '../kernels/lanes';
import { unitNormForward, unitNormGradient } from '../kernels/unitNormalization';
import { ndArray, type NdArray } from '../reference/ndArray';
import { rounded } from '../reference/rounding';
import { depthOf, windowOf } from './layerNormalization';
import { defineLayer, only } from './layer';
import { axes, type Resolved } from './options';

const EPSILON = 1e-12;

const options = { axis: axes([-1]) };
type Options = Resolved<typeof options>;

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): RowGeometry {
  const columns = sizeOf(input.slice(input.length - depthOf(o, input.slice(1))));
  return { rows: sizeOf(input) / columns, columns };
}

/** Calls `visit` with the place of each row's first number and the row's length. */
function eachRow(
  o: Options,
  x: NdArray,
  visit: (first: number, length: number, columns: number) => void,
): void {
  const { rows, columns } = geometry(o, x.shape);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    const squares = x.data.subarray(first, first + columns).reduce((sum, v) => sum + rounded(v * v), 0);
    visit(first, rounded(Math.sqrt(squares), 5), columns);
  }
}

function referenceForward(o: Options, x: NdArray): NdArray {
  const y = ndArray(x.shape);
  eachRow(o, x, (first, length, columns) => {
    for (let i = first; i < first + columns; i++)
      y.data[i] = rounded((x.data[i] ?? NaN) / Math.max(length, EPSILON), 5);
  });
  return y;
}

export const unitNormalization = defineLayer({
  kind: 'unitNormalization',
  className: 'UnitNormalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (o, inputs) => {
    depthOf(o, only(inputs));
    return only(inputs);
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(unitNormForward, `${name}/forward`, geometry(o, x.shape), { x, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, y, dy, wanted }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(unitNormGradient, `${name}/dx`, geometry(o, x.shape), { x, y, dy, dx });
    return [dx];
  },

  multiplyAdds: (_, inputs) => 2 * sizeOf(only(inputs)),

  reference: {
    forward: (o, inputs) => referenceForward(o, only(inputs)),
    backward: (o, inputs, _, dy) => {
      const x = only(inputs);
      const y = referenceForward(o, x);
      const dx = ndArray(x.shape);
      eachRow(o, x, (first, length, columns) => {
        const places = Array.from({ length: columns }, (_one, i) => first + i);
        const along =
          length > EPSILON
            ? places.reduce((sum, i) => sum + rounded((dy.data[i] ?? NaN) * (y.data[i] ?? NaN)), 0)
            : 0;
        for (const i of places) {
          const across = rounded((dy.data[i] ?? NaN) - rounded((y.data[i] ?? NaN) * along));
          dx.data[i] = rounded(across / Math.max(length, EPSILON), 5);
        }
      });
      return { inputs: [dx], parameters: {} };
    },
  },

  explain: {
    formula: () => 'y[k] = x[k] / √(Σ x[j]²)',
    rule: 'other',
    windows: (o, inputs, index) => [windowOf(o, only(inputs), index)],
    terms: () => [],
  },

  cases: [
    { title: 'a row', options: {}, inputs: [[13]], batch: 3 },
    { title: 'the channels of each pixel', options: {}, inputs: [[3, 4, 5]], batch: 2 },
    { title: 'a row that a whole workgroup shares', options: {}, inputs: [[2050]], batch: 2 },
    { title: 'whole pictures', options: { axis: [1, 2, 3] }, inputs: [[5, 4, 7]], batch: 3 },
    { title: 'two axes', options: { axis: [-2, -1] }, inputs: [[3, 4, 5]], batch: 2 },
  ],
});
