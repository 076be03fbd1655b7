// Decomposes one map: the contribution of each input channel, and the sum before the activation. A small plan of two
// dispatches reads the probe's input of the layer and the training parameters; it runs whenever the probe does, so it
// is as current as the maps. Switching to another map of the layer writes four bytes.

import { readFloats } from '../../gpu/readback';
import { DeviceLimitError, Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { RANGE_COLUMNS } from '../../kernels/inspect/range';
import { channelStrengths } from '../../kernels/inspect/decompose';
import { targetOf } from '../../kernels/target';
import type { Decomposition } from '../../layers/layer';
import type { Network, NetworkLayer } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import { widen, type Domain } from '../probe/colourDomain';
import type { OpenedFacade, OpenedMap } from '../viewsFacade';
import type { Probe } from '../probe/probe';
import { appendRangeTable, type RangeTable } from '../probe/rangeTable';
import { RangeWatch } from '../probe/rangeWatch';
import type { InspectionContext } from '../context';

/** Of a training context, what is looked at here. */
type OpenedContext = Pick<InspectionContext, 'device' | 'network' | 'store' | 'probe' | 'tools'>;

/** The results that are read back: 32 bytes, and four for each input channel. */
interface Figures {
  /** The largest absolute value that is drawn. */
  readonly reach: number;
  readonly strengths: readonly number[];
}

/** The source of the maps that a flattening layer passes on; any other layer itself. */
export function seenThrough(network: Network, name: string): { source: string; shape: readonly number[] } {
  const layer = network.layers.find((one) => one.name === name);
  if (layer === undefined)
    return { source: name, shape: network.inputs.find((one) => one.name === name)?.shape ?? [] };
  const [input] = layer.inputs;
  const [shape] = layer.inputShapes;
  const lays =
    layer.outputShape.length === 1 &&
    shape?.length === 3 &&
    layer.uses.length === 0 &&
    sizeOf(shape) === sizeOf(layer.outputShape);
  return lays && input !== undefined
    ? seenThrough(network, input)
    : { source: name, shape: layer.outputShape };
}

/** The channels that one map or unit reads, by the layer's own explanation. */
function readsOf(network: Network, layer: NetworkLayer, channel: number): OpenedMap['reads'] {
  const { definition, options, inputShapes, outputShape } = layer;
  const { explain } = definition;
  const index = [...outputShape.slice(0, -1).map((length) => Math.floor(length / 2)), channel];
  // The terms tell the indices of the weights; a layer with a kernel of four axes has few terms.
  const slices = new Map<string, readonly [number, number]>();
  if (layer.uses.some(({ name, shape }) => name === 'weight' && shape.length === 4))
    for (const { input, at, factor } of explain.terms(options, inputShapes, index))
      if (factor !== undefined) slices.set(`${input} ${at[2]}`, [factor.at[2] ?? 0, factor.at[3] ?? 0]);
  return explain.windows(options, inputShapes, index).flatMap(({ input, start, end }) => {
    const seen = seenThrough(network, layer.inputs[input] ?? '');
    const channels = seen.shape[2] ?? 1;
    // After a flatten, or for a vector: all of them.
    const [from, to] = start.length === 3 ? [start[2] ?? 0, end[2] ?? 1] : [0, channels];
    return Array.from({ length: to - from }, (_, at) => ({
      input,
      source: seen.source,
      channel: from + at,
      slice: slices.get(`${input} ${from + at}`) ?? null,
    }));
  });
}

/** The dispatches for one layer, kept among the tools of its training context. */
class DecompositionPlan {
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

  /** Null if the layer does not sum over channels. @throws DeviceLimitError if its weights fit no binding */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    layer: NetworkLayer,
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
    const seen = seenThrough(network, layer.inputs[0] ?? '').shape;
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

function decompositionOf(
  { device, network, store, tools }: OpenedContext,
  layer: NetworkLayer,
): Promise<MaybeDecomposed> {
  return tools.get(`opened/${layer.name}`, async () => {
    const plan = await DecompositionPlan.create(device, network, store, layer).catch((error: unknown) => {
      // The weights exceed one binding: the map opens without its products.
      if (error instanceof DeviceLimitError) return null;
      throw error;
    });
    return { plan, destroy: () => plan?.destroy() };
  });
}

/** The opened map, if there is one. */
export class OpenedMaps implements OpenedFacade {
  current: OpenedMap | null = null;
  #plan: DecompositionPlan | null = null;
  #input: TensorView | null = null;
  /** The opened layer, if its maps and their parts are drawn side by side. */
  #maps: string | null = null;
  /** Counts openings and closings, so that a late answer can be ignored. */
  #turn = 0;
  readonly #watch = new RangeWatch((counts) => this.#measure(counts));

  /**
   * @param looked what is looked at
   * @param reach the colours of the layer's own maps span this; those of its parts at least as much
   * @param changed another map is open, or its colours span more
   */
  constructor(
    private readonly looked: () => OpenedContext,
    private readonly reach: (layer: string) => number,
    private readonly changed: () => void,
  ) {}

  async open(name: string, channel: number): Promise<void> {
    const context = this.looked();
    const layer = context.network.layers.find((one) => one.name === name);
    if (layer === undefined) throw new Error(`network '${context.network.name}': has no layer '${name}'`);
    const maps = layer.outputShape.at(-1) ?? 1;
    if (!Number.isInteger(channel) || channel < 0 || channel >= maps)
      throw new Error(`layer '${name}': has maps 0 to ${maps - 1}. Received ${channel}`);
    const turn = ++this.#turn;
    const before = this.current;
    this.#maps = layer.outputShape.length === 3 ? name : null;
    const reads = readsOf(context.network, layer, channel);
    const of = { layer: name, channel, reads, strengths: [] };
    if (before?.layer === name && this.#plan !== null && this.#input !== null) {
      // Another map of the same layer: the same tensors, at once, with the same scale.
      this.current = Object.freeze({ ...before, ...of });
      this.refresh();
      this.changed();
      return;
    }
    this.#watch.restart();
    [this.#plan, this.#input] = [null, null];
    const decomposed = layer.definition.decompose !== undefined;
    const domain = spanning([0, 0], this.#floor());
    // The available part is shown at once; the rest follows.
    this.current = Object.freeze({ ...of, products: null, sum: null, decomposed, domain });
    this.changed();
    if (!decomposed) return;
    const { plan } = await decompositionOf(context, layer);
    if (turn !== this.#turn) return;
    const input = inputOf(context.probe, layer);
    plan?.run(input, channel);
    const figures = await plan?.read();
    if (turn !== this.#turn) return;
    [this.#plan, this.#input] = [plan, input];
    this.current = Object.freeze({
      ...of,
      decomposed: plan !== null,
      products: plan?.products ?? null,
      sum: plan?.sum ?? null,
      domain: spanning(domain, figures?.reach ?? 0),
      strengths: figures?.strengths ?? [],
    });
    // The picture may have changed meanwhile.
    this.refresh();
    this.changed();
  }

  close(): void {
    this.#turn++;
    this.#watch.restart();
    [this.#plan, this.#input] = [null, null];
    if (this.current === null) return;
    this.current = null;
    this.changed();
  }

  /** After the probe ran. */
  refresh(): void {
    if (this.#plan === null || this.#input === null || this.current === null) return;
    this.#plan.run(this.#input, this.current.channel);
    this.#watch.changed();
  }

  /** A number has the same colour before and after the activation. */
  #floor(): number {
    return this.#maps === null ? 0 : this.reach(this.#maps);
  }

  async #measure(counts: () => boolean): Promise<void> {
    const [plan, turn] = [this.#plan, this.#turn];
    // A lost device ends the reading; the session is notified of the loss elsewhere.
    const figures = await plan?.read().catch(() => null);
    if (!figures || !counts() || turn !== this.#turn || this.current === null) return;
    const domain = spanning(this.current.domain, Math.max(figures.reach, this.#floor()));
    const news = domain !== this.current.domain || this.current.strengths.length === 0;
    this.current = Object.freeze({ ...this.current, domain, strengths: figures.strengths });
    if (news) this.changed();
  }
}

const inputOf = (probe: Probe, layer: NetworkLayer): TensorView => probe.activation(layer.inputs[0] ?? '');

function spanning(domain: Domain, reach: number): Domain {
  return widen(domain, -reach, reach);
}
