// Explains one number of a layer: reads only its operands back from the GPU and repeats the arithmetic on the CPU in
// f64, by the layer's own explanation and reference.

import { readElements, readFloats } from '../../gpu/readback';
import { sizeOf } from '../../graph/tensor';
import { referenceActivate } from '../../layers/shared/activated';
import { isOfRow } from '../../layers/options';
import { rowsOf } from '../../layers/shared/rows';
import { lastActivation } from '../../models/lower';
import type { Network, NetworkLayer } from '../../models/network';
import { ndArray, type NdArray } from '../../reference/ndArray';
import type { CellExplanation } from '../viewsFacade';
import type { Probe } from '../probe/probe';

function flat(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0);
}

const isInside = (at: readonly number[], shape: readonly number[]): boolean =>
  at.every((i, axis) => i >= 0 && i < (shape[axis] ?? 0));

/** @throws Error if there is no such layer or cell */
export async function explainCell(
  device: GPUDevice,
  network: Network,
  probe: Probe,
  layerName: string,
  index: readonly number[],
): Promise<CellExplanation> {
  const layer = network.layers.find(({ name }) => name === layerName);
  if (layer === undefined) throw new Error(`network '${network.name}': has no layer '${layerName}'`);
  if (index.length !== layer.outputShape.length || !isInside(index, layer.outputShape)) {
    throw new Error(
      `layer '${layerName}': has no cell [${index.join(', ')}]; its shape is ${layer.outputShape.join('×')}`,
    );
  }
  const { definition, options, inputShapes } = layer;
  const view = probe.activation(layerName);
  const [window] = definition.explain.windows(options, inputShapes, index);
  const [firstShape] = inputShapes;
  const rectangle =
    window === undefined || firstShape?.length !== 3
      ? null
      : {
          top: window.start[0] ?? 0,
          left: window.start[1] ?? 0,
          bottom: window.end[0] ?? 0,
          right: window.end[1] ?? 0,
        };
  const activation = lastActivation(layer);
  const { rule } = definition.explain;
  // All are submitted at once: while training goes on they are of the same step.
  const [[gpuValue = NaN], computed, { terms, bias }] = await Promise.all([
    readElements(device, view, [flat(index, layer.outputShape)]),
    rule === 'other' || isOfRow(activation) ? byReference(device, probe, layer, index) : null,
    rule === 'other' ? { terms: [], bias: null } : operands(device, probe, layer, index),
  ]);
  const common = { layer: layerName, index, window: rectangle, gpuValue, rule, terms, bias, activation };
  if (computed) return { ...common, ...computed };
  const products = terms
    .filter(({ padded }) => !(padded && rule !== 'sum'))
    .map(({ value, weight }) => value * (weight ?? 1));
  const total = products.reduce((a, b) => a + b, 0);
  const sum = {
    other: NaN,
    sum: total + (bias ?? 0),
    max: Math.max(...products),
    mean: total / products.length,
  }[rule];
  const value = referenceActivate(common.activation, ndArray([1], [sum])).data[0] ?? NaN;
  return { ...common, sum, value, softmax: null };
}

/** For a cell that an edited shader computed: its number and its window, without the arithmetic between them. */
export const unexplained = (explanation: CellExplanation): CellExplanation => ({
  ...explanation,
  edited: true,
  rule: 'other',
  bias: null,
  sum: explanation.gpuValue,
  softmax: null,
  value: explanation.gpuValue,
  activation: 'linear',
});

async function operands(
  device: GPUDevice,
  probe: Probe,
  layer: NetworkLayer,
  index: readonly number[],
): Promise<Pick<CellExplanation, 'terms' | 'bias'>> {
  const { definition, options, inputShapes, inputs } = layer;
  const terms = definition.explain.terms(options, inputShapes, index);
  const placed = terms.map(({ input, at }) => ({
    input,
    at,
    padded: !isInside(at, inputShapes[input] ?? []),
  }));
  const values = new Array<number>(terms.length).fill(0);
  const reading = inputs.map(async (name, number) => {
    const mine = placed.flatMap(({ input, at, padded }, i) =>
      input === number && !padded ? [{ i, at }] : [],
    );
    const read = await readElements(
      device,
      probe.activation(name),
      mine.map(({ at }) => flat(at, inputShapes[number] ?? [])),
    );
    mine.forEach(({ i }, place) => (values[i] = read[place] ?? NaN));
  });
  const factors = terms.map(({ factor }) => factor);
  const parameter = factors.find((factor) => factor !== undefined)?.parameter;
  const spec = layer.uses.find(({ name }) => name === parameter);
  const weightView = parameter === undefined ? null : probe.parameter(layer.name, parameter);
  const biasView = probe.parameter(layer.name, 'bias');
  const [weights, biases] = await Promise.all([
    weightView === null || spec === undefined
      ? null
      : readElements(
          device,
          weightView,
          factors.map((factor) => flat(factor?.at ?? [], spec.shape)),
        ),
    biasView === null ? null : readElements(device, biasView, [index.at(-1) ?? 0]),
    ...reading,
  ]);
  return {
    terms: placed.map(({ input, at, padded }, i) => ({
      input,
      inputIndex: at,
      value: values[i] ?? NaN,
      weight: weights?.[i] ?? null,
      padded,
      weightIndex: weights === null ? null : (factors[i]?.at ?? null),
    })),
    bias: biases === null ? null : (biases[0] ?? NaN),
  };
}

/** Recomputes the whole layer in f64, for numbers that depend on their whole row, such as a softmax. */
async function byReference(
  device: GPUDevice,
  probe: Probe,
  layer: NetworkLayer,
  index: readonly number[],
): Promise<Pick<CellExplanation, 'value' | 'sum' | 'softmax'>> {
  const parameters: Record<string, NdArray> = {};
  const [inputs] = await Promise.all([
    Promise.all(
      layer.inputs.map(async (name, i) =>
        ndArray([1, ...(layer.inputShapes[i] ?? [])], await readFloats(device, probe.activation(name))),
      ),
    ),
    ...layer.uses.map(async ({ name, shape }) => {
      const view = probe.parameter(layer.name, name);
      if (view !== null) parameters[name] = ndArray(shape, await readFloats(device, { ...view, shape }));
    }),
  ]);
  const before = layer.definition.reference.forward(layer.options, inputs, parameters, {
    training: false,
    seed: 0,
    step: 0,
  });
  const activation = lastActivation(layer);
  const softmax = activation === 'softmax';
  const fused = isOfRow(activation) && layer.definition.fusesActivation;
  const after = fused ? rowsOf(activation, before) : before;
  const place = flat(index, layer.outputShape);
  if (sizeOf(layer.outputShape) !== after.data.length)
    throw new Error(`layer '${layer.name}': reference made ${after.data.length} numbers`);
  const logits = !softmax ? null : fused ? before : (inputs[0] ?? null);
  return {
    value: after.data[place] ?? NaN,
    sum: before.data[place] ?? NaN,
    softmax:
      logits === null ? null : softmaxRow(logits.data, after.data, place, layer.outputShape.at(-1) ?? 1),
  };
}

/** The numbers in the same softmax as the one at `place`: inputs and outputs. */
function softmaxRow(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  place: number,
  length: number,
): NonNullable<CellExplanation['softmax']> {
  const first = place - (place % length);
  const logits = Array.from({ length }, (_, at) => before[first + at] ?? NaN);
  const most = Math.max(...logits);
  return logits.map((logit, at) => ({
    logit,
    exponential: Math.exp(logit - most),
    value: after[first + at] ?? NaN,
  }));
}
