// One training step as a graph: gather a batch → forward → loss → backward → record → optimizer.
// Also the two smaller graphs made of its parts: evaluation (no backward) and the probe (one picture, all kept).

import { loadTexts } from '../gpu/deferredText';
import type { Slab } from '../gpu/slab';
import { targetOf, type KernelTarget } from '../kernels/target';
import { appendBackward, appendForward } from '../graph/autodiff';
import type { TensorRecord } from '../graph/operation';
import { Graph, reserveTensor, rowsOf, tensorInSlab } from '../graph/graph';
import { alignedNumbers, chunksOf } from '../graph/chunks';
import { elementBytes, shapeText, sizeOf, type Tensor } from '../graph/tensor';
import type { Resolved, OptionTable } from '../graph/options';
import { mixUp } from '../kernels/mixUp';
import { record } from '../kernels/record';
import { weighRows } from '../kernels/sampleWeights';
import { shift } from '../kernels/shift';
import type { LossDefinition } from '../losses/loss';
import { lastActivation, lower, type Lowered } from '../models/lower';
import { ArchitectureError, type Network, type NetworkLayer } from '../models/network';
import { DECAY_NUMBERS, RUN_LENGTH, type ParameterLayout } from '../models/parameterLayout';
import type { ForwardParameters } from '../models/parameterStore';
import type { OptimizerDefinition } from '../optimizers/optimizer';
import { appendGather } from '../data/appendGather';
import type { DeviceDataset } from '../data/deviceDataset';
import { augmented, augments, type Augmentation } from './augmentation';
import type { Clipping, UpdatePiece } from './clipping';

/** Rows of the history ring: loss, accuracy, learning rate and valid rows of the newest steps. */
export const HISTORY_CAPACITY = 4096;

/**
 * Parameters and their decay (two numbers per run of 64) are split at multiples of this count, where a binding may
 * begin.
 */
const ALIGNED_RUNS = RUN_LENGTH * alignedNumbers('f32');

/** Tensors that one pass over a data set keeps on the GPU. */
export interface Metrics {
  readonly trainingState: Tensor;
  readonly history: Tensor;
}

/** How layers are fused (fusing.ts), which is loaded when a step is compiled. */
export interface Fusing {
  readonly nodes: (lowered: Lowered, inputCount: number, wanted: ReadonlySet<number>) => Lowered;
  readonly dispatches: (graph: Graph) => void;
}

/** With the texts of all shaders: dispatches are merged by their text. */
export async function loadFusing(): Promise<Fusing> {
  const [{ fusing }] = await Promise.all([import('./fusing'), loadTexts()]);
  return fusing;
}

interface PassParts {
  readonly network: Network;
  readonly store: Pick<ForwardParameters, 'of'>;
  readonly loss: LossDefinition;
  readonly data: DeviceDataset;
  readonly batchSize: number;
  readonly metrics: Metrics;
  /** Fuses what it can; absent: every layer has its own dispatches and results. */
  readonly fusing?: Fusing | undefined;
  /** Keras's label_smoothing; default 0. */
  readonly labelSmoothing?: number | undefined;
  /** If given, all pictures are shifted by this one offset (src/kernels/shift.ts). */
  readonly moves?: Tensor;
}

export interface EvaluationParts extends PassParts {
  readonly store: ForwardParameters;
}

export interface TrainingParts extends PassParts {
  readonly store: ParameterLayout;
  /** Data augmentation, drawn anew for every step; absent: none. */
  readonly augmentation?: Augmentation;
  /** Mixes every row of a batch with another one, and likewise its target. */
  readonly mixUp?: boolean;
  /** f32: what multiplies the loss of each class in training. */
  readonly classWeights?: Tensor | undefined;
  /** f32: what multiplies the loss of each sample of the data in training. */
  readonly sampleWeights?: Tensor | undefined;
}

