// A network that classifies picture after picture, as from a camera: the frame goes to the GPU, through all layers with
// their maps kept, and a few numbers are read back. One frame is in flight at a time; frames that arrive meanwhile are
// skipped.
//
// What is drawn belongs to the frame that was answered: while the next one is on its way through the network, its input and its
// Grad-CAM map lie in buffers of their own.

import { createBuffer } from '../gpu/buffers';
import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import type { TensorView } from '../gpu/tensorView';
import { mapForReading } from '../gpu/waits';
import { reserveTensor } from '../graph/graph';
import { compilePlan, type Plan, viewInSlab } from '../graph/plan';
import { sizeOf } from '../graph/tensor';
import { defineNetwork, type Network } from '../models/network';
import type { ParameterStore } from '../models/parameterStore';
import { LayerDomains } from '../inspect/probe/layerViews';
import { Ranges } from '../inspect/probe/ranges';
import { forwardGraph, type ForwardGraph } from '../train/stepGraph';
import { Cam, camLayers } from './cam';
import { isFamiliar } from '../train/familiarity';
import { FrameInput, type FrameSource, type FrameView } from './frameInput';
import { Majority, Smoother } from './smoother';
import type { Trained } from './trained';
import { storeOf } from './storeOf';

export interface LiveAnswer {
  /** Of this frame alone. */
  readonly now: readonly number[];
  /** Over the last moments. */
  readonly smooth: readonly number[];
  /** Whether the picture is like any of those that were learned from, over the last moments; true where it is not known. */
  readonly familiar: boolean;
  /** From the frame to its answer. */
  readonly latencyMs: number;
  readonly framesPerSecond: number;
}

/** Maps of a layer, to be drawn. */
export interface LiveMaps {
  readonly layer: string;
  /** [height, width, channels] */
  readonly tensor: TensorView;
  readonly domain: readonly [number, number];
}

const RANGES_MS = 400;

interface Parts {
  readonly network: Network;
  readonly store: ParameterStore;
  readonly forward: ForwardGraph;
  readonly plan: Plan;
  readonly slabs: readonly Slab[];
  readonly input: FrameInput;
  readonly cam: Cam | null;
  /** Of the frame that was answered last: the input, and the Grad-CAM map. */
  readonly answered: { readonly picture: TensorView; readonly cam: TensorView | null };
  readonly ranges: Ranges;
  readonly layers: readonly string[];
}

export class LiveClassifier {
  /** The class that is asked about; null: that of the first answer. */
  asked: number | null = null;
  answer: LiveAnswer | null = null;
  /** Of the Grad-CAM map. */
  camMost = 0;
  #busy = false;
  #closed = false;
  #rangesAt = -Infinity;
  #answeredAt = -Infinity;
  #interval = 0;
  readonly #smoother: Smoother;
  readonly #familiar = new Majority();
  readonly #domains = new LayerDomains();
  readonly #staging: GPUBuffer;

  private constructor(
    readonly device: GPUDevice,
    readonly trained: Trained,
    private readonly parts: Parts,
  ) {
    this.#smoother = new Smoother(trained.classes.length);
    this.#staging = createBuffer(device, {
      label: 'live answers',
      size: 4 * (this.#besides + (parts.cam ? sizeOf(parts.cam.map.shape) : 0)),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
  }

  /** Numbers that are read before those of the Grad-CAM map: probabilities, and what familiarity compares. */
  get #besides(): number {
    const { classes, familiarity } = this.trained;
    return classes.length + (familiarity?.scales.length ?? 0);
  }

