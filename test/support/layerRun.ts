// Runs one layer on the GPU, forward and backward, on given numbers: the left side of every comparison
// with the reference.

import { targetOf, type KernelTarget } from '../../src/kernels/target';
import { Slab } from '../../src/gpu/slab';
import { readFloats } from '../../src/gpu/readback';
import { Graph, reserveTensor, type Dispatch } from '../../src/graph/graph';
import { halveTensors } from '../../src/graph/halfTensors';
import { compilePlan } from '../../src/graph/plan';
import { sizeOf, type Tensor } from '../../src/graph/tensor';
import { LINEAR, type ActivationChoice } from '../../src/kernels/activation';
import { activationGradientKernel } from '../../src/kernels/elementwise';
import { rescaleKernel } from '../../src/kernels/rescaling';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../../src/kernels/trainingState';
import { fusedActivation } from '../../src/layers/shared/activated';
import type { LayerDefinition, Reference, ReferenceMode } from '../../src/layers/layer';
import type { LayerActivation, OptionTable, Resolved } from '../../src/layers/options';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { expectClose } from './compare';

export interface LayerRun {
  readonly y: NdArray;
  readonly dInputs: readonly (NdArray | null)[];
  readonly dParameters: Readonly<Record<string, NdArray>>;
  /** Parameters after the pass: state such as moving averages may have moved. */
  readonly parametersAfter: Readonly<Record<string, NdArray>>;
  /** Kernels that did not compile as they are tuned. */
  readonly fallbacks: readonly string[];
  /** Of inputs and result those that the layer's shaders cannot take as f16. */
  readonly whole: readonly string[];
}

export interface LayerInputs {
  readonly inputs: readonly NdArray[];
  readonly parameters: Readonly<Record<string, NdArray>>;
  readonly dy: NdArray;
  readonly mode: ReferenceMode;
  /** The activation that the layer before is said to have fused; null: none. */
  readonly inputActivation?: ActivationChoice;
  /** How many rows of the batch are valid, in training. Absent: all. */
  readonly validRows?: number;
  /** What kernels are planned for. Absent: this device. */
  readonly target?: KernelTarget;
  /** Inputs and result are f16 in memory; default: f32. */
  readonly halves?: boolean;
  /** Changes dispatches before they are compiled. */
  readonly change?: (dispatches: Dispatch[]) => void;
}

/**
 * Holds all that a run computed against the reference in f64.
 * @param within relative errors; absent: those of `expectClose`
 */
export function expectLayer<Options>(
  run: LayerRun,
  { reference }: { readonly reference: Reference<Options> },
  options: Options,
  { inputs, parameters, dy, mode }: LayerInputs,
  within: { readonly y?: number; readonly gradients?: number } = {},
): void {
  expectClose(run.y, reference.forward(options, inputs, parameters, mode), 'y', within.y);
  const expected = reference.backward(options, inputs, parameters, dy, mode);
  run.dInputs.forEach((dx, i) => {
    if (dx === null) throw new Error(`gradient of input ${i} was wanted and not returned`);
    expectClose(dx, expected.inputs[i]!, `dx${i}`, within.gradients);
  });
  for (const [name, gradient] of Object.entries(run.dParameters))
    expectClose(gradient, expected.parameters[name]!, `d ${name}`, within.gradients);
}

const f32 = (array: NdArray): Float32Array<ArrayBuffer> => Float32Array.from(array.data);

