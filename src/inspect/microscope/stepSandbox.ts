// The data of the microscope: copies of everything that a training step changes, one picture's forward and backward
// pass on them, and the simulated step. This file gives access to its layers, parameters and numbers; it decides
// nothing.

import { readElements, readFloats } from '../../gpu/readback';
import type { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { shapeText, sizeOf } from '../../graph/tensor';
import { ownerOf, type NetworkLayer } from '../../models/network';
import { ParameterStore, type StoredParameter } from '../../models/parameterStore';
import { flat, type Index, type Numbers } from './backwardSums';
import { GradientProbe } from '../gradientProbe';
import { LOSS, type InspectionContext } from '../context';
import { SimulatedStep } from './simulatedStep';

/** A gradient was requested for a frozen layer. */
export class NotTrainableError extends Error {
  override readonly name = 'NotTrainableError';
  readonly facts: { readonly code: 'frozen'; readonly layer: string };
  constructor(layer: string) {
    super(`layer '${layer}': is not trainable, so no gradient of it is computed`);
    this.facts = { code: 'frozen', layer };
  }
}

/** The largest tensor for which sums are shown in detail: 16 MiB would have to be read back. */
const SPELLED_OUT = 2 ** 22;

/** What the microscope works with. */
export type StepContext = Pick<
  InspectionContext,
  'device' | 'network' | 'store' | 'trainer' | 'probe' | 'tools'
>;

export class StepSandbox {
  private constructor(
    readonly context: StepContext,
    /** The parameters before the step. */
    readonly held: ParameterStore,
    readonly probe: GradientProbe,
    readonly simulated: SimulatedStep,
  ) {}

  /** @throws Error if the network has more than one input. */
  static async create(context: StepContext): Promise<StepSandbox> {
    const { device, network } = context;
    const held = new ParameterStore(device, network);
    let probe: GradientProbe | null = null;
    try {
      const { lossWeights } = context.trainer;
      const from = { loss: LOSS, lossWeights };
      probe = await GradientProbe.create(device, network, held, from, { ranges: true });
      const simulated = await SimulatedStep.create(context.trainer, held, probe.gradients);
      return new StepSandbox(context, held, probe, simulated);
    } catch (error) {
      probe?.destroy();
      held.destroy();
      throw error;
    }
  }

  get last(): NetworkLayer {
    return this.layer(this.context.network.outputs[0] ?? '');
  }

  /** @throws Error if there is no such layer */
  layer(name: string): NetworkLayer {
    const layer = this.context.network.layers.find((one) => one.name === name);
    if (layer === undefined)
      throw new Error(`network '${this.context.network.name}': has no layer '${name}'`);
    return layer;
  }

  /** A trained parameter; undefined if the layer has none of that name. */
  find(layer: string, name: string): StoredParameter | undefined {
    const owner = ownerOf(this.context.network, layer);
    return this.held.entries.find((one) => one.layer === owner && one.spec.name === name && one.spec.trained);
  }

  /** @throws Error if the layer has none of that name */
  parameter(layer: string, name: 'weight' | 'bias'): StoredParameter {
    const found = this.find(layer, name);
    if (found === undefined && !this.layer(layer).trainable) throw new NotTrainableError(layer);
    if (found === undefined)
      throw new Error(`layer '${layer}': has no ${name === 'weight' ? 'weights' : 'bias'}`);
    return found;
  }

  /** @throws Error if there is no gradient: the loss does not depend on it */
  view(view: TensorView | null, name: string): TensorView {
    if (view === null) throw new Error(`layer '${name}': the loss does not depend on it`);
    return view;
  }

  /** The numbers at some places of a tensor. */
  read(view: TensorView, places: readonly Index[]): Promise<Float32Array> {
    return readElements(
      this.context.device,
      view,
      places.map((place) => flat(place, view.shape)),
    );
  }

  /** All numbers of a tensor. @throws Error if it is too large to be spelled out */
  async numbers(view: TensorView | null, layer: string): Promise<Numbers> {
    const { shape } = this.view(view, layer);
    if (sizeOf(shape) > SPELLED_OUT)
      throw new Error(`layer '${layer}': a tensor of ${shapeText(shape)} is too large to be spelled out`);
    return { shape, values: await readFloats(this.context.device, this.view(view, layer)) };
  }

  destroy(): void {
    this.probe.destroy();
    this.simulated.destroy();
    this.held.destroy();
  }
}

/** A parameter, or what belongs to it in a slab laid out as the parameters are: its gradient, its moments. */
export function inSlab(slab: Slab, { spec, offset, layer }: StoredParameter): TensorView {
  return Object.freeze({
    label: `${layer}/${spec.name}`,
    buffer: slab.buffer,
    offsetBytes: offset * 4,
    shape: spec.shape,
  });
}