export interface OptimizerParts {
  readonly definition: OptimizerDefinition;
  readonly options: Resolved<OptionTable>;
  readonly gradients: Slab;
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly decay: Slab;
  /** Null: gradients are taken as they are. */
  readonly clipping: Clipping | null;
}

/** @throws Error if data, network and loss do not fit together */
export function checkFit(network: Network, loss: LossDefinition, data: DeviceDataset): NetworkLayer {
  const [input] = network.inputs;
  const ends = {
    code: 'ends',
    network: network.name,
    inputs: network.inputs.length,
    outputs: network.outputs.length,
  } as const;
  if (input === undefined || network.inputs.length !== 1) {
    throw new ArchitectureError(
      `network '${network.name}': training takes networks of one input. It has ${network.inputs.length}`,
      { facts: ends },
    );
  }
  if (shapeText(input.shape) !== shapeText(data.featureShape)) {
    throw new ArchitectureError(
      `network '${network.name}': input '${input.name}' expects ${shapeText(input.shape)}. Received pictures of ${shapeText(data.featureShape)}`,
      {
        facts: {
          code: 'pictures',
          network: network.name,
          expected: input.shape,
          received: data.featureShape,
        },
      },
    );
  }
  const [outputName] = network.outputs;
  const output = network.layers.find(({ name }) => name === outputName);
  if (output === undefined || network.outputs.length !== 1) {
    throw new ArchitectureError(
      `network '${network.name}': training takes networks of one output. It has ${network.outputs.length}`,
      { facts: ends },
    );
  }
  const wanted = loss.target === 'labels' ? 'u32' : 'f32';
  if (data.targetType !== wanted) {
    throw new Error(
      `loss '${loss.kind}': takes ${loss.target === 'labels' ? 'class numbers' : 'a value for each output'} as targets. ` +
        `Received ${data.targetType === 'u32' ? 'class numbers' : `values of shape ${shapeText(data.targetShape)}`}`,
    );
  }
  loss.checkTarget(output.outputShape, data.targetShape);
  return output;
}

function appendMove(graph: Graph, x: Tensor, moves: Tensor): Tensor {
  const [rows = 1, height = 1, width = 1, channels = 1] = x.shape;
  const y = graph.tensor('batch/moved', x.shape);
  graph.dispatch(
    shift,
    'batch/move',
    { rows, sources: rows, offsets: 1, height, width, channels },
    { x, moves, y },
  );
  return y;
}

/** @throws Error if the data are not pictures with values 0 … 1; RangeError for settings out of range */
function augmentedPictures(
  graph: Graph,
  { data, metrics }: PassParts,
  x: Tensor,
  augmentation: Augmentation,
): Tensor {
  if (data.featureType !== 'u8' || x.shape.length !== 4)
    throw new Error(`augmentation: expected pictures as bytes. Received ${shapeText(data.featureShape)}`);
  return augmented(graph, x, augmentation, metrics.trainingState);
}

/** @throws Error if targets cannot be mixed */
function appendMixUp(
  graph: Graph,
  { metrics, loss }: PassParts,
  x: Tensor,
  target: Tensor,
): [Tensor, Tensor] {
  if (target.dtype !== 'f32') {
    throw new Error(
      `mixUp: class numbers cannot be mixed. Take a loss of probabilities instead of '${loss.kind}'`,
    );
  }
  const mixed = (tensor: Tensor, name: string): Tensor => {
    const [rows = 1, ...row] = tensor.shape;
    const y = graph.tensor(`batch/${name}`, tensor.shape);
    const params = { rows, length: sizeOf(row) };
    graph.dispatch(mixUp, `batch/mix ${name}`, params, {
      x: tensor,
      trainingState: metrics.trainingState,
      y,
    });
    return y;
  };
  return [mixed(x, 'mixed'), mixed(target, 'mixed target')];
}

