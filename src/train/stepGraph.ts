// One training step as a graph: gather a batch → forward → loss → backward → record → optimizer.
// Also the two smaller graphs made of its parts: evaluation (no backward) and the probe (one picture, all kept).

import { loadTexts } from '../gpu/deferredText';
import type { Slab } from '../gpu/slab';
import { targetOf, type KernelTarget } from '../kernels/target';
import { appendBackward, appendForward, appendSum, type ForwardPass } from '../graph/autodiff';
import type { TensorRecord } from '../graph/operation';
import { Graph, reserveTensor, rowsOf, tensorInSlab } from '../graph/graph';
import { alignedNumbers, chunksOf } from '../graph/chunks';
import {
  elementBytes,
  shapeText,
  sizeOf,
  type DataType,
  type Shape,
  type Storage,
  type Tensor,
} from '../graph/tensor';
import type { Resolved, OptionTable } from '../graph/options';
import { record } from '../kernels/record';
import type { LossDefinition, LossResult } from '../losses/loss';
import { lastActivation, lower, type Lowered } from '../models/lower';
import { ArchitectureError, type Network, type NetworkLayer } from '../models/network';
import { DECAY_NUMBERS, RUN_LENGTH, type ParameterLayout } from '../models/parameterLayout';
import type { ForwardParameters } from '../models/parameterStore';
import type { OptimizerDefinition } from '../optimizers/optimizer';
import { appendGather } from '../data/appendGather';
import { endsOf, type DeviceDataset } from '../data/deviceDataset';
import type { Augmentation } from './augmentation';
import { batchChanges } from './batchChanges';
import type { Clipping, UpdatePiece } from './clipping';
import type { MixedPrecision } from './dtypePolicy';

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
  /** One for each output, or one for all. */
  readonly losses: readonly LossDefinition[];
  readonly data: DeviceDataset;
  readonly batchSize: number;
  readonly metrics: Metrics;
  /** Fuses what it can; absent: every layer has its own dispatches and results. */
  readonly fusing?: Fusing | undefined;
  /** Keras's label_smoothing; default 0. */
  readonly labelSmoothing?: number | undefined;
  /** What multiplies the loss of each output; default 1. */
  readonly lossWeights?: readonly number[] | undefined;
  /** Appends a change of the pictures. */
  readonly changed?: (graph: Graph, x: Tensor) => Tensor;
}

/** One for each output. */
export const lossWeightsOf = ({
  network,
  lossWeights = [],
}: Pick<PassParts, 'network' | 'lossWeights'>): readonly number[] =>
  network.outputs.map((_, output) => lossWeights[output] ?? 1);

/** What belongs to one of several; if there is one, it belongs to all. */
const givenFor = <T>(list: readonly T[], index: number): T => list[list.length === 1 ? 0 : index] as T;

export interface EvaluationParts extends PassParts {
  readonly store: ForwardParameters;
}

