// One training step of a whole network in f64, by the layers' own references: every layer's output, the loss, every gradient.
// The same with rounding errors put in on purpose (noise.ts), which says how far a right f32 result may be off.

import { lastActivation } from '../models/lower';
import type { Network, NetworkLayer } from '../models/network';
import { layerDefinition } from '../layers/all';
import { checkOptions, isOfRow, type RowActivation } from '../layers/options';
import { sizeOf, type Shape } from '../graph/tensor';
import type { LossDefinition, LossMode } from '../losses/loss';
import { ndArray, zip, type NdArray } from '../reference/ndArray';
import type { ReferenceMode } from '../layers/layer';
import type { Noise } from './noise';

export type Arrays = ReadonlyMap<string, NdArray>;

export interface StepInputs {
  readonly network: Network;
  /** By `layer/parameter`. */
  readonly parameters: Arrays;
  /** Valid rows only: [rows, …]. One for each input of the network. */
  readonly inputs: readonly NdArray[];
  readonly mode: Pick<ReferenceMode, 'training' | 'seed' | 'step'>;
  /** The layers that run without their last activation, because the loss applies the derivative itself. */
  readonly bare: ReadonlySet<string>;
}

export interface LossInputs {
  readonly loss: LossDefinition;
  readonly target: NdArray;
  readonly labelSmoothing: number;
  readonly classWeights: readonly number[] | null;
  /** One a row of the batch, whatever the loss has rows of it. */
  readonly sampleWeights: readonly number[] | null;
}

/** What a layer computes in this step, with what it reads. */
interface LayerPass {
  readonly layer: NetworkLayer;
  readonly mode: ReferenceMode;
  readonly options: NetworkLayer['options'];
  /** False for one whose activation the loss applies: it gives what it reads. */
  readonly runs: boolean;
  readonly after: RowActivation | null;
}

const ofRows = (activation: RowActivation) => {
  const definition = layerDefinition(activation);
  const options = checkOptions(activation, definition.options, {});
  const mode: ReferenceMode = { training: false, seed: 0, step: 0 };
  return {
    forward: (x: NdArray) => definition.reference.forward(options, [x], {}, mode),
    backward: (x: NdArray, dy: NdArray) =>
      definition.reference.backward(options, [x], {}, dy, mode).inputs[0] ?? dy,
  };
};

function passOf(layer: NetworkLayer, { bare, mode }: StepInputs): LayerPass {
  const { definition, options, name, trainable } = layer;
  const inference = !trainable && definition.frozenInInference === true;
  const own: ReferenceMode = { ...mode, name, training: mode.training && !inference };
  const isBare = bare.has(name);
  const isActivation = definition.kind === 'activation' || definition.kind === 'softmax';
  if (isBare && isActivation) return { layer, mode: own, options, runs: false, after: null };
  const activation = lastActivation(layer);
  const after = definition.fusesActivation && isOfRow(activation) && !isBare ? activation : null;
  return {
    ...{ layer, mode: own },
    options: isBare ? { ...options, activation: 'linear' } : options,
    ...{ runs: true, after },
  };
}

/** Of how many terms a sum of this layer may be, forward or backward. */
function termsOf({ inputShapes, outputShape, multiplyAdds }: NetworkLayer, rows: number): number {
  const outputs = sizeOf(outputShape);
  const channels = outputShape.at(-1) ?? 1;
  const features = Math.max(...inputShapes.map((shape) => shape.at(-1) ?? 1));
  return Math.max(multiplyAdds / outputs, (rows * outputs) / channels, features, outputs / 16);
}

export interface Forward {
  /** Of every input and layer, by name. */
  readonly values: Arrays;
}

export function forward(given: StepInputs, noise: Noise | null = null): Forward {
  const { network, parameters, inputs } = given;
  const values = new Map<string, NdArray>();
  network.inputs.forEach(({ name }, i) => values.set(name, inputs[i] ?? ndArray([0])));
  const rows = inputs[0]?.shape[0] ?? 1;
  for (const layer of network.layers) {
    const pass = passOf(layer, given);
    const amount = Math.sqrt(termsOf(layer, rows)) + 2;
    const read = layer.inputs.map((name) => disturbed(noise, need(values, name), amount));
    if (!pass.runs) {
      values.set(layer.name, need(values, layer.inputs[0] ?? ''));
      continue;
    }
    const own = ownParameters(layer, parameters, noise, amount);
    const bent = within(noise, () => {
      const y = layer.definition.reference.forward(pass.options, read, own, pass.mode);
      return pass.after === null ? y : ofRows(pass.after).forward(disturbed(noise, y, amount));
    });
    values.set(layer.name, disturbed(noise, bent, 1));
  }
  return { values };
}

export interface Backward {
  /** With respect to the outputs of layers and the inputs of the network. Absent: nothing reaches it. */
  readonly values: Arrays;
  /** By `layer/parameter`, of trained parameters. */
  readonly parameters: Arrays;
}