  static async create(device: GPUDevice, trained: Trained): Promise<LiveClassifier> {
    const network = defineNetwork(trained.network);
    const store = storeOf(device, network, trained.weights);
    const [inputSlab, rangeSlab] = [new Slab('live picture'), new Slab('live ranges')];
    const forward = forwardGraph(network, store, 1, 'all', inputSlab);
    const layers = shownLayers(network);
    const ranged = layers.flatMap((layer) => {
      const tensor = forward.results.get(layer);
      return tensor === undefined ? [] : [{ layer, kernel: false, tensor }];
    });
    const ranges = Ranges.append(forward.graph, ranged, rangeSlab);
    for (const slab of [inputSlab, rangeSlab]) slab.allocate(device);
    const plan = await compilePlan(device, forward.graph, { share: false });
    const [picture] = forward.inputs;
    if (picture === undefined) throw new Error(`network '${network.name}': has no input`);
    const input = await FrameInput.create(device, plan.view(picture, true));
    const last = camLayers(network)?.at(-1);
    const maps = last && forward.results.get(last.name);
    const cam = last && maps ? await Cam.create(device, network, store, last, plan.view(maps, true)) : null;
    const answeredSlab = new Slab('live answered');
    const copies = {
      picture: reserveTensor('live/picture', picture.shape, answeredSlab),
      cam: cam && reserveTensor('live/cam', cam.map.shape, answeredSlab),
    };
    answeredSlab.allocate(device);
    const answered = { picture: viewInSlab(copies.picture), cam: copies.cam && viewInSlab(copies.cam) };
    const slabs = [inputSlab, rangeSlab, answeredSlab];
    return new LiveClassifier(device, trained, {
      ...{ network, store, forward, plan, slabs, input, cam, answered, ranges, layers },
    });
  }

  /** What the network saw when it answered last, [size, size, 3]. */
  get picture(): TensorView {
    return this.parts.answered.picture;
  }

  /** Its numbers, row by row. */
  readPicture(): Promise<Float32Array> {
    return readFloats(this.device, this.picture);
  }

  /** The contribution of each position of the picture to the answer in question (Grad-CAM); null if it is not known. */
  get cam(): TensorView | null {
    return this.parts.answered.cam;
  }

  /** Of a few layers, from the picture on. */
  get maps(): readonly LiveMaps[] {
    const { forward, plan, layers } = this.parts;
    return layers.flatMap((layer) => {
      const tensor = forward.results.get(layer);
      if (tensor === undefined) return [];
      return {
        layer,
        tensor: plan.view(tensor, true),
        domain: this.#domains.shown(layer).activation ?? [0, 1],
      };
    });
  }

  /** Another scene: earlier frames must not affect its answer. */
  forget(): void {
    this.#smoother.reset();
    this.#familiar.reset();
    this.answer = null;
    this.#answeredAt = -Infinity;
    this.#interval = 0;
  }