export async function runLayer(
  device: GPUDevice,
  definition: LayerDefinition,
  options: Resolved<OptionTable>,
  {
    inputs,
    parameters,
    dy,
    mode,
    inputActivation,
    validRows,
    target = targetOf(device),
    halves = false,
    change,
  }: LayerInputs,
): Promise<LayerRun> {
  const graph = new Graph('layer under test', target);
  const [data, gradients, trainingStateSlab] = [
    new Slab('data'),
    new Slab('gradients'),
    new Slab('training state'),
  ];
  const specs = definition.parameters(
    options,
    inputs.map((x) => x.shape.slice(1)),
  );
  const copy = (from: Tensor): Tensor => {
    const to = graph.tensor(`${from.label} copied`, from.shape);
    const size = sizeOf(from.shape);
    graph.dispatch(
      rescaleKernel,
      `copy ${from.label}`,
      { size, scale: [1], offset: [0] },
      { x: from, y: to },
    );
    return to;
  };
  const given = inputs.map((array, i) => reserveTensor(`x${i}`, array.shape, data));
  const x = halves ? given.map(copy) : given;
  // Each in its own slab: state is written while weights are read.
  const parameterTensors: Record<string, Tensor> = {};
  const parameterSlabs: Slab[] = [];
  const gradientTensors: Record<string, Tensor> = {};
  for (const spec of specs) {
    const slab = new Slab(spec.name);
    parameterSlabs.push(slab);
    parameterTensors[spec.name] = reserveTensor(spec.name, spec.shape, slab);
    if (spec.trained) gradientTensors[spec.name] = reserveTensor(`d ${spec.name}`, spec.shape, gradients);
  }
  const dyTensor = reserveTensor('dy', dy.shape, data);
  const trainingState = reserveTensor('trainingState', [TRAINING_STATE_LENGTH], trainingStateSlab, 'u32');
  for (const slab of [data, gradients, trainingStateSlab, ...parameterSlabs]) slab.allocate(device);

  const batch = dy.shape[0] ?? 1;
  const write = (tensor: Tensor, numbers: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void => {
    if (tensor.storage.home === 'slab')
      device.queue.writeBuffer(tensor.storage.slab.buffer, tensor.storage.offsetBytes, numbers);
  };
  inputs.forEach((array, i) => write(given[i]!, f32(array)));
  for (const spec of specs) write(parameterTensors[spec.name]!, f32(parameters[spec.name]!));
  write(dyTensor, f32(dy));
  // A data set of one short batch makes every batch a short one.
  const samples = validRows ?? 1000 * batch;
  write(
    trainingState,
    trainingStateAt({
      seed: mode.seed,
      step: mode.step,
      samples,
      batchSize: batch,
      shuffle: false,
      learningRate: 0,
    }),
  );

  const activation = fusedActivation((options.activation ?? 'linear') as LayerActivation);
  const site = {
    name: mode.name ?? 'layer',
    inputs: x,
    parameters: parameterTensors,
    activation,
    training: mode.training,
    trainingState: mode.training ? trainingState : null,
  };
  const { y, saved = {} } = definition.forward(options, graph, site);
  const result = graph.keep(halves ? copy(y) : y);
  let dz = dyTensor;
  if (definition.fusesActivation && activation.kind !== 'linear') {
    dz = graph.tensor('dz', dy.shape);
    graph.dispatch(
      activationGradientKernel,
      'activation gradient',
      { size: dy.data.length, activation },
      { y, dy: dyTensor, dx: dz },
    );
  }
  const dInputs = definition.backward(options, graph, {
    ...site,
    y,
    saved,
    dy: dz,
    gradients: gradientTensors,
    wanted: inputs.map(() => true),
    inputActivations: inputs.map(() => inputActivation ?? LINEAR),
  });
  for (const gradient of dInputs) if (gradient !== null) graph.keep(gradient);

  const stored = halves ? [...x, y] : [];
  const stay = halveTensors(graph, new Set(stored.map(({ storage }) => storage)));
  change?.(graph.dispatches);
  const plan = await compilePlan(device, graph);
  plan.run();
  const read = async (tensor: Tensor): Promise<NdArray> =>
    ndArray(tensor.shape, await readFloats(device, plan.view(tensor)));
  const record = async (tensors: Record<string, Tensor>): Promise<Record<string, NdArray>> => {
    const result: Record<string, NdArray> = {};
    for (const [name, tensor] of Object.entries(tensors)) result[name] = await read(tensor);
    return result;
  };
  const run = {
    y: await read(result),
    dInputs: await Promise.all(
      dInputs.map((gradient) => (gradient === null ? Promise.resolve(null) : read(gradient))),
    ),
    dParameters: await record(gradientTensors),
    parametersAfter: await record(parameterTensors),
    fallbacks: plan.fallbacks.map(({ kernel }) => kernel),
    whole: stored.filter(({ storage }) => stay.has(storage)).map(({ label }) => label),
  };
  plan.destroy();
  for (const slab of [data, gradients, trainingStateSlab, ...parameterSlabs]) slab.destroy();
  return run;
}