/** @param dOutputs with respect to each output of the network; of a bare layer to what its activation would read */
export function backward(
  given: StepInputs,
  { values }: Forward,
  dOutputs: readonly NdArray[],
  noise: Noise | null = null,
): Backward {
  const { network, parameters } = given;
  const gradients = new Map<string, NdArray>();
  // A layer may be an output twice.
  network.outputs.forEach((name, i) => arrive(gradients, name, dOutputs[i] ?? ndArray([0])));
  const trained = new Map<string, NdArray>();
  const rows = given.inputs[0]?.shape[0] ?? 1;
  for (const layer of network.layers.toReversed()) {
    const dy = gradients.get(layer.name);
    if (dy === undefined) continue;
    const pass = passOf(layer, given);
    if (!pass.runs) {
      arrive(gradients, layer.inputs[0] ?? '', dy);
      continue;
    }
    const amount = Math.sqrt(termsOf(layer, rows)) + 2;
    const read = layer.inputs.map((name) => disturbed(noise, need(values, name), amount));
    const own = ownParameters(layer, parameters, noise, amount);
    const { reference } = layer.definition;
    const back = within(noise, () => {
      let dz = disturbed(noise, dy, amount);
      if (pass.after !== null) {
        const z = reference.forward(pass.options, read, own, pass.mode);
        dz = disturbed(noise, ofRows(pass.after).backward(z, dz), amount);
      }
      return reference.backward(pass.options, read, own, dz, pass.mode);
    });
    layer.inputs.forEach((name, i) => {
      const dx = back.inputs[i];
      if (dx !== undefined) arrive(gradients, name, disturbed(noise, dx, 1));
    });
    // What several layers share gets what each of them contributes.
    for (const spec of layer.uses) {
      const gradient = back.parameters[spec.name];
      if (!spec.trained) continue;
      if (gradient === undefined)
        throw new Error(`layer '${layer.name}': its reference has no gradient of '${spec.name}'`);
      arrive(trained, `${layer.owner}/${spec.name}`, disturbed(noise, gradient, 1));
    }
  }
  return { values: gradients, parameters: trained };
}

export interface LossStep {
  /** The loss of each row, and whether it is right. */
  readonly rows: NdArray;
  readonly correct: NdArray;
  readonly gradient: NdArray;
}

/** Row by row, as losses are defined: the gradient is that of the mean over the rows. */
export function lossStep(
  { loss, target, labelSmoothing, classWeights, sampleWeights }: LossInputs,
  output: NdArray,
  fromLogits: boolean,
  noise: Noise | null = null,
): LossStep {
  const mode: LossMode = { fromLogits, labelSmoothing };
  const length = output.shape.at(-1) ?? 1;
  const count = output.data.length / length;
  const z = disturbed(noise, output, 2 + Math.sqrt(length));
  const per = loss.target === 'labels' ? 1 : length;
  const [rows, gradient] = [ndArray([count]), ndArray(output.shape)];
  const correct = loss.reference.correct(z, target, mode);
  for (let row = 0; row < count; row++) {
    const one = ndArray([1, length], z.data.subarray(row * length, (row + 1) * length));
    const wanted = target.data.subarray(row * per, (row + 1) * per);
    const aim = ndArray(loss.target === 'labels' ? [1] : [1, length], wanted);
    const sample = sampleWeights?.[Math.floor((row * sampleWeights.length) / count)] ?? 1;
    const weight = weightOf(wanted, classWeights) * sample;
    rows.data[row] = weight * within(noise, () => loss.reference.loss(one, aim, mode));
    const slope = within(noise, () => loss.reference.gradient(one, aim, mode)).data;
    slope.forEach((value, k) => (gradient.data[row * length + k] = (weight * value) / count));
  }
  return { rows: disturbed(noise, rows, 1), correct, gradient: disturbed(noise, gradient, 1) };
}

/** Of a label, of one yes-or-no question, or of the class that a row of probabilities names. */
function weightOf(wanted: Float64Array, weights: readonly number[] | null): number {
  if (weights === null) return 1;
  const [only = 0] = wanted;
  return weights[wanted.length === 1 ? only : wanted.indexOf(Math.max(...wanted))] ?? NaN;
}

function disturbed(noise: Noise | null, array: NdArray, amount: number): NdArray {
  return noise === null ? array : noise.disturb(array, amount);
}

const within = <T>(noise: Noise | null, run: () => T): T => (noise === null ? run() : noise.within(run));

function ownParameters(
  layer: NetworkLayer,
  parameters: Arrays,
  noise: Noise | null,
  amount: number,
): Record<string, NdArray> {
  return Object.fromEntries(
    layer.uses.map(({ name }) => [
      name,
      disturbed(noise, need(parameters, `${layer.owner}/${name}`), amount),
    ]),
  );
}

function need(arrays: Arrays, name: string): NdArray {
  const array = arrays.get(name);
  if (array === undefined) throw new Error(`reference: '${name}' was not computed`);
  return array;
}

function arrive(gradients: Map<string, NdArray>, name: string, gradient: NdArray): void {
  const before = gradients.get(name);
  gradients.set(name, before === undefined ? gradient : zip(before, gradient, (a, b) => a + b));
}

/** Some samples. */
export function rowsOf(array: NdArray, first: number, rows: number): NdArray {
  const [batch = 1, ...shape] = array.shape;
  const length = array.data.length / batch;
  return ndArray([rows, ...(shape as Shape)], array.data.subarray(first * length, (first + rows) * length));
}
