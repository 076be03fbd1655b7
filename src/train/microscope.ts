// One training step in slow motion: the picture shown goes forward and backward once, with every tensor kept, and the
// optimizer takes its step, all on copies of what training has now. Training is not touched, whatever is asked here.
//
// `look` takes the step; the views of its result are drawn as they are. The other methods spell one part of it out:
// the sum that makes a kernel's gradient, the sum that makes an input's, the route through a pooling layer, the
// optimizer's arithmetic for one weight, and what the loss does when that weight is nudged.

import { readElements, readFloats } from '../gpu/readback';
import type { Slab } from '../gpu/slab';
import type { TensorView } from '../gpu/tensorView';
import { shapeText, sizeOf } from '../graph/tensor';
import { lastActivation } from '../models/lower';
import type { NetworkLayer } from '../models/network';
import { ParameterStore, type StoredParameter } from '../models/parameterStore';
import { softmaxForward } from '../reference/activations';
import { ndArray } from '../reference/ndArray';
import { flat, InputSum, KernelSum, PoolRoute, type Index, type Numbers } from './backwardSums';
import { roundUp, type Domain } from './colourDomain';
import { GradientProbe } from './gradientProbe';
import { LossAt } from './lossAt';
import type {
  CellGradient,
  InputGradient,
  KernelGradient,
  LayerLook,
  Look,
  Nudge,
  Scene,
  WeightUpdate,
} from './microscopeTypes';
import type { Rig } from './rig';
import { TrialStep } from './trialStep';

export type * from './microscopeTypes';
export type { InputShare, InputTap, KernelShare, RouteCell, Tap } from './backwardSums';

const LOSS = 'sparseCategoricalCrossentropy';
/** Numbers of a tensor above which its sums are not spelled out: 16 MiB would have to be read back. */
const SPELLED_OUT = 2 ** 22;

/** A nudge that f32 losses can feel and that is small beside the weight. */
export const gentleNudge = (weight: number): number => 1e-2 * Math.max(Math.abs(weight), 0.1);

/** In nudges, from the weight as it is: the losses drawn. The slope is taken from ±1. */
const POINTS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2] as const;

const symmetric = (reach: number): Domain => {
  const limit = reach > 0 && Number.isFinite(reach) ? roundUp(reach) : 1;
  return [-limit, limit];
};

/** What of a rig the microscope works with. */
export type Bench = Pick<Rig, 'device' | 'network' | 'store' | 'trainer' | 'probe' | 'tools'>;

