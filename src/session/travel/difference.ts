// The difference of two snapshots for one picture: both networks run forward, then B − A of every layer's output and of
// every parameter is computed on the GPU. It has the interface of a probe, so that the views draw the difference as
// anything else: signed numbers around zero.

import { wholeOrNothing } from '../../gpu/buffers';
import { readElements } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { differenceKernel } from '../../kernels/inspect/difference';
import { targetOf } from '../../kernels/target';
import { ParameterStore } from '../../models/parameterStore';
import { fillStore } from './past';
import type { Probe } from '../../inspect/probe/probe';
import { mirrored, Ranges, type LayerRange } from '../../inspect/probe/ranges';
import type { TrainingContext } from '../trainingContext';
import type { Snapshot } from '../../train/snapshots';
import { appendLayers } from '../../train/stepGraph';
import { Toolbox } from '../../inspect/toolbox';

interface Compared {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly change: Tensor;
}

interface DifferenceParts {
  readonly stores: readonly [a: ParameterStore, b: ParameterStore];
  readonly plan: Plan;
  readonly inputs: readonly Tensor[];
  readonly activations: ReadonlyMap<string, Compared>;
  /** By `layer/name`. */
  readonly parameters: ReadonlyMap<string, Compared>;
  readonly ranges: Ranges;
  readonly slabs: readonly Slab[];
}

export class Difference implements Probe {
  /** The context that the session displays while the difference is shown. */
  readonly context: TrainingContext;

  private constructor(
    private readonly present: TrainingContext,
    private readonly parts: DifferenceParts,
  ) {
    this.context = { ...present, store: parts.stores[1], probe: this, tools: new Toolbox() };
  }

  get fallbacks(): Plan['fallbacks'] {
    return this.parts.plan.fallbacks;
  }

  static async create(present: TrainingContext): Promise<Difference> {
    return wholeOrNothing((own) => Difference.#create(present, own));
  }

  static async #create(
    present: TrainingContext,
    own: <P extends Slab | ParameterStore>(part: P) => P,
  ): Promise<Difference> {
    const { device, network } = present;
    const store = (): ParameterStore => own(new ParameterStore(device, network));
    const stores = [store(), store()] as const;
    const [inputSlab, rangeSlab] = [new Slab('difference input'), new Slab('difference ranges')];
    const graph = new Graph(`${network.name}/difference`, targetOf(device));
    const inputs = network.inputs.map(({ name, shape }) => reserveTensor(name, [1, ...shape], inputSlab));
    const [before, after] = stores.map((store) => appendLayers(graph, network, store, inputs, 'all'));
    const compare = (label: string, a: Tensor | undefined, b: Tensor | undefined): Compared[] => {
      if (a === undefined || b === undefined) return [];
      const change = graph.keep(graph.tensor(`${label} B−A`, a.shape));
      graph.dispatch(
        differenceKernel,
        `${label}/difference`,
        { size: sizeOf(a.shape) },
        { a, b, difference: change },
      );
      return [{ a, b, change }];
    };
    const activations = new Map<string, Compared>();
    const parameters = new Map<string, Compared>();
    for (const { name } of network.layers) {
      for (const compared of compare(name, before?.get(name), after?.get(name)))
        activations.set(name, compared);
      const [of, to] = [stores[0].of(name), stores[1].of(name)];
      for (const key of Object.keys(of))
        for (const compared of compare(`${name}/${key}`, of[key], to[key]))
          parameters.set(`${name}/${key}`, compared);
    }
    const ranged = network.layers.flatMap(({ name: layer }) =>
      [activations.get(layer), parameters.get(`${layer}/weight`)].flatMap((one, at) =>
        one === undefined ? [] : [{ layer, kernel: at === 1, tensor: one.change }],
      ),
    );
    const ranges = Ranges.append(graph, ranged, rangeSlab);
    for (const slab of [inputSlab, rangeSlab]) own(slab).allocate(device);
    const plan = await compilePlan(device, graph, { share: false });
    const slabs = [inputSlab, rangeSlab];
    return new Difference(present, { stores, plan, inputs, activations, parameters, ranges, slabs });
  }

  /** Sets the two snapshots to compare. */
  compare(a: Snapshot, b: Snapshot): void {
    fillStore(this.parts.stores[0], this.present, a);
    fillStore(this.parts.stores[1], this.present, b);
  }

  /** One number of a layer in both snapshots, read back. @throws Error if there is no such layer */
  async both(layer: string, place: number): Promise<{ a: number; b: number }> {
    const compared = this.parts.activations.get(layer);
    if (compared === undefined) throw new Error(`difference: there is no layer '${layer}'`);
    const read = async (tensor: Tensor): Promise<number> =>
      (await readElements(this.context.device, this.parts.plan.view(tensor), [place]))[0] ?? NaN;
    const [a, b] = await Promise.all([read(compared.a), read(compared.b)]);
    return { a, b };
  }

  write(pixels: Float32Array): void {
    const { buffer, offsetBytes, shape } = this.input;
    if (pixels.length !== sizeOf(shape))
      throw new Error(`picture: expected ${sizeOf(shape)} numbers. Received ${pixels.length}`);
    this.context.device.queue.writeBuffer(buffer, offsetBytes, pixels as Float32Array<ArrayBuffer>);
  }

  run(): void {
    this.parts.plan.run();
  }

  /** A difference is not computed by a single shader. */
  dispatches(): readonly [] {
    return [];
  }

  replace(): void {
    // There is no shader to replace.
  }

  tryReplacement(): void {
    // As above.
  }

  get input(): TensorView {
    const [input] = this.parts.inputs;
    if (input === undefined) throw new Error(`network '${this.context.network.name}': has no input`);
    return this.parts.plan.view(input, true);
  }

  activation(layer: string): TensorView {
    if (layer === this.context.network.inputs[0]?.name) return this.input;
    const compared = this.parts.activations.get(layer);
    if (compared === undefined) throw new Error(`difference: there is no layer '${layer}'`);
    return this.parts.plan.view(compared.change, true);
  }

  parameter(layer: string, name: string): TensorView | null {
    const compared = this.parts.parameters.get(`${layer}/${name}`);
    return compared === undefined ? null : this.parts.plan.view(compared.change);
  }

  /** Symmetric around zero, which means no change. */
  async readRanges(): Promise<ReadonlyMap<string, LayerRange>> {
    const found = await this.parts.ranges.read(this.context.device, this.parts.plan);
    return new Map(
      [...found].map(([layer, { activation, kernel }]) => [
        layer,
        { activation: mirrored(activation), kernel: kernel === null ? null : mirrored(kernel) },
      ]),
    );
  }

  destroy(): void {
    this.context.tools.destroy();
    this.parts.plan.destroy();
    for (const slab of this.parts.slabs) slab.destroy();
    for (const store of this.parts.stores) store.destroy();
  }
}
