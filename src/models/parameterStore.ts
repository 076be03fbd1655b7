// A network's parameters on the GPU, laid out by parameterLayout.ts. All plans of the network (training, probe,
// evaluation) bind the same slabs, so all see the same numbers.

import { readBytes } from '../gpu/readback';
import type { Slab } from '../gpu/slab';
import { sizeOf, shapeText, type Tensor } from '../graph/tensor';
import { filler, loadInitializers } from '../initializers/initializers';
import { ownerOf, type Network } from './network';
import { ParameterLayout, type StoredParameter } from './parameterLayout';

export { RUN_LENGTH, type StoredParameter } from './parameterLayout';

/** The parameters of a network, as forward passes read them. */
export interface ForwardParameters {
  readonly device: GPUDevice;
  /** The tensors of one layer, by name. */
  of(layer: string): Readonly<Record<string, Tensor>>;
}

/** To be awaited before the initial values of a network are drawn, unless src/initializers/orthogonal.ts is imported. */
export const loadInitializersOf = ({ layers }: Network): Promise<void> =>
  loadInitializers(layers.flatMap(({ parameters }) => parameters.map(({ initializer }) => initializer)));

/** Numbers drawn and uploaded per part: a few milliseconds of work. */
const PART = 2 ** 17;

export class ParameterStore extends ParameterLayout implements ForwardParameters {
  #version = 0;

  constructor(
    readonly device: GPUDevice,
    network: Network,
  ) {
    super(network);
    this.parameters.allocate(device);
    this.state.allocate(device);
  }

  /** Changes with every write, so that a copy can tell whether it is out of date. */
  get version(): number {
    return this.#version;
  }

  /** Call this after writing into the slabs, as training does. */
  changed(): void {
    this.#version++;
  }

  /** The same seed gives the same parameters. */
  initialize(seed: number): void {
    for (const _done of this.#fill(seed));
    this.changed();
  }

  /** As `initialize`, but frozen layers stay as they are: what training did not change is not to be undone. */
  reset(seed: number): void {
    const trainable = new Set(this.network.layers.flatMap((layer) => (layer.trainable ? layer.name : [])));
    const entries = this.entries.filter(({ layer }) => trainable.has(layer));
    for (const _done of this.#fill(seed, entries));
    this.changed();
  }

  /**
   * As above, in parts, because a large network has a hundred million parameters.
   * @param breath called after each part with the share done, 0…1; an error that it throws cancels the work
   */
  async initializeInParts(seed: number, breath: (done: number) => Promise<void>): Promise<void> {
    for (const done of this.#fill(seed)) await breath(done);
    this.changed();
  }

  *#fill(seed: number, entries = this.entries): Generator<number> {
    const all = entries.reduce((sum, { spec }) => sum + sizeOf(spec.shape), 0);
    const part = new Float32Array(Math.min(all, PART));
    let done = 0;
    for (const { layer, spec, slab, offset } of entries) {
      const fill = filler(spec.initializer, spec, seed, `${layer}/${spec.name}`);
      const size = sizeOf(spec.shape);
      for (let first = 0; first < size; first += PART) {
        const values = part.subarray(0, Math.min(PART, size - first));
        fill(values);
        this.device.queue.writeBuffer(slab.buffer, (offset + first) * 4, values);
        done += values.length;
        yield done / all;
      }
    }
  }

  /** Every parameter, in the order of the layers. */
  async read(): Promise<{ name: string; shape: readonly number[]; values: Float32Array<ArrayBuffer> }[]> {
    const whole = new Map<Slab, ArrayBuffer>();
    for (const slab of [this.parameters, this.state])
      whole.set(slab, await readBytes(this.device, slab.buffer));
    return this.entries.map(({ layer, spec, slab, offset }) => ({
      name: `${layer}/${spec.name}`,
      shape: spec.shape,
      values: new Float32Array(whole.get(slab) ?? new ArrayBuffer(0), offset * 4, sizeOf(spec.shape)).slice(),
    }));
  }

  /** @throws Error if there is no such parameter, or the number of values differs */
  write(name: string, values: Float32Array): void {
    const entry = this.entries.find(({ layer, spec }) => `${layer}/${spec.name}` === name);
    if (entry === undefined) throw new Error(`network '${this.network.name}': has no parameter '${name}'`);
    if (values.length !== sizeOf(entry.spec.shape)) {
      throw new Error(
        `parameter '${name}': expected ${sizeOf(entry.spec.shape)} values (${shapeText(entry.spec.shape)}). Received ${values.length}`,
      );
    }
    this.device.queue.writeBuffer(entry.slab.buffer, entry.offset * 4, values as Float32Array<ArrayBuffer>);
    this.changed();
  }

  /** Writes single numbers of a parameter, such as those of one filter. @throws Error if an index is out of range */
  writeAt(layer: string, parameter: string, places: readonly number[], values: ArrayLike<number>): void {
    const { slab, offset, spec } = this.entry(layer, parameter);
    const size = sizeOf(spec.shape);
    if (places.length !== values.length || places.some((place) => !(place >= 0 && place < size))) {
      throw new Error(
        `parameter '${layer}/${parameter}': needs a value for each place below ${size}. Received ${values.length} values for ${places.length} places`,
      );
    }
    places.forEach((place, at) => {
      const number = Float32Array.of(values[at] ?? NaN);
      this.device.queue.writeBuffer(slab.buffer, (offset + place) * 4, number);
    });
    this.changed();
  }

  /** A parameter that a layer uses. @throws Error if there is none of that name */
  entry(layer: string, parameter: string): StoredParameter {
    const owner = ownerOf(this.network, layer);
    const entry = this.entries.find((one) => one.layer === owner && one.spec.name === parameter);
    if (entry === undefined)
      throw new Error(`network '${this.network.name}': has no parameter '${layer}/${parameter}'`);
    return entry;
  }

  destroy(): void {
    this.parameters.destroy();
    this.state.destroy();
  }
}