/** Events: `look` after each new look. */
export class Microscope extends EventTarget {
  #choice: { readonly picture: Float32Array; readonly label: number } | null = null;
  #current: { readonly key: string; readonly picture: Float32Array; readonly look: Look } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly rig: Bench,
    private readonly scene: () => Scene,
    private readonly held: ParameterStore,
    private readonly probe: GradientProbe,
    private readonly trial: TrialStep,
  ) {
    super();
  }

  /** @throws Error if the network has more than one input or output. */
  static async create(rig: Bench, scene: () => Scene): Promise<Microscope> {
    const { device, network } = rig;
    const held = new ParameterStore(device, network);
    let probe: GradientProbe | null = null;
    try {
      probe = await GradientProbe.create(device, network, held, { loss: LOSS }, { ranges: true });
      const trial = await TrialStep.create(rig.trainer, held, probe.gradients);
      return new Microscope(rig, scene, held, probe, trial);
    } catch (error) {
      probe?.destroy();
      held.destroy();
      throw error;
    }
  }

  /** The last look; null before the first. */
  get current(): Look | null {
    return this.#current?.look ?? null;
  }

  /** For the picture shown now: the loss is that of this class. Null: its own label, else the network's answer. */
  choose(label: number | null): Promise<Look> {
    this.#choice = label === null ? null : { picture: this.scene().picture, label };
    return this.look();
  }

  /** Takes the step with what is shown and with what training has now; the last look where nothing has changed. */
  look(): Promise<Look> {
    const turn = this.#turn.then(() => this.#look());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #look(): Promise<Look> {
    const { store, trainer, probe: shown, network, device } = this.rig;
    const { picture, label: known } = this.scene();
    const chosen = this.#choice?.picture === picture ? this.#choice.label : null;
    const key = [store.version, trainer.learningRate, chosen ?? known ?? 'answer'].join(' ');
    if (this.#current?.key === key && this.#current.picture === picture) return this.#current.look;

    this.held.takeOver(store);
    this.trial.hold();
    this.probe.lookAt(shown.input);
    const last = this.#last();
    const logits = this.#view(this.probe.activation(last.name), last.name);
    let label = chosen ?? known;
    if (label === null) {
      this.probe.run();
      const answer = await readFloats(device, logits);
      label = answer.indexOf(Math.max(...answer));
    }
    this.probe.setLabel(label);
    this.probe.run();
    this.trial.take();
    const [output, deltas, loss, reaches, when] = await Promise.all([
      readFloats(device, logits),
      readFloats(device, this.#view(this.probe.delta(last.name), last.name)),
      readFloats(device, this.#view(this.probe.loss, 'loss')),
      this.probe.readReaches(),
      this.trial.when(),
    ]);
    const look: Look = Object.freeze({
      label,
      labelFrom: chosen !== null ? 'chosen' : known !== null ? 'sample' : 'answer',
      loss: loss[0] ?? NaN,
      probabilities:
        lastActivation(last) === 'softmax'
          ? [...softmaxForward(ndArray([1, output.length], output)).data]
          : [...output],
      logitDeltas: [...deltas],
      ...when,
      optimizer: this.trial.optimizer.definition.className,
      picture: this.#view(this.probe.activation(network.inputs[0]?.name ?? ''), 'picture'),
      pictureGradient: this.probe.inputGradient,
      pictureDomain: symmetric(reaches.get(`${network.inputs[0]?.name ?? ''}/gradient`) ?? 0),
      layers: network.layers.map((layer) => this.#layerLook(layer, reaches)),
    });
    this.#current = { key, picture, look };
    this.dispatchEvent(new Event('look'));
    return look;
  }

  /**
   * @param slice the input's channel, or the number of an input where the layer reads a vector
   * @throws Error if the layer has no weights or is too large
   */
  async kernelGradient(layer: string, filter: number, slice: number): Promise<KernelGradient> {
    const { spec, of } = this.#weight(layer);
    const [x, delta] = await Promise.all([
      this.#numbers(this.probe.activation(of.inputs[0] ?? ''), layer),
      this.#numbers(this.probe.delta(layer), layer),
    ]);
    const sum = new KernelSum(of, filter, slice, x, delta);
    const gradient = this.#view(this.probe.parameterGradient(layer, 'weight'), layer);
    const { places } = kernelPlaces(of, sum.cells[0] ?? [], slice);
    const gpu = await readElements(
      this.rig.device,
      gradient,
      places.map((place) => flat(place, spec.shape)),
    );
    return { sum, gpu: [...gpu] };
  }

  /**
   * Reads a few numbers back.
   * @param layer null: the picture
   * @param slice as in `kernelGradient`; the last one where there are fewer
   */
  async cell(layer: string | null, index: Index, slice: number): Promise<CellGradient> {
    const { device, network } = this.rig;
    const view = layer === null ? this.probe.inputGradient : this.probe.delta(layer);
    const { shape } = this.#view(view, layer ?? 'picture');
    const [delta = NaN] = await readElements(device, this.#view(view, layer ?? 'picture'), [
      flat(index, shape),
    ]);
    const found = network.layers.find(({ name }) => name === layer);
    const spec = found?.parameters.find(({ name }) => name === 'weight');
    if (found === undefined || spec === undefined) return { delta, kernel: null };
    const at = Math.min(slice, (found.inputShapes[0]?.at(-1) ?? 1) - 1);
    const { places, columns } = kernelPlaces(found, index, at);
    const gradient = this.#view(this.probe.parameterGradient(found.name, 'weight'), found.name);
    const values = await readElements(
      device,
      gradient,
      places.map((place) => flat(place, spec.shape)),
    );
    return { delta, kernel: { slice: at, values: [...values], columns } };
  }

  /** @throws Error if the layer has no weights or is too large */
  async inputGradient(layer: string): Promise<InputGradient> {
    const { of } = this.#weight(layer);
    const [input = ''] = of.inputs;
    const [weight, delta, dx] = await Promise.all([
      this.#numbers(this.#weightView(layer), layer),
      this.#numbers(this.probe.delta(layer), layer),
      this.#numbers(this.probe.gradient(input), layer),
    ]);
    return {
      sum: new InputSum(of, weight, delta),
      gpu: (at) => dx.values[flat(at, dx.shape)] ?? NaN,
    };
  }

  /** The way of δ through a layer without weights that takes the largest or the mean. @throws Error for others */
  async poolRoute(layer: string): Promise<PoolRoute> {
    const found = this.#layer(layer);
    if (!['max', 'mean'].includes(found.definition.explain.rule))
      throw new Error(`layer '${layer}': does not pool`);
    const [x, delta] = await Promise.all([
      this.#numbers(this.probe.activation(found.inputs[0] ?? ''), layer),
      this.#numbers(this.probe.delta(layer), layer),
    ]);
    return new PoolRoute(found, x, delta);
  }

  /** @param at the place in the layer's `weight` */
  async update(layer: string, at: Index): Promise<WeightUpdate> {
    const { entry, spec } = this.#weight(layer);
    const place = flat(at, spec.shape);
    const one = async (slab: Slab): Promise<number> =>
      (await readElements(this.rig.device, inSlab(slab, entry), [place]))[0] ?? NaN;
    const names = [...this.trial.slots.keys()];
    const [weight, gradient, after, { step, learningRate }, ...slots] = await Promise.all([
      one(this.held.parameters),
      one(this.probe.gradients),
      one(this.trial.after),
      this.trial.when(),
      ...[...this.trial.slots.values()].map(({ before }) => one(before)),
    ]);
    const kernel = await this.#kernelAround(layer, at);
    const { definition, options } = this.trial.optimizer;
    const lines = definition.explain(options, {
      weight,
      gradient: gradient + 2 * spec.l2 * weight,
      slots: Object.fromEntries(names.map((name, i) => [name, slots[i] ?? 0])),
      learningRate,
      step,
    });
    return { weight, gradient, l2: spec.l2, lines, after, kernel };
  }

  /** The loss around one weight. @param epsilon how far it is nudged; default `gentleNudge`. @throws RangeError */
  async nudge(layer: string, at: Index, epsilon?: number): Promise<Nudge> {
    const { device, network, tools } = this.rig;
    const look = await this.look();
    const { entry, spec } = this.#weight(layer);
    const place = flat(at, spec.shape);
    const read = (slab: Slab): Promise<Float32Array> => readElements(device, inSlab(slab, entry), [place]);
    const [[weight = NaN], [gradient = NaN]] = await Promise.all([
      read(this.held.parameters),
      read(this.probe.gradients),
    ]);
    const by = epsilon ?? gentleNudge(weight);
    if (!(by > 0) || !Number.isFinite(by))
      throw new RangeError(`nudge: must be a number above 0. Received ${by}`);
    const losses = await tools.get('loss at', () => LossAt.create(device, network, LOSS));
    const target = { layer, name: 'weight', place };
    // f32 rounds w ± ε: the slope is taken between the weights that it really was.
    const weights = POINTS.map((point) => Math.fround(weight + point * by));
    const found = await losses.losses(this.held, look.picture, look.label, target, weights);
    const points = weights.map((value, i) => ({ weight: value, loss: found[i] ?? NaN }));
    const [below, above] = [points[POINTS.indexOf(-1)], points[POINTS.indexOf(1)]];
    const run = (above?.weight ?? NaN) - (below?.weight ?? NaN);
    const loss = points[POINTS.indexOf(0)]?.loss ?? NaN;
    return {
      weight,
      gradient,
      epsilon: by,
      loss,
      slope: ((above?.loss ?? NaN) - (below?.loss ?? NaN)) / run,
      // Each loss is off by about half a unit of its last place; the logits it comes from by as much.
      resolution: (2 * 2 ** -23 * Math.max(1, Math.abs(loss))) / run,
      points,
    };
  }

  destroy(): void {
    this.probe.destroy();
    this.trial.destroy();
    this.held.destroy();
  }

  #layerLook(layer: NetworkLayer, reaches: ReadonlyMap<string, number>): LayerLook {
    const { name, definition, outputShape, inputs, inputShapes } = layer;
    const domain = (what: string): Domain => symmetric(reaches.get(`${name}/${what}`) ?? 0);
    const entry = this.held.entries.find((one) => one.layer === name && one.spec.name === 'weight');
    const gradient = this.probe.parameterGradient(name, 'weight');
    return Object.freeze({
      name,
      rule: definition.explain.rule,
      outputShape,
      activation: this.#view(this.probe.activation(name), name),
      activationName: lastActivation(layer),
      formula: definition.explain.formula(layer.options),
      gradient: this.probe.gradient(name),
      delta: this.probe.delta(name),
      gradientDomain: domain('gradient'),
      deltaDomain: domain('delta'),
      weight:
        entry === undefined || gradient === null
          ? null
          : {
              before: inSlab(this.held.parameters, entry),
              after: inSlab(this.trial.after, entry),
              gradient,
              gradientDomain: domain('weight'),
            },
      inputs,
      inputShapes,
    });
  }

  /** A kernel has rows and columns; the weight of a dense unit stands alone. */
  async #kernelAround(layer: string, at: Index): Promise<WeightUpdate['kernel']> {
    const { spec } = this.#weight(layer);
    const [rows = 1, columns = 1] = spec.shape.length === 4 ? spec.shape : [1, 1];
    const places = Array.from({ length: rows * columns }, (_, i) =>
      spec.shape.length === 4 ? [Math.floor(i / columns), i % columns, ...at.slice(2)] : at,
    );
    const values = await readElements(
      this.rig.device,
      this.#weightView(layer),
      places.map((place) => flat(place, spec.shape)),
    );
    return { values: [...values], columns };
  }

  #last(): NetworkLayer {
    return this.#layer(this.rig.network.outputs[0] ?? '');
  }

  #layer(name: string): NetworkLayer {
    const layer = this.rig.network.layers.find((one) => one.name === name);
    if (layer === undefined) throw new Error(`network '${this.rig.network.name}': has no layer '${name}'`);
    return layer;
  }

  #weight(name: string): {
    readonly of: NetworkLayer;
    readonly entry: StoredParameter;
    readonly spec: StoredParameter['spec'];
  } {
    const entry = this.held.entries.find((one) => one.layer === name && one.spec.name === 'weight');
    if (entry === undefined) throw new Error(`layer '${name}': has no weights`);
    return { of: this.#layer(name), entry, spec: entry.spec };
  }

  #weightView(layer: string): TensorView {
    return inSlab(this.held.parameters, this.#weight(layer).entry);
  }

  #view(view: TensorView | null, name: string): TensorView {
    if (view === null) throw new Error(`layer '${name}': the loss does not depend on it`);
    return view;
  }

  /** @throws Error if it is too large to be spelled out */
  async #numbers(view: TensorView | null, layer: string): Promise<Numbers> {
    const { shape } = this.#view(view, layer);
    if (sizeOf(shape) > SPELLED_OUT)
      throw new Error(`layer '${layer}': a tensor of ${shapeText(shape)} is too large to be spelled out`);
    return { shape, values: await readFloats(this.rig.device, this.#view(view, layer)) };
  }
}

/** The places of a kernel that an output's patch meets in one slice of the input, row by row. */
function kernelPlaces(
  { definition, options, inputShapes }: NetworkLayer,
  cell: Index,
  slice: number,
): { readonly places: readonly Index[]; readonly columns: number } {
  const places = definition.explain
    .terms(options, inputShapes, cell)
    .flatMap(({ at, factor }) => (factor !== undefined && at.at(-1) === slice ? [factor.at] : []));
  const [first] = places;
  // A kernel has rows and columns; the weights of a dense unit are one for each input.
  const columns = first?.length === 4 ? places.filter((place) => place[0] === first[0]).length : 1;
  return { places, columns };
}

function inSlab(slab: Slab, { spec, offset, layer }: StoredParameter): TensorView {
  return Object.freeze({
    label: `${layer}/${spec.name}`,
    buffer: slab.buffer,
    offsetBytes: offset * 4,
    shape: spec.shape,
  });
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
