// Single parts of the backward pass in detail, from the sandbox: the sums for the gradient of a kernel and its bias,
// the sum for the gradient of an input, the route through a pooling layer. Each comes with the GPU's result.

import type { NetworkLayer } from '../../models/network';
import { flat, InputSum, KernelSum, PoolRoute, type Index } from './backwardSums';
import type { CellGradient, InputGradient, KernelGradient } from './microscopeTypes';
import { inSlab, type StepSandbox } from './stepSandbox';

/**
 * @param slice the input's channel, or the number of an input where the layer reads a vector
 * @throws Error if the layer has no weights or is too large
 */
export async function kernelGradient(
  sandbox: StepSandbox,
  layer: string,
  filter: number,
  slice: number,
): Promise<KernelGradient> {
  const { probe } = sandbox;
  sandbox.parameter(layer, 'weight');
  const of = sandbox.layer(layer);
  const [x, delta] = await Promise.all([
    sandbox.numbers(probe.activation(of.inputs[0] ?? ''), layer),
    sandbox.numbers(probe.delta(layer), layer),
  ]);
  const sum = new KernelSum(of, filter, slice, x, delta);
  const gradient = sandbox.view(probe.parameterGradient(layer, 'weight'), layer);
  const bias = probe.parameterGradient(layer, 'bias');
  const { places } = kernelPlaces(of, sum.cells[0] ?? [], slice);
  const [gpu, gpuBias] = await Promise.all([
    sandbox.read(gradient, places),
    bias === null ? null : sandbox.read(bias, [[filter]]),
  ]);
  const others = sandbox.context.network.layers
    .filter(({ name, owner }) => owner === of.owner && name !== layer)
    .map(({ name }) => name);
  return { sum, gpu: [...gpu], gpuBias: gpuBias?.[0] ?? null, others };
}

/**
 * Reads a few numbers back.
 * @param layer null: the picture
 * @param slice as in `kernelGradient`; the last one where there are fewer
 */
export async function cellGradient(
  sandbox: StepSandbox,
  layer: string | null,
  index: Index,
  slice: number,
): Promise<CellGradient> {
  const { probe } = sandbox;
  const view = sandbox.view(layer === null ? probe.inputGradient : probe.delta(layer), layer ?? 'picture');
  const [delta = NaN] = await sandbox.read(view, [index]);
  if (layer === null || sandbox.find(layer, 'weight') === undefined) return { delta, kernel: null };
  const found = sandbox.layer(layer);
  const at = Math.min(slice, (found.inputShapes[0]?.at(-1) ?? 1) - 1);
  const { places, columns } = kernelPlaces(found, index, at);
  const gradient = sandbox.view(probe.parameterGradient(layer, 'weight'), layer);
  return { delta, kernel: { slice: at, values: [...(await sandbox.read(gradient, places))], columns } };
}

/** @throws Error if the layer has no weights or is too large */
export async function inputGradient(sandbox: StepSandbox, layer: string): Promise<InputGradient> {
  const { probe, held } = sandbox;
  const entry = sandbox.parameter(layer, 'weight');
  const of = sandbox.layer(layer);
  const [weight, delta, dx] = await Promise.all([
    sandbox.numbers(inSlab(held.parameters, entry), layer),
    sandbox.numbers(probe.delta(layer), layer),
    sandbox.numbers(probe.gradient(of.inputs[0] ?? ''), layer),
  ]);
  return {
    sum: new InputSum(of, weight, delta),
    gpu: (at) => dx.values[flat(at, dx.shape)] ?? NaN,
  };
}

/** The way of δ through a layer without weights that takes the largest or the mean. @throws Error for others */
export async function poolRoute(sandbox: StepSandbox, layer: string): Promise<PoolRoute> {
  const { probe } = sandbox;
  const found = sandbox.layer(layer);
  if (!['max', 'mean'].includes(found.definition.explain.rule))
    throw new Error(`layer '${layer}': does not pool`);
  const [x, delta] = await Promise.all([
    sandbox.numbers(probe.activation(found.inputs[0] ?? ''), layer),
    sandbox.numbers(probe.delta(layer), layer),
  ]);
  return new PoolRoute(found, x, delta);
}

/** The places of a kernel that an output's patch meets in one slice of the input, row by row. */
function kernelPlaces(
  { definition, options, inputShapes }: NetworkLayer,
  cell: Index,
  slice: number,
): { readonly places: readonly Index[]; readonly columns: number } {
  const places = definition.explain
    .terms(options, inputShapes, cell)
    .flatMap(({ at, factor }) => (factor !== undefined && at.at(-1) === slice ? [factor.at] : []));
  const [first] = places;
  // A kernel has rows and columns; the weights of a dense unit are one for each input.
  const columns = first?.length === 4 ? places.filter((place) => place[0] === first[0]).length : 1;
  return { places, columns };
}
