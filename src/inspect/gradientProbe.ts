// The gradient probe: one picture, or a few, forward and backward with every tensor kept, for computing what a number depends on.
// It starts either from the loss for a label, as training does, or from any layer's output with given seeds: a seed of
// one for a unit gives ∂unit/∂everything before it. Parameters are those of training; gradients lie in a slab of the
// probe's own, so training is not affected.

import { wholeOrNothing } from '../gpu/buffers';
import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import type { TensorView } from '../gpu/tensorView';
import { appendBackward, appendForward, type BackwardPass, type ForwardPass } from '../graph/autodiff';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Tensor } from '../graph/tensor';
import { RANGE_COLUMNS } from '../kernels/inspect/range';
import { targetOf } from '../kernels/target';
import { trainingStateAt } from '../kernels/trainingState';
import { lossDefinition } from '../losses/losses';
import { lastActivation, lower } from '../models/lower';
import type { Network } from '../models/network';
import type { ParameterStore } from '../models/parameterStore';
import { loadBatchChanges } from '../train/batchChanges';
import { createMetrics } from '../train/metrics';
import { bareOutputs } from '../train/stepGraph';
import { appendRangeTable, type RangeTable } from './probe/rangeTable';
import { appendTotalLoss } from './totalLoss';

/** The start of the backward pass. */
export type GradientStart =
  /** The loss of all outputs, weighted, for the label set by `setLabel`. */
  | { readonly loss: string; readonly lossWeights?: readonly number[] | undefined }
  /** A layer's output, weighted by the numbers set by `setSeeds`; for a layer that ends in softmax, the logits. */
  | { readonly layer: string };

interface GradientProbeParts {
  readonly input: Tensor;
  readonly pass: ForwardPass;
  readonly backward: BackwardPass;
  readonly values: ReadonlyMap<string, number>;
  /** Layers without their last activation. */
  readonly bare: readonly string[];
  /** A class index, or seeds. */
  readonly start: Tensor;
  readonly rowLoss: Tensor | null;
  readonly gradients: Slab;
  readonly slabs: readonly Slab[];
  readonly ranges: Ranges | null;
}

/** Tensors of a probe, for dispatches that look at them at the end of its plan. */
export interface ProbedTensors {
  /** A layer's output, after its activation. */
  readonly activations: ReadonlyMap<string, Tensor>;
  /** ∂/∂ a trained parameter, by `layer/parameter`. */
  readonly parameterGradients: ReadonlyMap<string, Tensor>;
}

interface GradientProbeOptions {
  /** Pictures at once; 1. */
  readonly rows?: number;
  /** Also computes the largest absolute value of each gradient, for `readReaches`. */
  readonly ranges?: boolean;
  /** Appends dispatches of the caller's; the slabs of what they write are the caller's, too, and are allocated here. */
  readonly append?: (graph: Graph, tensors: ProbedTensors) => readonly Slab[];
}

/** The ranges of the gradients, one row each. */
interface Ranges extends RangeTable {
  readonly names: readonly string[];
}

export class GradientProbe {
  private constructor(
    private readonly device: GPUDevice,
    private readonly network: Network,
    private readonly store: ParameterStore,
    private readonly plan: Plan,
    private readonly parts: GradientProbeParts,
  ) {}

