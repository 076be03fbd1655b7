// Dropout: sets a random part of the numbers to 0 while training, so that no unit can rely on a single other one.
//
// x […] → y as x. The remaining numbers are scaled by 1 / (1 − rate), so inference changes nothing and runs nothing.
// The mask is a function of seed, step, the layer's name and the index: nothing is stored, and a run can be repeated
// exactly.
// Semantics: Keras 3, https://keras.io/api/layers/regularization_layers/dropout/ (with different random numbers)
// Source: Srivastava et al. 2014, JMLR 15

import { LINEAR } from '../kernels/activation';
import { dropoutKernel } from '../kernels/dropout';
import { activationGradientKernel } from '../kernels/elementwise';
import { sizeOf } from '../graph/tensor';
import { dropoutBackward, dropoutForward } from '../reference/dropout';
import { pcg32, uniform } from '../reference/hash';
import { ndArray, type NdArray } from '../reference/ndArray';
import { defineLayer, oneElement, only, type ReferenceMode } from './layer';
import { number, InvalidOption, type Option, type Resolved } from './options';

/** A share below 1: at 1 no number would be left to scale. */
function rate(): Option<number> {
  const option = number({ min: 0, max: 1, usual: [0, 0.9], suggested: 0.25 });
  return {
    ...option,
    parse: (given) => {
      if (given === 1) throw new InvalidOption('at least 0 and below 1', { wants: 'belowOne' });
      return option.parse(given);
    },
  };
}

const options = { rate: rate() };
type Options = Resolved<typeof options>;

/** The random stream of a layer: a hash of its name (FNV-1a, 32 bits). */
export function dropoutStream(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The same mask as in shaders/activation/dropout.wgsl: 1 keeps, 0 drops. */
function maskOf(o: Options, shape: readonly number[], { name = '', seed, step }: ReferenceMode): NdArray {
  const stream = dropoutStream(name);
  const stepSeed = pcg32(seed, stream, step);
  const mask = ndArray(shape);
  // The shader compares with the rate as an f32.
  for (let i = 0; i < mask.data.length; i++)
    mask.data[i] = Number(uniform(stepSeed, stream, i) >= Math.fround(o.rate));
  return mask;
}

export const dropout = defineLayer({
  kind: 'dropout',
  className: 'Dropout',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (_, inputs) => only(inputs),

  parameters: () => [],

  forward: (o, graph, { name, inputs, training, trainingState }) => {
    const x = only(inputs);
    if (!training || o.rate === 0) return { y: x };
    if (trainingState === null)
      throw new Error(`dropout '${name}': needs the training state to draw its mask`);
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(
      dropoutKernel,
      `${name}/forward`,
      { size: sizeOf(x.shape), rate: o.rate, stream: dropoutStream(name), inputActivation: LINEAR },
      { a: x, x, trainingState, result: y },
    );
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, training, trainingState, wanted, inputActivations }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const size = sizeOf(x.shape);
    const inputActivation = inputActivations[0] ?? LINEAR;
    if (training && o.rate > 0 && trainingState !== null) {
      const dx = graph.tensor(`${name}/dx`, x.shape);
      graph.dispatch(
        dropoutKernel,
        `${name}/dx`,
        { size, rate: o.rate, stream: dropoutStream(name), inputActivation },
        { a: dy, x, trainingState, result: dx },
      );
      return [dx];
    }
    if (inputActivation.kind === 'linear') return [dy];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      activationGradientKernel,
      `${name}/dx`,
      { size, activation: inputActivation },
      { y: x, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs, _, mode) => {
      const x = only(inputs);
      return mode.training ? dropoutForward(x, maskOf(o, x.shape, mode), o.rate) : ndArray(x.shape, x.data);
    },
    backward: (o, _, __, dy, mode) => ({
      inputs: [
        mode.training ? dropoutBackward(dy, maskOf(o, dy.shape, mode), o.rate) : ndArray(dy.shape, dy.data),
      ],
      parameters: {},
    }),
  },

  explain: {
    formula: (o) => `y = x; in training 0 with probability ${o.rate}, else x / ${1 - o.rate}`,
    // For inference.
    rule: 'sum',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: (_, __, index) => [{ input: 0, at: index }],
  },

  cases: [
    { title: 'one number', options: { rate: 0.5 }, inputs: [[1]], batch: 1 },
    { title: 'one number less than a workgroup', options: { rate: 0.2 }, inputs: [[21]], batch: 3 },
    { title: 'exactly one workgroup', options: { rate: 0.9 }, inputs: [[2, 4, 4]], batch: 2 },
    { title: 'one number more than a workgroup', options: { rate: 0.5 }, inputs: [[13]], batch: 5 },
    { title: 'rate 0 changes nothing', options: { rate: 0 }, inputs: [[7]], batch: 2 },
  ],
});