/** Gather, forward and loss, shared by training and evaluation. @param gradients null: forward only */
function appendLoss(
  graph: Graph,
  parts: PassParts & Pick<TrainingParts, 'augmentation' | 'mixUp' | 'classWeights' | 'sampleWeights'>,
  gradients: ((layer: string) => TensorRecord) | null,
): { backward: () => void; rowLoss: Tensor; rowCorrect: Tensor; positions: number } {
  const { network, store, loss, data, batchSize, metrics } = parts;
  const output = checkFit(network, loss, data);
  const undone = loss.undoes !== null && lastActivation(output) === loss.undoes;
  const whole = lower(network, store, {
    ...(gradients === null ? {} : { gradients }),
    bare: undone ? output.name : null,
  });
  const wanted = new Set([whole.values.get(output.name) ?? 0]);
  const lowered = parts.fusing?.nodes(whole, network.inputs.length, wanted) ?? whole;

  const x = graph.tensor('batch/x', [batchSize, ...data.featureShape]);
  const target = graph.tensor('batch/target', [batchSize, ...data.targetShape], data.targetType);
  appendGather(graph, 'batch/gather', data, { trainingState: metrics.trainingState, x, t: target });
  const { augmentation, moves } = parts;
  const shown =
    augmentation === undefined || gradients === null || !augments(augmentation)
      ? x
      : augmentedPictures(graph, parts, x, augmentation);
  const moved = moves === undefined ? shown : appendMove(graph, shown, moves);
  const [seen, aim] =
    parts.mixUp === true && gradients !== null ? appendMixUp(graph, parts, moved, target) : [moved, target];
  const pass = appendForward(graph, lowered.nodes, [seen], {
    training: gradients !== null,
    trainingState: gradients === null ? null : metrics.trainingState,
  });
  const outputValue = lowered.values.get(output.name) ?? 0;
  const outputTensor = pass.values[outputValue];
  if (outputTensor === undefined)
    throw new Error(`network '${network.name}': output '${output.name}' was not lowered`);
  const result = loss.append(graph, {
    name: 'loss',
    output: outputTensor,
    target: aim,
    trainingState: metrics.trainingState,
    fromLogits: undone,
    wantsGradient: gradients !== null,
    labelSmoothing: parts.labelSmoothing ?? 0,
    classWeights: gradients === null ? undefined : parts.classWeights,
  });
  const positions = sizeOf(result.rowLoss.shape) / batchSize;
  if (parts.sampleWeights !== undefined && result.dOutput !== null) {
    const classes = sizeOf(result.dOutput.shape) / sizeOf(result.rowLoss.shape);
    graph.dispatch(
      weighRows,
      'loss/sample weights',
      { rows: batchSize, positions, classes },
      {
        weights: parts.sampleWeights,
        trainingState: metrics.trainingState,
        rowLoss: result.rowLoss,
        dOutput: result.dOutput,
      },
    );
  }
  return {
    rowLoss: result.rowLoss,
    rowCorrect: result.rowCorrect,
    positions,
    backward: () => {
      if (result.dOutput !== null) appendBackward(graph, pass, new Map([[outputValue, result.dOutput]]));
    },
  };
}

function appendRecord(
  graph: Graph,
  parts: PassParts,
  rows: { rowLoss: Tensor; rowCorrect: Tensor; positions: number },
): void {
  graph.dispatch(
    record,
    'loss/record',
    { rows: parts.batchSize, positions: rows.positions, capacity: HISTORY_CAPACITY, advance: true },
    {
      rowLoss: rows.rowLoss,
      rowCorrect: rows.rowCorrect,
      trainingState: parts.metrics.trainingState,
      history: parts.metrics.history,
    },
  );
}

/** No buffers are needed yet. @param target describes the device for which it is planned */
export function trainingGraph(parts: TrainingParts, optimizer: OptimizerParts, target: KernelTarget): Graph {
  const graph = new Graph(`${parts.network.name}/training step`, target);
  const rows = appendLoss(graph, parts, (layer) => parts.store.mirrored(layer, optimizer.gradients));
  rows.backward();
  appendRecord(graph, parts, rows);
  appendUpdate(graph, optimizer, parts.store.parameters, parts.store.size, parts.metrics.trainingState);
  parts.fusing?.dispatches(graph);
  return graph;
}

