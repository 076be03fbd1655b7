// The map that is opened. What it is made of is computed by a plan of its own (decomposition.ts), which is loaded when the first map is
// opened.

import type { TensorView } from '../../gpu/tensorView';
import { sizeOf } from '../../graph/tensor';
import type { Network, NetworkLayer } from '../../models/network';
import { widen, type Domain } from '../probe/colourDomain';
import type { Probe } from '../probe/probe';
import { RangeWatch } from '../probe/rangeWatch';
import type { OpenedFacade, OpenedMap } from '../viewsFacade';
import type { DecompositionPlan, OpenedContext } from './decomposition';

/** The source of the maps that a flattening layer passes on; any other layer itself. */
function seenThrough(network: Network, name: string): { source: string; shape: readonly number[] } {
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
    const { decompositionOf } = await import('./decomposition');
    const { plan } = await decompositionOf(
      context,
      layer,
      seenThrough(context.network, layer.inputs[0] ?? '').shape,
    );
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