  /**
   * @throws Error if the network has more than one input, or there is no such layer or loss
   */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    from: GradientStart,
    { rows = 1, ranges: wantsRanges = false, append }: GradientProbeOptions = {},
  ): Promise<GradientProbe> {
    const [only] = network.inputs;
    if (only === undefined || network.inputs.length !== 1)
      throw new Error(`network '${network.name}': gradients are shown for networks of one input`);
    const name = 'loss' in from ? network.outputs[0] : from.layer;
    const layer = network.layers.find((one) => one.name === name);
    if (layer === undefined) throw new Error(`network '${network.name}': has no layer '${name ?? ''}'`);
    const loss = 'loss' in from ? lossDefinition(from.loss) : null;
    const lossWeights = 'loss' in from ? from.lossWeights : undefined;
    await loadBatchChanges({ lossOptions: lossWeights && { lossWeights } });
    const ends = lastActivation(layer) === 'softmax' ? [layer.name] : [];
    const bare = loss === null ? ends : bareOutputs(network, [loss]);

    const graph = new Graph(`${network.name}/gradients`, targetOf(device));
    const [startSlab, gradients] = [new Slab('gradient probe'), new Slab('gradients looked at')];
    gradients.reserve(store.size * 4);
    const { nodes, values } = lower(network, store, {
      gradients: (one) => store.mirrored(one, gradients),
      bare,
    });
    const input = reserveTensor('picture', [rows, ...only.shape], startSlab);
    const value = values.get(layer.name) ?? 0;
    const lastValue =
      loss === null ? value : Math.max(...network.outputs.map((output) => values.get(output) ?? 0));
    // Layers after the start have no effect.
    const upTo = nodes.slice(0, Math.max(0, lastValue - network.inputs.length + 1));
    const { metrics, slabs: metricsSlabs } = createMetrics(device);
    const pass = appendForward(graph, upTo, [input], { training: false, trainingState: null });
    const output = pass.values[value];
    if (output === undefined) throw new Error(`layer '${layer.name}': was not lowered`);
    const start =
      loss === null
        ? reserveTensor('seeds', output.shape, startSlab)
        : reserveTensor(
            'label',
            [rows, ...loss.targetShape(layer.outputShape)],
            startSlab,
            loss.target === 'labels' ? 'u32' : 'f32',
          );
    const given = { label: start, trainingState: metrics.trainingState, lossWeights };
    const { seeds, rowLoss } =
      loss === null
        ? { seeds: new Map([[value, start]]), rowLoss: null }
        : appendTotalLoss(graph, network, loss, given, values, pass, true);
    const backward = appendBackward(graph, pass, seeds, {
      wantedInputs: [true],
      unfused: new Set(pass.values.keys()),
    });
    const looked = [...pass.values, ...backward.values.values(), ...backward.deltas.values()];
    for (const tensor of [...looked, ...seeds.values()]) graph.keep(tensor);
    if (rowLoss !== null) graph.keep(rowLoss);
    const rangeSlab = new Slab('gradient ranges');
    const ranges = wantsRanges
      ? appendRanges(graph, rangeSlab, gradientsByName(network, store, gradients, values, pass, backward))
      : null;
    const appended = append?.(graph, probedTensors(network, store, gradients, values, pass)) ?? [];
    for (const slab of [startSlab, gradients, rangeSlab, ...appended]) slab.allocate(device);
    const trainingState = trainingStateAt({
      seed: 0,
      samples: rows,
      batchSize: rows,
      shuffle: false,
      learningRate: 0,
    });
    device.queue.writeBuffer(metricsSlabs[0].buffer, 0, trainingState);
    const slabs = [startSlab, gradients, rangeSlab, ...metricsSlabs];
    const plan = await wholeOrNothing((own) => {
      [...slabs, ...appended].forEach(own);
      return compilePlan(device, graph, { share: false });
    });
    return new GradientProbe(device, network, store, plan, {
      input,
      pass,
      backward,
      values,
      bare,
      start,
      rowLoss,
      gradients,
      slabs,
      ranges,
    });
  }

  /** Sets the picture; copied on the GPU from a tensor of the same shape. */
  lookAt({ buffer, offsetBytes }: TensorView): void {
    const to = this.view(this.parts.input);
    const encoder = this.device.createCommandEncoder({ label: 'gradient probe/picture' });
    encoder.copyBufferToBuffer(buffer, offsetBytes, to.buffer, to.offsetBytes, 4 * sizeOf(to.shape));
    this.device.queue.submit([encoder.finish()]);
  }

  /** Sets all pictures, from the host. @param pixels 0…1, row-major, channels last */
  setPictures(pixels: Float32Array): void {
    this.write(this.parts.input, pixels);
  }

  /** For a start at a loss with class indices: one for each picture. */
  setLabel(...labels: readonly number[]): void {
    this.write(this.parts.start, Uint32Array.from(labels));
  }

  /** For a start at a layer: one number for each of its outputs. @throws Error for another count */
  setSeeds(seeds: Float32Array): void {
    const { start } = this.parts;
    if (seeds.length !== sizeOf(start.shape))
      throw new Error(`seeds: expected ${sizeOf(start.shape)} numbers. Received ${seeds.length}`);
    this.write(start, seeds);
  }

  /** The seeds, one for each output of the start. */
  get seeds(): TensorView {
    return this.view(this.parts.start);
  }

  /** Forward and backward, in one submit. */
  run(): void {
    this.plan.run();
  }

  /** The loss of each picture; null if it starts at a layer. */
  get loss(): TensorView | null {
    const { rowLoss } = this.parts;
    return rowLoss === null ? null : this.plan.view(rowLoss);
  }

  /** Whether the layer's output is shown before its last activation. */
  endsInLogits(layer: string): boolean {
    return this.parts.bare.includes(layer);
  }

  /** ∂/∂picture. */
  get inputGradient(): TensorView {
    const [gradient] = this.parts.backward.inputs;
    if (gradient === null || gradient === undefined)
      throw new Error(`network '${this.network.name}': the picture has no gradient`);
    return this.view(gradient);
  }

  /** A layer's output, after its activation; null for layers after the start. */
  activation(layer: string): TensorView | null {
    return this.found(this.parts.pass.values[this.valueOf(layer)]);
  }

  /** ∂/∂output of a layer, after its activation; null if the start does not depend on it. */
  gradient(layer: string): TensorView | null {
    return this.found(this.parts.backward.values.get(this.valueOf(layer)));
  }

  /** δ of a layer: ∂/∂ its pre-activation. */
  delta(layer: string): TensorView | null {
    return this.found(deltaOf(this.parts.pass, this.parts.backward, layer, this.valueOf(layer)));
  }

  /** ∂/∂ a trained parameter, in its shape; null if there is none of that name. */
  parameterGradient(layer: string, name: string): TensorView | null {
    const tensor = this.store.mirrored(layer, this.parts.gradients)[name];
    return tensor === undefined ? null : this.plan.view(tensor);
  }

  /** The gradients of all trained parameters, in the layout of the parameters. */
  get gradients(): Slab {
    return this.parts.gradients;
  }

  /**
   * The largest absolute value in each gradient of the last run, by name: `conv1/gradient` and `conv1/delta` for the
   * methods above, `conv1/weight` for a parameter. Empty unless `ranges` was set.
   */
  async readReaches(): Promise<ReadonlyMap<string, number>> {
    const { ranges } = this.parts;
    if (ranges === null) return new Map();
    const values = await readFloats(this.device, this.plan.view(ranges.tensor));
    return new Map(
      ranges.names.map((name, at) => {
        const [low = 0, high = 0] = values.subarray(RANGE_COLUMNS.length * (ranges.firsts[at] ?? 0));
        // For a tensor without finite numbers, low > high.
        return [name, low > high ? 0 : Math.max(Math.abs(low), Math.abs(high))];
      }),
    );
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.parts.slabs) slab.destroy();
  }

  /** What a tensor of `append`, or a parameter, holds. */
  viewOf(tensor: Tensor): TensorView {
    return this.plan.view(tensor);
  }

  private valueOf(layer: string): number {
    return this.parts.values.get(layer) ?? -1;
  }

  private found(tensor: Tensor | undefined): TensorView | null {
    return tensor === undefined ? null : this.view(tensor);
  }

  private view(tensor: Tensor): TensorView {
    return this.plan.view(tensor, true);
  }

  private write(tensor: Tensor, values: Float32Array | Uint32Array): void {
    const { buffer, offsetBytes } = this.view(tensor);
    this.device.queue.writeBuffer(buffer, offsetBytes, values as Float32Array<ArrayBuffer>);
  }
}