export interface TrainingParts extends PassParts {
  readonly store: ParameterLayout;
  /** Data augmentation, drawn anew for every step; absent: none. */
  readonly augmentation?: Augmentation;
  /** Mixes every row of a batch with another one, and likewise its target. */
  readonly mixUp?: boolean;
  /** f16 copies of weights, for the kernels of the step, and f16 maps; absent: they are f32. */
  readonly mixedPrecision?: MixedPrecision | undefined;
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

/**
 * @param losses one for each output, or one for all; so with the targets of the data
 * @returns the outputs
 * @throws Error if data, network and losses do not fit together
 */
export function checkFit(
  network: Network,
  losses: readonly LossDefinition[],
  data: DeviceDataset,
): readonly NetworkLayer[] {
  const { inputs, targets } = endsOf(data);
  const ends = { inputs: network.inputs.length, outputs: network.outputs.length };
  if (
    ends.inputs !== inputs.length ||
    [targets, losses].some(({ length }) => length !== 1 && length !== ends.outputs)
  ) {
    throw new ArchitectureError(
      `network '${network.name}': has ${ends.inputs} inputs and ${ends.outputs} outputs. Received data for ${inputs.length} and ${targets.length}, and ${losses.length} losses`,
      { facts: { code: 'ends', network: network.name, ...ends } },
    );
  }
  network.inputs.forEach(({ name, shape }, i) => {
    const received = inputs[i]?.featureShape ?? [];
    if (shapeText(shape) === shapeText(received)) return;
    throw new ArchitectureError(
      `network '${network.name}': input '${name}' expects ${shapeText(shape)}. Received pictures of ${shapeText(received)}`,
      { facts: { code: 'pictures', network: network.name, expected: shape, received } },
    );
  });
  return network.outputs.map((outputName, i) => {
    const output = network.layers.find(({ name }) => name === outputName);
    const [loss, { targetType, targetShape }] = [givenFor(losses, i), givenFor(targets, i)];
    if (output === undefined) throw new Error(`network '${network.name}': has no layer '${outputName}'`);
    if (targetType !== (loss.target === 'labels' ? 'u32' : 'f32')) {
      throw new Error(
        `loss '${loss.kind}': takes ${loss.target === 'labels' ? 'class numbers' : 'a value for each output'} as targets. ` +
          `Received ${targetType === 'u32' ? 'class numbers' : `values of shape ${shapeText(targetShape)}`}`,
      );
    }
    loss.checkTarget(output.outputShape, targetShape);
    return output;
  });
}

type LossParts = PassParts &
  Pick<TrainingParts, 'augmentation' | 'mixUp' | 'mixedPrecision' | 'classWeights' | 'sampleWeights'>;

/** @returns inputs and targets as the network is shown them */
function appendBatch(
  graph: Graph,
  { data, batchSize, metrics, losses, augmentation, mixUp, changed }: LossParts,
  training: boolean,
): { readonly inputs: readonly Tensor[]; readonly targets: readonly Tensor[] } {
  const { trainingState } = metrics;
  const { pairs, inputs, targets } = endsOf(data);
  const batch = pairs.map((pair, i) => {
    const number = i === 0 ? '' : ` ${i + 1}`;
    // A shape of [0]: what is not there is one number that is not written.
    const tensor = (name: string, shape: Shape, dtype: DataType): Tensor =>
      graph.tensor(`batch/${name}${number}`, [batchSize, ...shape.map((length) => length || 1)], dtype);
    const x = tensor('x', pair.featureShape, 'f32');
    const t = tensor('target', pair.targetShape, pair.targetType);
    appendGather(graph, `batch/gather${number}`, pair, { trainingState, x, t });
    return { pair, x, t };
  });
  let xs = batch.flatMap(({ pair, x }) => (inputs.includes(pair) ? [x] : []));
  let ts = batch.flatMap(({ pair, t }) => (targets.includes(pair) ? [t] : []));
  const [first, ...others] = xs;
  if (first !== undefined && training && augmentation !== undefined)
    xs = [batchChanges().augment(graph, data, first, augmentation, trainingState), ...others];
  if (changed !== undefined) xs = xs.map((x) => changed(graph, x));
  if (mixUp === true && training) {
    const labels = losses.find(({ target }) => target === 'labels');
    if (labels !== undefined) {
      throw new Error(
        `mixUp: class numbers cannot be mixed. Take a loss of probabilities instead of '${labels.kind}'`,
      );
    }
    const changes = batchChanges();
    xs = xs.map((x) => changes.mixUp(graph, 'mixed', x, trainingState));
    ts = ts.map((t) => changes.mixUp(graph, 'mixed target', t, trainingState));
  }
  return { inputs: xs, targets: ts };
}

/** What is recorded of an output. */
type OutputRows = Pick<LossResult, 'rowLoss' | 'rowCorrect'>;

/**
 * Whether an output ends in log-softmax and the loss is a cross-entropy, which then is the negative log-likelihood (PyTorch's NLLLoss):
 * logarithms of probabilities are logits of the same probabilities.
 */
export const isLikelihood = ({ layers }: Network, output: string, { undoes }: LossDefinition): boolean =>
  undoes === 'softmax' &&
  layers.some((layer) => layer.name === output && lastActivation(layer) === 'logSoftmax');

/** The outputs of which the loss starts from the logits: nothing else reads what comes after them. */
export function bareOutputs(network: Network, losses: readonly LossDefinition[]): readonly string[] {
  const read = [...network.layers.flatMap(({ inputs }) => inputs), ...network.outputs];
  return network.outputs.filter((output, i) => {
    const layer = network.layers.find(({ name }) => name === output);
    const isAlone = read.filter((name) => name === output).length === 1;
    const loss = givenFor(losses, i);
    const isUndone = layer !== undefined && lastActivation(layer) === loss.undoes;
    return isAlone && (isUndone || isLikelihood(network, output, loss));
  });
}

/** What the losses of a network are of. */
type ScoredParts = Pick<LossParts, 'network' | 'losses' | 'lossWeights' | 'labelSmoothing'> &
  Pick<LossParts, 'classWeights' | 'sampleWeights'> & {
    readonly trainingState: Tensor;
    /** One for each output, or one for all. */
    readonly targets: readonly Tensor[];
    /** As of `bareOutputs`. */
    readonly bare: readonly string[];
  };

/**
 * Appends the loss of every output, in their order.
 * @param values value numbers by the names of layers
 * @returns losses, and by value number the gradients of their weighted sum; none if it is not training
 */
export function appendOutputLosses(
  graph: Graph,
  parts: ScoredParts,
  values: ReadonlyMap<string, number>,
  pass: ForwardPass,
  training: boolean,
): { readonly outputs: readonly OutputRows[]; readonly seeds: ReadonlyMap<number, Tensor> } {
  const { network, trainingState, targets } = parts;
  const seeds = new Map<number, Tensor>();
  const weights = lossWeightsOf(parts);
  const outputs = network.outputs.map((output, i) => {
    const value = values.get(output) ?? 0;
    const tensor = pass.values[value];
    if (tensor === undefined)
      throw new Error(`network '${network.name}': output '${output}' was not lowered`);
    const name = network.outputs.length === 1 ? 'loss' : `loss of ${output}`;
    const loss = givenFor(parts.losses, i);
    const result = loss.append(graph, {
      ...{ name, output: tensor, target: givenFor(targets, i), trainingState },
      fromLogits: parts.bare.includes(output) || isLikelihood(network, output, loss),
      wantsGradient: training,
      labelSmoothing: parts.labelSmoothing ?? 0,
      classWeights: training ? parts.classWeights : undefined,
    });
    const { dOutput } = result;
    if (dOutput === null) return result;
    if (parts.sampleWeights !== undefined)
      batchChanges().weighSamples(graph, name, parts.sampleWeights, result, trainingState);
    const weight = weights[i] ?? 1;
    const weighed = weight === 1 ? dOutput : batchChanges().weighLoss(graph, name, dOutput, weight);
    const before = seeds.get(value);
    seeds.set(value, before === undefined ? weighed : appendSum(graph, name, before, weighed));
    return result;
  });
  return { outputs, seeds };
}

/**
 * Gather, forward and losses, shared by training and evaluation.
 * @param gradients null: forward only
 * @returns `maps`: where the results of layers lie that no loss reads
 */
function appendLosses(
  graph: Graph,
  parts: LossParts,
  gradients: ((layer: string) => TensorRecord) | null,
): {
  readonly backward: () => void;
  readonly outputs: readonly OutputRows[];
  readonly maps: ReadonlySet<Storage>;
} {
  const { network, store, losses, metrics } = parts;
  const { trainingState } = metrics;
  const training = gradients !== null;
  checkFit(network, losses, parts.data);
  const bare = bareOutputs(network, losses);
  const mixed = training ? parts.mixedPrecision : undefined;
  const whole = lower(network, mixed ?? store, { ...(training ? { gradients } : {}), bare });
  const wanted = new Set(network.outputs.map((name) => whole.values.get(name) ?? 0));
  const lowered = parts.fusing?.nodes(whole, network.inputs.length, wanted) ?? whole;

  mixed?.append(graph, trainingState);
  const { inputs, targets } = appendBatch(graph, parts, training);
  const pass = appendForward(graph, lowered.nodes, inputs, {
    training,
    trainingState: training ? trainingState : null,
  });
  const scored = { ...parts, trainingState, targets, bare };
  const { outputs, seeds } = appendOutputLosses(graph, scored, lowered.values, pass, training);
  const scoredValues = network.outputs.map((name) => pass.values[lowered.values.get(name) ?? 0]);
  const others = new Set([...inputs, ...scoredValues].map((tensor) => tensor?.storage));
  return {
    outputs,
    maps: new Set(pass.values.map(({ storage }) => storage).filter((storage) => !others.has(storage))),
    backward: () => {
      if (training) appendBackward(graph, pass, seeds);
    },
  };
}

/** Records every output; the last one moves the training state on. */
function appendRecord(graph: Graph, { batchSize, metrics }: PassParts, outputs: readonly OutputRows[]): void {
  const { trainingState, history } = metrics;
  outputs.forEach(({ rowLoss, rowCorrect }, i) => {
    graph.dispatch(
      record,
      outputs.length === 1 ? 'loss/record' : `loss/record ${i + 1}`,
      {
        ...{ rows: batchSize, positions: sizeOf(rowLoss.shape) / batchSize, capacity: HISTORY_CAPACITY },
        advance: i === outputs.length - 1,
      },
      {
        rowLoss,
        rowCorrect,
        trainingState,
        history: rowsOf(history, i * HISTORY_CAPACITY, HISTORY_CAPACITY),
      },
    );
  });
}

/** No buffers are needed yet. @param target describes the device for which it is planned */
export function trainingGraph(parts: TrainingParts, optimizer: OptimizerParts, target: KernelTarget): Graph {
  const graph = new Graph(`${parts.network.name}/training step`, target);
  const { backward, outputs, maps } = appendLosses(graph, parts, (layer) =>
    parts.store.mirrored(layer, optimizer.gradients),
  );
  backward();
  // As early as it may move the training state on, for there are more dispatches beside which it may run.
  const { dispatches } = graph;
  const { trainingState } = parts.metrics;
  const last = dispatches.findLastIndex(({ tensors }) => Object.values(tensors).includes(trainingState));
  const later = dispatches.splice(last + 1);
  appendRecord(graph, parts, outputs);
  dispatches.push(...later);
  appendUpdate(graph, optimizer, parts.store.parameters, parts.store.size, trainingState);
  parts.mixedPrecision?.storeMaps(graph, maps);
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
  appendRecord(graph, parts, appendLosses(graph, parts, null).outputs);
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
