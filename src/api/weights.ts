// The weights of a model: on the host until the first use on the GPU, from then on the GPU.

import { sizeOf, shapeText } from '../graph/tensor';
import { initialize } from '../initializers/initializers';
import '../initializers/orthogonal';
import type { ParameterSpec } from '../layers/layer';
import { addLayers } from '../layers/registry';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { getDevice, refuseLost } from './device';
import { ModelError } from './errors';
import { once, type HostValues } from './numbers';
import { numbersOf, Tensor } from './tensor';
import { keep } from './tidy';

interface Weight {
  /** `conv2d_1/weight`, the name in the parameter store. */
  readonly name: string;
  readonly layer: string;
  readonly spec: ParameterSpec;
}

type InOrder = <T>(action: () => Promise<T>) => Promise<T>;

/** The weights of a model: its own, or those of the model that contains it. */
export interface ModelWeights {
  /** Whether the weights are on the GPU, or being uploaded. */
  readonly moved: boolean;
  /**
   * The store on the GPU, created at the first call. @throws NoDeviceError, DeviceLimitError, ModelError if disposed
   */
  onDevice(): Promise<ParameterStore>;
  /**
   * Copies as tensors. One layer: in its order of definition; the whole model (null): the trained ones first, as in
   * tfjs.
   */
  read(layer: string | null, inOrder: InOrder): Tensor[];
  /** @throws ModelError naming the weight, expected and received */
  write(
    where: string,
    layer: string | null,
    tensors: readonly Tensor[],
    inOrder: (action: () => Promise<void>) => void,
  ): void;
  /**
   * Changes which layers are frozen. @param moved called, in order, before the weights move to another place on the GPU
   */
  refreeze(network: Network, inOrder: InOrder, moved: () => void): void;
  /** How to have the values as they are now; null if only the GPU has them. */
  snapshot(): (() => WeightValues) | null;
  /** The GPU changes the values from now on. */
  changed(): void;
  /** Copies the values to the host, unless it has them or they are too many. */
  refresh(): Promise<void>;
  dispose(): void;
}

/** By name, `conv1/weight`. */
export type WeightValues = ReadonlyMap<string, Float32Array>;

/** So many numbers are kept on the host besides the GPU, 16 MB. */
export const MAX_KEPT = 2 ** 22;

const listOf = ({ layers }: Network): readonly Weight[] =>
  layers.flatMap(({ name: layer, parameters }) =>
    parameters.map((spec) => ({ name: `${layer}/${spec.name}`, layer, spec })),
  );

/** tfjs's order. One layer: in its order of definition; a model: the trained weights first, then the state. */
const ordered = (list: readonly Weight[], layer: string | null): readonly Weight[] =>
  layer !== null
    ? list.filter((weight) => weight.layer === layer)
    : [...list.filter(({ spec }) => spec.trained), ...list.filter(({ spec }) => !spec.trained)];

/** @throws ModelError naming the weight, expected and received */
function checkTensors(where: string, wanted: readonly Weight[], tensors: readonly Tensor[]): void {
  if (tensors.length !== wanted.length) {
    throw new ModelError(
      `${where}: setWeights expects ${wanted.length} tensors (${wanted.map(({ name }) => name).join(', ') || 'none'}). Received ${tensors.length}`,
    );
  }
  wanted.forEach(({ name, spec }, i) => {
    const tensor = tensors[i];
    if (tensor instanceof Tensor && shapeText(tensor.shape) === shapeText(spec.shape)) return;
    throw new ModelError(
      `${where}: weight '${name}' must be a tensor of shape ${shapeText(spec.shape)}. ` +
        `Received ${tensor instanceof Tensor ? shapeText(tensor.shape) : typeof tensor}`,
    );
  });
}