/** A layer's own node may come before the one that runs its activation, which is named after both (lower.ts). */
function deltaOf(
  { nodes, inputCount }: ForwardPass,
  { deltas }: BackwardPass,
  layer: string,
  value: number,
): Tensor | undefined {
  const node = nodes[value - inputCount];
  return deltas.get(node?.name.startsWith(`${layer}/`) ? (node.inputs[0] ?? value) : value);
}

function probedTensors(
  network: Network,
  store: ParameterStore,
  gradients: Slab,
  values: ReadonlyMap<string, number>,
  pass: ForwardPass,
): ProbedTensors {
  const activations = new Map<string, Tensor>();
  for (const [name, value] of values) {
    const tensor = pass.values[value];
    if (tensor !== undefined) activations.set(name, tensor);
  }
  const parameterGradients = new Map<string, Tensor>();
  for (const { name } of network.layers)
    for (const [parameter, tensor] of Object.entries(store.mirrored(name, gradients)))
      parameterGradients.set(`${name}/${parameter}`, tensor);
  return { activations, parameterGradients };
}

function gradientsByName(
  network: Network,
  store: ParameterStore,
  gradients: Slab,
  values: ReadonlyMap<string, number>,
  pass: ForwardPass,
  backward: BackwardPass,
): ReadonlyMap<string, Tensor> {
  const named = new Map<string, Tensor>();
  for (const [name, value] of values) {
    const [gradient, delta] = [backward.values.get(value), deltaOf(pass, backward, name, value)];
    if (gradient !== undefined) named.set(`${name}/gradient`, gradient);
    if (delta !== undefined) named.set(`${name}/delta`, delta);
  }
  for (const { name } of network.layers) {
    // A layer after the start has no gradient.
    if (!named.has(`${name}/delta`)) continue;
    for (const [parameter, tensor] of Object.entries(store.mirrored(name, gradients)))
      named.set(`${name}/${parameter}`, tensor);
  }
  return named;
}

function appendRanges(graph: Graph, slab: Slab, named: ReadonlyMap<string, Tensor>): Ranges {
  const ranged = [...named].map(([name, tensor]) => ({ label: `${name} range`, tensor, channels: 1 }));
  return { ...appendRangeTable(graph, slab, ranged), names: [...named.keys()] };
}
