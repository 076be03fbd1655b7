// The probe: one picture through the network with every tensor kept, for display. It shares the parameters with
// training, so it does not constrain training and always shows the newest numbers.

import { wholeOrNothing } from '../../gpu/buffers';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import type { Dispatch } from '../../graph/graph';
import { compilePlan, compileShaders, type Fallback, type Plan, type Replacement } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { targetOf, type KernelTarget } from '../../kernels/target';
import type { Network } from '../../models/network';
import { ParameterLayout } from '../../models/parameterLayout';
import type { ParameterStore } from '../../models/parameterStore';
import { Ranges, type LayerRange } from './ranges';
import { plannedForward, type ForwardGraph } from '../../train/stepGraph';

/** The interface of a probe for views. */
export type Probe = Pick<NetworkProbe, keyof NetworkProbe>;

export class NetworkProbe {
  private constructor(
    private readonly device: GPUDevice,
    private readonly network: Network,
    private readonly store: ParameterStore,
    private readonly forward: ForwardGraph,
    private readonly plan: Plan,
    private readonly slabs: readonly Slab[],
    private readonly ranges: Ranges,
  ) {}

  static async create(device: GPUDevice, network: Network, store: ParameterStore): Promise<NetworkProbe> {
    const { forward, ranges, slabs } = probeGraph(network, store, targetOf(device));
    return wholeOrNothing(async (own) => {
      for (const slab of slabs) own(slab).allocate(device);
      const plan = await compilePlan(device, forward.graph, { share: false });
      return new NetworkProbe(device, network, store, forward, plan, slabs, ranges);
    });
  }

  /**
   * Compiles the shaders of a network that is about to be shown, which needs neither its parameters nor pictures.
   * @throws ShaderError, or another error of a network that `create` refuses, too
   */
  static async compileAhead(device: GPUDevice, network: Network): Promise<void> {
    await compileShaders(
      device,
      probeGraph(network, new ParameterLayout(network), targetOf(device)).forward.graph,
    );
  }

  /** The kernels that use their plain shaders. */
  get fallbacks(): readonly Fallback[] {
    return this.plan.fallbacks;
  }

  /** @param pixels as the network's (first) input: row-major, channels last */
  write(pixels: Float32Array): void {
    const [input] = this.forward.inputs;
    if (input === undefined) return;
    if (pixels.length !== sizeOf(input.shape)) {
      throw new Error(
        `picture: expected ${sizeOf(input.shape)} numbers (${input.shape.slice(1).join('×')}). Received ${pixels.length}`,
      );
    }
    this.device.queue.writeBuffer(this.view(input).buffer, 0, pixels as Float32Array<ArrayBuffer>);
  }

  run(): void {
    this.plan.run(1);
  }

  /** The dispatches that compute a layer, in order; empty for a layer that only reshapes. */
  dispatches(layer: string): readonly Dispatch[] {
    return this.plan.dispatches.filter(({ label }) => layerOfForward(label) === layer);
  }

  /** Replaces the shader of a dispatch, in this probe only; null restores the original. */
  replace(label: string, replacement: Replacement | null): void {
    this.plan.replace(label, replacement);
  }

  /** Runs another shader once and keeps all results unchanged. */
  tryReplacement(label: string, replacement: Replacement): void {
    this.plan.tryReplacement(label, replacement);
  }

  get input(): TensorView {
    const [input] = this.forward.inputs;
    if (input === undefined) throw new Error(`network '${this.network.name}': has no input`);
    return this.view(input);
  }

  activation(layer: string): TensorView {
    if (layer === this.network.inputs[0]?.name) return this.input;
    const tensor = this.forward.results.get(layer);
    if (tensor === undefined) throw new Error(`network '${this.network.name}': has no layer '${layer}'`);
    return this.view(tensor);
  }

  parameter(layer: string, name: string): TensorView | null {
    const tensor = this.store.of(layer)[name];
    return tensor === undefined ? null : this.plan.view(tensor);
  }

  /** Sixteen bytes a map and a filter. */
  readRanges(): Promise<ReadonlyMap<string, LayerRange>> {
    return this.ranges.read(this.device, this.plan);
  }

  private view(tensor: Tensor): TensorView {
    return this.plan.view(tensor, true);
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}

/** The layer whose output a dispatch makes, by its label: `conv1/forward`, `answer/softmax/forward`, `add/first 3`. */
function layerOfForward(label: string): string | null {
  return /^(.+?)(?:\/softmax)?\/(?:forward|first)\b[^/]*$/.exec(label)?.[1] ?? null;
}

interface ProbeGraph {
  readonly forward: ForwardGraph;
  readonly ranges: Ranges;
  /** Not allocated yet. */
  readonly slabs: readonly Slab[];
}

/** The forward pass of one picture, and the ranges of its maps and kernels. */
function probeGraph(network: Network, store: Pick<ParameterStore, 'of'>, target: KernelTarget): ProbeGraph {
  const [input, rangeSlab] = [new Slab('probe input'), new Slab('probe ranges')];
  const forward = plannedForward(network, store, 1, 'all', input, target);
  const looked = network.layers.flatMap(({ name }) => {
    const activation = forward.results.get(name);
    const { weight } = store.of(name);
    return [
      ...(activation === undefined ? [] : [{ layer: name, kernel: false, tensor: activation }]),
      ...(weight === undefined ? [] : [{ layer: name, kernel: true, tensor: weight }]),
    ];
  });
  const ranges = Ranges.append(forward.graph, looked, rangeSlab);
  return { forward, ranges, slabs: [input, rangeSlab] };
}