export class Weights implements ModelWeights {
  #list: readonly Weight[];
  /** The values on the host; null before the first read, or if only the GPU has them. Never changed, but replaced. */
  #host: WeightValues | null = null;
  /** Whether the GPU has values that the host does not have, or will have when earlier calls are done. */
  #newer = false;
  /** Whether the GPU has the values of the host, so that these may be forgotten. */
  #uploaded = false;
  /** Counts the changes. */
  #version = 0;
  #store: Promise<ParameterStore> | null = null;
  #disposed = false;

  /** @param before the weights of the model without its last layer; values that were set are taken over */
  constructor(
    public network: Network,
    readonly seed: number,
    before?: ModelWeights,
  ) {
    this.#list = listOf(network);
    if (before instanceof Weights && before.#host !== null) this.#host = this.#with(before.#host);
  }

  get moved(): boolean {
    return this.#store !== null;
  }

  /** The values on the host, created at the first read. */
  #values(): WeightValues {
    this.#host ??= this.#initial();
    return this.#host;
  }

  #initial(): WeightValues {
    return new Map(
      this.#list.map(({ name, spec }) => [
        name,
        initialize(spec.initializer, sizeOf(spec.shape), spec, this.seed, name),
      ]),
    );
  }

  #with(others: WeightValues): WeightValues {
    return new Map([...this.#values(), ...others]);
  }

  /** The values as they are after all calls so far, or null if the host cannot know them. */
  #known(): WeightValues | null {
    return this.#store === null && !this.#newer ? this.#values() : (this.snapshot()?.() ?? null);
  }

  get #fits(): boolean {
    return this.network.parameterCount <= MAX_KEPT;
  }

  snapshot(): (() => WeightValues) | null {
    const host = this.#host;
    if (this.#newer || this.#disposed) return null;
    if (host !== null) return () => host;
    // Values that nobody has changed are drawn when they are asked for.
    return this.#fits ? once(() => this.#initial()) : null;
  }

  changed(): void {
    this.#version++;
    this.#newer = true;
    if (this.#uploaded) this.#host = null;
  }

  async refresh(): Promise<void> {
    if (!this.#newer || !this.#fits || this.#disposed) return;
    const version = this.#version;
    const read = await (await this.onDevice()).read();
    if (version !== this.#version) return;
    this.#host = new Map(read.map(({ name, values }) => [name, values]));
    this.#newer = false;
  }

  async onDevice(): Promise<ParameterStore> {
    if (this.#disposed) throw new ModelError(`model '${this.network.name}': is disposed`);
    this.#store ??= this.#move();
    const store = await this.#store;
    await refuseLost(store.device, `model '${this.network.name}'`);
    return store;
  }

  async #move(): Promise<ParameterStore> {
    try {
      // A program may have a softmax only as the activation of another layer.
      const [device, { RAN_AFTER }] = await Promise.all([getDevice(), import('../layers/ranAfter')]);
      addLayers(RAN_AFTER);
      const store = new ParameterStore(device, this.network);
      if (this.#host === null) store.initialize(this.seed);
      else for (const [name, values] of this.#host) store.write(name, values);
      this.#uploaded = true;
      if (this.#newer || !this.#fits) this.changed();
      return store;
    } catch (error) {
      this.#store = null;
      throw error;
    }
  }

  read(layer: string | null, inOrder: InOrder): Tensor[] {
    const wanted = ordered(this.#list, layer);
    const host = this.#known();
    if (host !== null) {
      return wanted.map(
        ({ name, spec }) => new Tensor(host.get(name)?.slice() ?? new Float32Array(), spec.shape, 'float32'),
      );
    }
    const all = inOrder(
      async () => new Map((await (await this.onDevice()).read()).map(({ name, values }) => [name, values])),
    );
    return wanted.map(
      ({ name, spec }) =>
        new Tensor(
          all.then((values): HostValues => values.get(name) ?? new Float32Array()),
          spec.shape,
          'float32',
        ),
    );
  }

  write(
    where: string,
    layer: string | null,
    tensors: readonly Tensor[],
    inOrder: (action: () => Promise<void>) => void,
  ): void {
    const wanted = ordered(this.#list, layer);
    checkTensors(where, wanted, tensors);
    // The storage is shared, so that the caller may dispose the tensors at once.
    const pairs = tensors.map((tensor, i) => ({
      name: wanted[i]?.name ?? '',
      tensor: keep(tensor.clone()),
    }));
    const free = (): void => pairs.forEach(({ tensor }) => tensor.dispose());
    const onHost = pairs.every(({ tensor }) => numbersOf(tensor).host !== null);
    const host = this.#known();
    if (onHost && host !== null) {
      this.#version++;
      this.#host = new Map([
        ...host,
        ...pairs.map(({ name, tensor }) => [name, Float32Array.from(tensor.dataSync())] as const),
      ]);
      if (this.#store === null) {
        free();
        return;
      }
    } else this.changed();
    inOrder(async () => {
      const store = await this.onDevice();
      for (const { name, tensor } of pairs) store.write(name, Float32Array.from(await tensor.data()));
      free();
    });
  }

  refreeze(network: Network, inOrder: InOrder, moved: () => void): void {
    this.network = network;
    this.#list = listOf(network);
    if (this.#store === null) return;
    // Frozen and trained weights lie in different slabs, so they move on the GPU.
    void inOrder(async () => {
      const before = await this.onDevice();
      const after = new ParameterStore(before.device, network);
      const { takeOver } = await import('../models/takeOver');
      takeOver(after, before);
      moved();
      this.#store = Promise.resolve(after);
      before.destroy();
    }).catch(() => undefined); // Whoever uses them next is told.
  }

  dispose(): void {
    this.#disposed = true;
    void this.#store?.then(
      (store) => store.destroy(),
      () => undefined,
    );
    this.#host = null;
  }
}

/** The weights of a model that is a part of another one: reads and writes go to the other model. */
export class SharedWeights implements ModelWeights {
  #list: readonly Weight[];

  constructor(
    network: Network,
    private readonly whole: ModelWeights,
  ) {
    this.#list = listOf(network);
  }

  get moved(): boolean {
    return this.whole.moved;
  }

  onDevice(): Promise<ParameterStore> {
    return this.whole.onDevice();
  }

  read(layer: string | null, inOrder: InOrder): Tensor[] {
    if (layer !== null) return this.whole.read(layer, inOrder);
    const found = new Map<string, Tensor>();
    for (const [name, weights] of this.#byLayer()) {
      const tensors = this.whole.read(name, inOrder);
      weights.forEach((weight, i) => {
        const tensor = tensors[i];
        if (tensor !== undefined) found.set(weight.name, tensor);
      });
    }
    return ordered(this.#list, null).flatMap(({ name }) => found.get(name) ?? []);
  }

  write(
    where: string,
    layer: string | null,
    tensors: readonly Tensor[],
    inOrder: (action: () => Promise<void>) => void,
  ): void {
    const wanted = ordered(this.#list, layer);
    checkTensors(where, wanted, tensors);
    const given = new Map(wanted.map(({ name }, i) => [name, tensors[i]]));
    for (const [name, weights] of this.#byLayer()) {
      if (layer !== null && layer !== name) continue;
      const own = weights.flatMap((weight) => given.get(weight.name) ?? []);
      this.whole.write(where, name, own, inOrder);
    }
  }

  refreeze(network: Network): void {
    this.#list = listOf(network);
  }

  snapshot(): (() => WeightValues) | null {
    return this.whole.snapshot();
  }

  changed(): void {
    this.whole.changed();
  }

  refresh(): Promise<void> {
    return this.whole.refresh();
  }

  /** The weights belong to the other model. */
  dispose(): void {
    this.#list = [];
  }

  #byLayer(): ReadonlyMap<string, readonly Weight[]> {
    const layers = new Map<string, Weight[]>();
    for (const weight of this.#list) layers.set(weight.layer, [...(layers.get(weight.layer) ?? []), weight]);
    return layers;
  }
}