/**
 * The optimizer's part of a step: one dispatch over all parameters, or one per binding-sized piece.
 * @returns the pieces with the gradients that the optimizer reads
 */
export function appendUpdate(
  graph: Graph,
  optimizer: OptimizerParts,
  parameters: Slab,
  size: number,
  trainingState: Tensor,
): readonly UpdatePiece[] {
  const chunks = chunksOf(size, elementBytes('f32'), ALIGNED_RUNS, graph.target.bindingBytes);
  const pieces = chunks.map(({ first, count }): UpdatePiece => ({
    first,
    count,
    parameters: tensorInSlab('parameters', [count], parameters, first * 4),
    gradients: tensorInSlab('gradients', [count], optimizer.gradients, first * 4),
    decay: tensorInSlab(
      'decay',
      [count / RUN_LENGTH, DECAY_NUMBERS],
      optimizer.decay,
      (first / RUN_LENGTH) * DECAY_NUMBERS * 4,
    ),
  }));
  const clipped = optimizer.clipping?.append(graph, pieces) ?? pieces;
  for (const { first, count, ...tensors } of clipped) {
    optimizer.definition.append(graph, optimizer.options, {
      ...tensors,
      slots: Object.fromEntries(
        Object.entries(optimizer.slots).map(([name, whole]) => [name, rowsOf(whole, first, count)]),
      ),
      trainingState,
      size: count,
    });
  }
  return clipped;
}

export function evaluationGraph(parts: EvaluationParts): Graph {
  const graph = new Graph(`${parts.network.name}/evaluation`, targetOf(parts.store.device));
  appendRecord(graph, parts, appendLoss(graph, parts, null));
  return graph;
}

export interface ForwardGraph {
  readonly graph: Graph;
  readonly inputs: readonly Tensor[];
  /** The result of every layer, by name. */
  readonly results: ReadonlyMap<string, Tensor>;
}

/**
 * Appends a forward pass over `batch` pictures that the host uploads.
 * @param keep 'outputs' for predictions; 'all' to read every layer
 */
export function forwardGraph(
  network: Network,
  store: ForwardParameters,
  batch: number,
  keep: 'outputs' | 'all',
  inputSlab: Slab,
): ForwardGraph {
  return plannedForward(network, store, batch, keep, inputSlab, targetOf(store.device));
}

/** As above, for parameters without buffers. */
export function plannedForward(
  network: Network,
  store: Pick<ForwardParameters, 'of'>,
  batch: number,
  keep: 'outputs' | 'all',
  inputSlab: Slab,
  target: KernelTarget,
): ForwardGraph {
  const graph = new Graph(`${network.name}/forward ${batch}`, target);
  const inputs = network.inputs.map(({ name, shape }) => reserveTensor(name, [batch, ...shape], inputSlab));
  return { graph, inputs, results: appendLayers(graph, network, store, inputs, keep) };
}

/**
 * Appends every layer of a network to a graph, reading existing input tensors.
 * @param inputs with a batch axis
 * @returns the result of every layer, by name
 */
export function appendLayers(
  graph: Graph,
  network: Network,
  store: Pick<ForwardParameters, 'of'>,
  inputs: readonly Tensor[],
  keep: 'outputs' | 'all',
): ReadonlyMap<string, Tensor> {
  const batch = inputs[0]?.shape[0] ?? 1;
  const { nodes, values } = lower(network, store);
  const pass = appendForward(graph, nodes, inputs, { training: false, trainingState: null });
  const results = new Map<string, Tensor>();
  for (const { name, outputShape } of network.layers) {
    const tensor = pass.values[values.get(name) ?? -1];
    if (tensor === undefined) continue;
    results.set(name, graph.reshape(tensor, [batch, ...outputShape]));
    if (keep === 'all' || network.outputs.includes(name)) graph.keep(tensor);
  }
  return results;
}
