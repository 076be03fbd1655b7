// One training step in slow motion: the displayed picture goes forward and backward once, with every tensor kept, and
// the optimizer takes its step, all on copies of the training state. Training itself is never affected.
//
// `takeStep` takes the step (stepView.ts); the views of its result are drawn directly. The other methods give one part
// of it in detail: the backward pass (backwardParts.ts), and the update of one weight (oneWeight.ts).

import * as parts from './backwardParts';
import type { Index, PoolRoute } from './backwardSums';
import type {
  CellGradient,
  InputGradient,
  KernelGradient,
  StepView,
  Nudge,
  ParameterName,
  Scene,
  WeightUpdate,
} from './microscopeTypes';
import { nudged, weightUpdate } from './oneWeight';
import { StepSandbox, type StepContext } from './stepSandbox';
import { takeStepView } from './stepView';
import { takeOver } from '../../models/takeOver';

export type * from './microscopeTypes';
export type { InputShare, InputTap, KernelShare, RouteCell, Tap } from './backwardSums';
export type { StepContext };

/** Events: `step` after each new step view. */
export class Microscope extends EventTarget {
  #choice: { readonly picture: Float32Array; readonly label: number } | null = null;
  #current: { readonly key: string; readonly picture: Float32Array; readonly view: StepView } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly sandbox: StepSandbox,
    private readonly scene: () => Scene,
  ) {
    super();
  }

  /** @throws Error if the network has more than one input or output. */
  static async create(context: StepContext, scene: () => Scene): Promise<Microscope> {
    return new Microscope(await StepSandbox.create(context), scene);
  }

  /** The last step view; null before the first. */
  get current(): StepView | null {
    return this.#current?.view ?? null;
  }

  /** For the picture shown now: the loss is that of this class. Null: its own label, else the network's answer. */
  choose(label: number | null): Promise<StepView> {
    this.#choice = label === null ? null : { picture: this.scene().picture, label };
    return this.takeStep();
  }

  /** Takes the step with what is shown and with what training has now; the last view where nothing has changed. */
  takeStep(): Promise<StepView> {
    const turn = this.#turn.then(() => this.#takeStep());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #takeStep(): Promise<StepView> {
    const { context, held, simulated, probe } = this.sandbox;
    const { picture, label: known } = this.scene();
    const chosen = this.#choice?.picture === picture ? this.#choice.label : null;
    const label = chosen ?? known;
    const key = [context.store.version, context.trainer.learningRate, label ?? 'answer'].join(' ');
    if (this.#current?.key === key && this.#current.picture === picture) return this.#current.view;

    takeOver(held, context.store);
    simulated.hold();
    probe.lookAt(context.probe.input);
    const view: StepView = Object.freeze({
      ...(await takeStepView(this.sandbox, label)),
      labelFrom: chosen !== null ? 'chosen' : known !== null ? 'sample' : 'answer',
    });
    this.#current = { key, picture, view };
    this.dispatchEvent(new Event('step'));
    return view;
  }

  /**
   * @param slice the input's channel, or the number of an input where the layer reads a vector
   * @throws Error if the layer has no weights or is too large
   */
  kernelGradient(layer: string, filter: number, slice: number): Promise<KernelGradient> {
    return parts.kernelGradient(this.sandbox, layer, filter, slice);
  }

  /**
   * Reads a few numbers back.
   * @param layer null: the picture
   * @param slice as in `kernelGradient`; the last one where there are fewer
   */
  cell(layer: string | null, index: Index, slice: number): Promise<CellGradient> {
    return parts.cellGradient(this.sandbox, layer, index, slice);
  }

  /** @throws Error if the layer has no weights or is too large */
  inputGradient(layer: string): Promise<InputGradient> {
    return parts.inputGradient(this.sandbox, layer);
  }

  /** The way of δ through a layer without weights that takes the largest or the mean. @throws Error for others */
  poolRoute(layer: string): Promise<PoolRoute> {
    return parts.poolRoute(this.sandbox, layer);
  }

  /** @param at the place in the layer's parameter */
  update(layer: string, at: Index, parameter: ParameterName = 'weight'): Promise<WeightUpdate> {
    return weightUpdate(this.sandbox, { layer, parameter, at });
  }

  /**
   * The loss around one weight or bias.
   * @param epsilon how far it is nudged; by default a hundredth of the weight, and at least 0.001
   * @throws RangeError where it is no number above 0
   */
  async nudge(
    layer: string,
    at: Index,
    epsilon?: number,
    parameter: ParameterName = 'weight',
  ): Promise<Nudge> {
    return nudged(this.sandbox, await this.takeStep(), { layer, parameter, at }, epsilon);
  }

  destroy(): void {
    this.sandbox.destroy();
  }
}

/** The class of a picture that is one of the samples, given one of each class; null for others. */
export function sampleLabel(
  samples: readonly { readonly pixels: Uint8Array }[],
  picture: Float32Array,
): number | null {
  const found = samples.findIndex(
    ({ pixels }) =>
      pixels.length === picture.length &&
      picture.every((value, i) => Math.abs(value * 255 - (pixels[i] ?? 0)) < 0.01),
  );
  return found === -1 ? null : found;
}
