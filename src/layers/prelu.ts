// PReLU: a ReLU whose slopes for negative inputs are learned, one for each number, or shared along axes.
//
// x [N,…], alpha as x without N, of length 1 along shared axes → y as x. y = x where x > 0, alpha · x elsewhere.
// Semantics: Keras 3, https://keras.io/api/layers/activation_layers/prelu/
// Source: He et al. 2015, arXiv:1502.01852

import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { preluForward, preluGradAlpha, preluGradInput, type PreluGeometry } from '../kernels/prelu';
import { accumulate, at, ndArray, put, strides, type NdArray } from '../reference/ndArray';
import { defineLayer, oneElement, only, ShapeError, type Arrays } from './layer';
import { addPartials } from './shared/addPartials';
import { axes, initializer, l1, l2, type Resolved } from './options';

const options = {
  /** Counted with the batch: 1 and 2 are the rows and columns of a map. */
  sharedAxes: axes([]),
  alphaInitializer: initializer('zeros'),
  alphaL2: l2(),
  alphaL1: l1(),
};
type Options = Resolved<typeof options>;

/** @param input without the batch axis */
function slopesShape({ sharedAxes }: Options, input: Shape): Shape {
  const wrong = sharedAxes.find((axis) => axis < 1 || axis > input.length);
  if (input.length === 0 || input.length > 3 || wrong !== undefined)
    throw new ShapeError(
      `'sharedAxes' are axes 1 to 3 of an input with as many. Received ${sharedAxes.join(', ') || 'none'} ` +
        `for ${input.join('×') || 'a scalar'}`,
      { why: 'axis', most: input.length, received: wrong ?? input.length },
    );
  return input.map((length, axis) => (sharedAxes.includes(axis + 1) ? 1 : length));
}

/** @param x with the batch axis */
function geometry(o: Options, [batch = 1, ...rest]: Shape): PreluGeometry {
  const slopes = slopesShape(o, rest);
  const steps = strides(slopes).map((step, axis) => (slopes[axis] === 1 ? 0 : step));
  const [a = 1, b = 1, c = 1] = [...Array<number>(3 - rest.length).fill(1), ...rest];
  const [stepA = 0, stepB = 0, stepC = 0] = [...Array<number>(3 - rest.length).fill(0), ...steps];
  return { batch, lengths: [a, b, c], steps: [stepA, stepB, stepC] };
}

function slopesOf({ alpha }: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (alpha === undefined) throw new Error(`prelu '${name}': has no slopes yet`);
  return alpha;
}

/** Calls `visit` with each index of x and that of its slope. */
function eachNumber(
  x: NdArray,
  { alpha }: Arrays,
  visit: (index: readonly number[], slope: readonly number[], alpha: NdArray) => void,
): void {
  if (alpha === undefined) throw new Error('prelu: the reference needs the slopes');
  const steps = strides(x.shape);
  x.data.forEach((_, place) => {
    const index = x.shape.map((length, axis) => Math.floor(place / (steps[axis] ?? 1)) % length);
    const slope = index.slice(1).map((i, axis) => (alpha.shape[axis] === 1 ? 0 : i));
    visit(index, slope, alpha);
  });
}

export const prelu = defineLayer({
  kind: 'prelu',
  className: 'PReLU',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (o, inputs) => {
    slopesShape(o, only(inputs));
    return only(inputs);
  },

  parameters: (o, inputs) => {
    const shape = slopesShape(o, only(inputs));
    const fan = { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
    const penalty = { l2: o.alphaL2, l1: o.alphaL1 };
    return [{ name: 'alpha', shape, initializer: o.alphaInitializer, ...fan, trained: true, ...penalty }];
  },

  forward: (o, graph, { name, inputs, parameters }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    const alpha = slopesOf(parameters, name);
    graph.dispatch(preluForward, `${name}/forward`, geometry(o, x.shape), { x, alpha, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, parameters, dy, gradients, wanted }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    if (gradients.alpha !== undefined) {
      const slopes = sizeOf(gradients.alpha.shape);
      const splits = Math.min(g.batch, 64);
      const partials = graph.tensor(`${name}/dAlpha partials`, [splits, slopes]);
      graph.dispatch(
        preluGradAlpha,
        `${name}/dAlpha partials`,
        { ...g, slopes, splits },
        { x, dy, partials },
      );
      addPartials(graph, `${name}/dAlpha`, partials, gradients.alpha);
    }
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const alpha = slopesOf(parameters, name);
    graph.dispatch(preluGradInput, `${name}/dx`, g, { x, dy, alpha, dx });
    return [dx];
  },

  multiplyAdds: (_, inputs) => sizeOf(only(inputs)),

  reference: {
    forward: (_, inputs, parameters) => {
      const x = only(inputs);
      const y = ndArray(x.shape);
      eachNumber(x, parameters, (i, slope, alpha) => {
        const value = at(x, ...i);
        put(y, value <= 0 ? at(alpha, ...slope) * value : value, ...i);
      });
      return y;
    },
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [dx, dAlpha] = [ndArray(x.shape), ndArray(slopesShape(o, x.shape.slice(1)))];
      eachNumber(x, parameters, (i, slope, alpha) => {
        const [value, g] = [at(x, ...i), at(dy, ...i)];
        put(dx, value <= 0 ? at(alpha, ...slope) * g : g, ...i);
        if (value <= 0) accumulate(dAlpha, g * value, ...slope);
      });
      return { inputs: [dx], parameters: { alpha: dAlpha } };
    },
  },

  explain: {
    formula: (o, inputs) => {
      const letters = only(inputs).length === 1 ? ['c'] : ['i', 'j', 'c'];
      const index = letters.map((letter, axis) => (o.sharedAxes.includes(axis + 1) ? '0' : letter));
      return `y = x if x > 0, else alpha[${index.join(',')}]·x`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'a slope for each number of a row', options: {}, inputs: [[13]], batch: 5 },
    { title: 'a slope a map', options: { sharedAxes: [1, 2] }, inputs: [[4, 3, 5]], batch: 2 },
    { title: 'a slope for each number of a map', options: {}, inputs: [[3, 5, 2]], batch: 3 },
    { title: 'one slope for all', options: { sharedAxes: [1, 2, 3] }, inputs: [[3, 4, 2]], batch: 2 },
    {
      title: 'columns share, rows and channels do not',
      options: { sharedAxes: [2] },
      inputs: [[3, 4, 2]],
      batch: 2,
    },
  ],
});
