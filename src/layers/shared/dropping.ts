// Shared by the layers that set random numbers to 0 while training: they differ in what is dropped together.
//
// The mask is a function of seed, step, the layer's name and the index: nothing is stored, and a run can be repeated
// exactly. The remaining numbers are scaled by 1 / (1 − rate), so inference changes nothing and runs nothing.

import { LINEAR } from '../../kernels/activation';
import { dropoutKernel, type DropoutParams } from '../../kernels/dropout';
import { activationGradientKernel } from '../../kernels/elementwise';
import { sizeOf, type Shape } from '../../graph/tensor';
import { dropoutBackward, dropoutForward } from '../../reference/dropout';
import { pcg32, uniform } from '../../reference/hash';
import { ndArray, type NdArray } from '../../reference/ndArray';
import { oneElement, only, type LayerDefinition, type ReferenceMode } from '../layer';
import { number, InvalidOption, type Option, type OptionTable, type Resolved } from '../options';
import { randomStream } from './randomStream';

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

export const dropoutOptions = { rate: rate() };
type WithRate = typeof dropoutOptions & OptionTable;
type Options = Resolved<typeof dropoutOptions>;

/** Numbers that are dropped together: of each channel so many places. */
type Together = Pick<DropoutParams, 'places' | 'channels'>;

type Dropping<Table extends OptionTable> = Omit<LayerDefinition<Table>, 'kind' | 'className' | 'cases'>;

/**
 * @param outputShape as `LayerDefinition.outputShape`
 * @param together by the options and the shape of the input with the batch axis
 */
export function dropping<Table extends WithRate>(
  options: Table,
  outputShape: (options: Resolved<Table>, input: Shape) => Shape,
  together: (options: Resolved<Table>, shape: Shape) => Together,
): Dropping<Table> {
  /** TypeScript does not see through `Table` that it has a rate. */
  const rateOf = (o: Resolved<Table>): number => (o as Options).rate;
  /** The same mask as in shaders/activation/dropout.wgsl: 1 keeps, 0 drops. */
  const maskOf = (o: Resolved<Table>, shape: Shape, { name = '', seed, step }: ReferenceMode): NdArray => {
    const stream = randomStream(name);
    const stepSeed = pcg32(seed, stream, step);
    const { places, channels } = together(o, shape);
    const mask = ndArray(shape);
    for (let i = 0; i < mask.data.length; i++) {
      const drawn = Math.floor(i / (places * channels)) * channels + (i % channels);
      // The shader compares with the rate as an f32.
      mask.data[i] = Number(uniform(stepSeed, stream, drawn) >= Math.fround(rateOf(o)));
    }
    return mask;
  };
  const params = (
    o: Resolved<Table>,
    name: string,
    shape: Shape,
  ): Omit<DropoutParams, 'inputActivation'> => ({
    ...{ size: sizeOf(shape), rate: rateOf(o), stream: randomStream(name) },
    ...together(o, shape),
  });
  return {
    options,
    inputs: { min: 1, max: 1 },
    fusesActivation: false,
    fusesInputActivation: true,

    outputShape: (o, inputs) => outputShape(o, only(inputs)),
    parameters: () => [],

    forward: (o, graph, { name, inputs, training, trainingState }) => {
      const x = only(inputs);
      if (!training || rateOf(o) === 0) return { y: x };
      if (trainingState === null)
        throw new Error(`dropout '${name}': needs the training state to draw its mask`);
      const y = graph.tensor(`${name}/y`, x.shape);
      graph.dispatch(
        dropoutKernel,
        `${name}/forward`,
        { ...params(o, name, x.shape), inputActivation: LINEAR },
        { a: x, x, trainingState, result: y },
      );
      return { y };
    },

    backward: (o, graph, { name, inputs, dy, training, trainingState, wanted, inputActivations }) => {
      if (wanted[0] !== true) return [null];
      const x = only(inputs);
      const inputActivation = inputActivations[0] ?? LINEAR;
      if (training && rateOf(o) > 0 && trainingState !== null) {
        const dx = graph.tensor(`${name}/dx`, x.shape);
        graph.dispatch(
          dropoutKernel,
          `${name}/dx`,
          { ...params(o, name, x.shape), inputActivation },
          { a: dy, x, trainingState, result: dx },
        );
        return [dx];
      }
      if (inputActivation.kind === 'linear') return [dy];
      const dx = graph.tensor(`${name}/dx`, x.shape);
      graph.dispatch(
        activationGradientKernel,
        `${name}/dx`,
        { size: sizeOf(x.shape), activation: inputActivation },
        { y: x, dy, dx },
      );
      return [dx];
    },

    multiplyAdds: () => 0,

    reference: {
      forward: (o, inputs, _, mode) => {
        const x = only(inputs);
        return mode.training
          ? dropoutForward(x, maskOf(o, x.shape, mode), rateOf(o))
          : ndArray(x.shape, x.data);
      },
      backward: (o, _, __, dy, mode) => ({
        inputs: [
          mode.training
            ? dropoutBackward(dy, maskOf(o, dy.shape, mode), rateOf(o))
            : ndArray(dy.shape, dy.data),
        ],
        parameters: {},
      }),
    },

    explain: {
      formula: (o) => `y = x; in training 0 with probability ${rateOf(o)}, else x / ${1 - rateOf(o)}`,
      // For inference.
      rule: 'sum',
      windows: (_, __, index) => [oneElement(0, index)],
      terms: (_, __, index) => [{ input: 0, at: index }],
    },
  };
}
