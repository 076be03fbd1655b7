// Decomposes one map: the contribution of each input channel, and the sum before the activation. A small plan of two
// dispatches reads the probe's input of the layer and the training parameters; it runs whenever the probe does, so it
// is as current as the maps. Switching to another map of the layer writes four bytes.

import { readFloats } from '../../gpu/readback';
import { DeviceLimitError, Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import { channelStrengths } from '../../kernels/inspect/decompose';
import { RANGE_COLUMNS } from '../../kernels/inspect/range';
import { targetOf } from '../../kernels/target';
import type { Decomposition } from '../../layers/layer';
import type { Network, NetworkLayer } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import type { InspectionContext } from '../context';
import { appendRangeTable, type RangeTable } from '../probe/rangeTable';

/** Of a training context, what is looked at here. */
export type OpenedContext = Pick<InspectionContext, 'device' | 'network' | 'store' | 'probe' | 'tools'>;

/** The results that are read back: 32 bytes, and four for each input channel. */
interface Figures {
  /** The largest absolute value that is drawn. */
  readonly reach: number;
  readonly strengths: readonly number[];
}

/** The dispatches for one layer, kept among the tools of its training context. */
export class DecompositionPlan {
  private constructor(
    private readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly given: { readonly x: Tensor; readonly chosen: Tensor; readonly slab: Slab },
    private readonly decomposed: Decomposition,
    private readonly figures: {
      readonly ranges: RangeTable;
      readonly strengths: Tensor;
      readonly slab: Slab;
    },
  ) {}

  /**
   * @param seen the shape of the maps that the layer reads, before they are flattened
   * @returns null if the layer does not sum over channels
   * @throws DeviceLimitError if its weights fit no binding
   */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    layer: NetworkLayer,
    seen: Shape,
  ): Promise<DecompositionPlan | null> {
    const { definition, options, name } = layer;
    const [shape = []] = layer.inputShapes;
    const [slab, results] = [new Slab('opened map'), new Slab('opened map figures')];
    const graph = new Graph(`${network.name}/${name} opened`, targetOf(device));
    const x = reserveTensor('x', [1, ...shape], slab);
    const chosen = reserveTensor('chosen', [1], slab, 'u32');
    const site = { name, input: x, parameters: store.of(name), chosen };
    const decomposed = definition.decompose?.(options, graph, site) ?? null;
    if (decomposed === null) return null;
    // After a flatten: the contribution of each map, not of each number.
    const count = sizeOf(decomposed.products.shape);
    const channels = shape.length === 3 ? (decomposed.products.shape[3] ?? 1) : (seen[2] ?? 1);
    // The sum of a unit is one number, which is not drawn.
    const coloured =
      layer.outputShape.length === 3 ? [decomposed.products, decomposed.sum] : [decomposed.products];
    const ranged = coloured.map((tensor) => ({ label: `${name}/range`, tensor, channels: 1 }));
    const ranges = appendRangeTable(graph, results, ranged);
    const strengths = reserveTensor('strengths', [channels], results);
    for (const kept of [decomposed.products, decomposed.sum]) graph.keep(kept);
    graph.dispatch(
      channelStrengths,
      `${name}/strengths`,
      { positions: count / channels, channels },
      { x: decomposed.products, strengths },
    );
    for (const one of [slab, results]) one.allocate(device);
    const plan = await compilePlan(device, graph, { share: false });
    return new DecompositionPlan(device, plan, { x, chosen, slab }, decomposed, {
      ranges,
      strengths,
      slab: results,
    });
  }

  get products(): TensorView {
    return this.plan.view(this.decomposed.products, true);
  }

  get sum(): TensorView {
    return this.plan.view(this.decomposed.sum, true);
  }

  /** @param input the layer's input in the probe */
  run(input: TensorView, channel: number): void {
    const [x, chosen] = [this.plan.view(this.given.x), this.plan.view(this.given.chosen)];
    this.device.queue.writeBuffer(chosen.buffer, chosen.offsetBytes, Uint32Array.of(channel));
    const encoder = this.device.createCommandEncoder({ label: this.plan.label });
    encoder.copyBufferToBuffer(input.buffer, input.offsetBytes, x.buffer, x.offsetBytes, 4 * sizeOf(x.shape));
    const pass = encoder.beginComputePass({ label: this.plan.label });
    this.plan.encode(pass);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  async read(): Promise<Figures> {
    const [ranges, strengths] = await Promise.all([
      readFloats(this.device, this.plan.view(this.figures.ranges.tensor)),
      readFloats(this.device, this.plan.view(this.figures.strengths)),
    ]);
    const columns = RANGE_COLUMNS.length;
    return {
      // If nothing is finite, low > high.
      reach: Math.max(
        0,
        ...this.figures.ranges.firsts.map((row) => {
          const [low = 0, high = 0] = ranges.subarray(row * columns, row * columns + 2);
          return low > high ? 0 : Math.max(-low, high);
        }),
      ),
      strengths: [...strengths],
    };
  }

  destroy(): void {
    this.plan.destroy();
    this.given.slab.destroy();
    this.figures.slab.destroy();
  }
}

/** A layer that sums nothing has no plan; that answer is cached, too. */
interface MaybeDecomposed {
  readonly plan: DecompositionPlan | null;
  destroy(): void;
}

export function decompositionOf(
  { device, network, store, tools }: OpenedContext,
  layer: NetworkLayer,
  seen: Shape,
): Promise<MaybeDecomposed> {
  return tools.get(`opened/${layer.name}`, async () => {
    const plan = await DecompositionPlan.create(device, network, store, layer, seen).catch(
      (error: unknown) => {
        // The weights exceed one binding: the map opens without its products.
        if (error instanceof DeviceLimitError) return null;
        throw error;
      },
    );
    return { plan, destroy: () => plan?.destroy() };
  });
}