  /** @returns the answer; null where a frame was under way, or the device is gone */
  async look(source: FrameSource, view: FrameView = {}): Promise<LiveAnswer | null> {
    if (this.#busy || this.#closed) return null;
    this.#busy = true;
    const startedAt = performance.now();
    try {
      this.parts.input.write(source, view);
      const numbers = await this.#run();
      if (numbers === null || this.#isClosed()) return null;
      const classes = this.trained.classes.length;
      const now = Array.from(numbers.subarray(0, classes));
      const at = performance.now();
      const smooth = this.#smoother.add(now, at);
      // Grad-CAM went along for the answer of the frame before.
      const about = this.asked ?? bestOf(smooth);
      const { cam } = this.parts;
      const map =
        cam && cam.answer !== about ? await this.#camOf(cam, about) : numbers.subarray(this.#besides);
      if (map === null || this.#isClosed()) return null;
      this.camMost = map.reduce((most, value) => Math.max(most, value), 0);
      this.#keep();
      const passed = at - this.#answeredAt;
      if (Number.isFinite(passed))
        this.#interval = this.#interval === 0 ? passed : 0.8 * this.#interval + 0.2 * passed;
      this.#answeredAt = at;
      this.answer = {
        now,
        smooth,
        familiar: this.#isFamiliar(numbers.subarray(classes, this.#besides), at),
        latencyMs: at - startedAt,
        framesPerSecond: this.#interval === 0 ? 0 : 1000 / this.#interval,
      };
      return this.answer;
    } finally {
      this.#busy = false;
    }
  }

  /** Asked after each wait: it may have been closed meanwhile, and its buffers with it. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #isFamiliar(features: Float32Array, at: number): boolean {
    const { familiarity } = this.trained;
    return familiarity ? this.#familiar.add(isFamiliar(familiarity, features), at) : true;
  }

  async #run(): Promise<Float32Array | null> {
    const { device } = this;
    const { network, forward, plan, cam } = this.parts;
    const output = forward.results.get(network.outputs[0] ?? '');
    if (output === undefined) throw new Error('live: has no output');
    const answers = plan.view(output);
    const classes = this.trained.classes.length;
    if (cam) cam.answer = this.asked ?? bestOf(this.answer?.smooth ?? []);
    const encoder = device.createCommandEncoder({ label: 'live' });
    const pass = encoder.beginComputePass({ label: 'live' });
    plan.encode(pass);
    cam?.encode(pass);
    pass.end();
    encoder.copyBufferToBuffer(answers.buffer, answers.offsetBytes, this.#staging, 0, 4 * classes);
    const { familiarity } = this.trained;
    const compared = familiarity && forward.results.get(familiarity.layer);
    if (compared) {
      const { buffer, offsetBytes } = plan.view(compared, true);
      encoder.copyBufferToBuffer(
        buffer,
        offsetBytes,
        this.#staging,
        4 * classes,
        4 * familiarity.scales.length,
      );
    }
    if (cam) {
      const { buffer, offsetBytes, shape } = cam.map;
      encoder.copyBufferToBuffer(buffer, offsetBytes, this.#staging, 4 * this.#besides, 4 * sizeOf(shape));
    }
    device.queue.submit([encoder.finish()]);
    const numbers = await this.#read();
    if (numbers !== null) await this.#readRanges().catch(() => undefined);
    return numbers;
  }

  /** The map of another answer, for the frame that lies in the network. */
  async #camOf(cam: Cam, answer: number): Promise<Float32Array | null> {
    const { device } = this;
    cam.answer = answer;
    const encoder = device.createCommandEncoder({ label: 'live cam' });
    const pass = encoder.beginComputePass({ label: 'live cam' });
    cam.encode(pass);
    pass.end();
    const { buffer, offsetBytes, shape } = cam.map;
    encoder.copyBufferToBuffer(buffer, offsetBytes, this.#staging, 0, 4 * sizeOf(shape));
    device.queue.submit([encoder.finish()]);
    const numbers = await this.#read();
    return numbers?.subarray(0, sizeOf(shape)) ?? null;
  }

  /** What was copied out; null where the device is lost or this was closed meanwhile, of which the page hears elsewhere. */
  async #read(): Promise<Float32Array | null> {
    try {
      await mapForReading(this.device, this.#staging);
      const numbers = new Float32Array(this.#staging.getMappedRange().slice(0));
      this.#staging.unmap();
      return this.#closed ? null : numbers;
    } catch {
      return null;
    }
  }

  /** From now on the frame that was answered is drawn. */
  #keep(): void {
    const { forward, plan, cam, answered } = this.parts;
    const [picture] = forward.inputs;
    if (picture === undefined) return;
    const encoder = this.device.createCommandEncoder({ label: 'live answered' });
    const copy = (from: TensorView, to: TensorView): void =>
      encoder.copyBufferToBuffer(
        from.buffer,
        from.offsetBytes,
        to.buffer,
        to.offsetBytes,
        4 * sizeOf(to.shape),
      );
    copy(plan.view(picture, true), answered.picture);
    if (cam && answered.cam) copy(cam.map, answered.cam);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Colours follow the numbers, a few times a second. */
  async #readRanges(): Promise<void> {
    const now = performance.now();
    if (now - this.#rangesAt < RANGES_MS) return;
    this.#rangesAt = now;
    this.#domains.take(await this.parts.ranges.read(this.device, this.parts.plan));
  }

  destroy(): void {
    this.#closed = true;
    const { plan, slabs, store, input, cam } = this.parts;
    plan.destroy();
    for (const slab of slabs) slab.destroy();
    store.destroy();
    input.destroy();
    cam?.destroy();
    this.#staging.destroy();
  }
}

/** The largest of some numbers; the first if there is none. */
export const bestOf = (numbers: readonly number[]): number =>
  numbers.reduce((best, value, at) => (value > (numbers[best] ?? -Infinity) ? at : best), 0);

/** One layer of each size of map: the last that cuts negative numbers off, else the last of all. */
export function shownLayers(network: Network): readonly string[] {
  const bySize = new Map<number, string>();
  const cut = new Set<number>();
  for (const { name, outputShape, definition, options } of network.layers) {
    const [height = 0, , channels] = outputShape;
    if (outputShape.length !== 3 || channels === undefined || definition.kind === 'zeroPadding2d') continue;
    const cuts =
      definition.kind === 'reLU' || String((options as { activation?: string }).activation).includes('relu');
    if (cut.has(height) && !cuts) continue;
    if (cuts) cut.add(height);
    bySize.set(height, name);
  }
  return [...bySize.values()];
}
