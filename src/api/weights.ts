// The weights of a model: on the host until the first use on the GPU, from then on the GPU.

import { sizeOf, shapeText } from '../graph/tensor';
import { initialize } from '../initializers/initializers';
import type { ParameterSpec } from '../layers/layer';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { getDevice, refuseLost } from './device';
import { ModelError } from './errors';
import type { HostValues } from './numbers';
import { keep, numbersOf, Tensor } from './tensor';

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
  dispose(): void;
}

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
  /** The values on the host; null before the first read, and once the GPU has them. */
  #host: Map<string, Float32Array> | null = null;
  #store: Promise<ParameterStore> | null = null;
  #disposed = false;

  /** @param before the weights of the model without its last layer; values that were set are taken over */
  constructor(
    public network: Network,
    readonly seed: number,
    before?: ModelWeights,
  ) {
    this.#list = listOf(network);
    if (before instanceof Weights && before.#host !== null)
      for (const [name, values] of before.#host) this.#values().set(name, values);
  }

  get moved(): boolean {
    return this.#store !== null;
  }

  /** The values on the host, created at the first read. */
  #values(): Map<string, Float32Array> {
    this.#host ??= new Map(
      this.#list.map(({ name, spec }) => [
        name,
        initialize(spec.initializer, sizeOf(spec.shape), spec, this.seed, name),
      ]),
    );
    return this.#host;
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
      const store = new ParameterStore(await getDevice(), this.network);
      if (this.#host === null) store.initialize(this.seed);
      else for (const [name, values] of this.#host) store.write(name, values);
      this.#host = null;
      return store;
    } catch (error) {
      this.#store = null;
      throw error;
    }
  }

  read(layer: string | null, inOrder: InOrder): Tensor[] {
    const wanted = ordered(this.#list, layer);
    if (this.#store === null) {
      const host = this.#values();
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
    if (this.#store === null && pairs.every(({ tensor }) => numbersOf(tensor).host !== null)) {
      for (const { name, tensor } of pairs) this.#values().set(name, Float32Array.from(tensor.dataSync()));
      free();
      return;
    }
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
      after.takeOver(before);
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
