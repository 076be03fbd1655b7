// The weights of a model: on the host until the model is first used on the GPU, from then on there.

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
  /** `conv2d_1/weight`, as the store names it. */
  readonly name: string;
  readonly layer: string;
  readonly spec: ParameterSpec;
}

export class Weights {
  readonly #list: readonly Weight[];
  /** Null before anybody looked at them, and once the GPU has them. */
  #host: Map<string, Float32Array> | null = null;
  #store: Promise<ParameterStore> | null = null;
  #disposed = false;

  /** @param before those of the model without its last layer: values that were set are taken over */
  constructor(
    readonly network: Network,
    readonly seed: number,
    before?: Weights,
  ) {
    this.#list = network.layers.flatMap(({ name: layer, parameters }) =>
      parameters.map((spec) => ({ name: `${layer}/${spec.name}`, layer, spec })),
    );
    if (before !== undefined && before.#host !== null)
      for (const [name, values] of before.#host) this.#values().set(name, values);
  }

  /** Whether the GPU has them, or is getting them. */
  get moved(): boolean {
    return this.#store !== null;
  }

  /** The values on the host, made at the first look. */
  #values(): Map<string, Float32Array> {
    this.#host ??= new Map(
      this.#list.map(({ name, spec }) => [
        name,
        initialize(spec.initializer, sizeOf(spec.shape), spec, this.seed, name),
      ]),
    );
    return this.#host;
  }

  /** The store on the GPU, made at the first call. @throws NoDeviceError, DeviceLimitError, ModelError if disposed */
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

  /** tfjs's order: of a layer as they are defined; of a model the trained ones first, then the state. */
  list(layer: string | null): readonly Weight[] {
    if (layer !== null) return this.#list.filter((weight) => weight.layer === layer);
    return [
      ...this.#list.filter(({ spec }) => spec.trained),
      ...this.#list.filter(({ spec }) => !spec.trained),
    ];
  }

  /** Copies as tensors. @param inOrder runs a GPU action after those before it */
  read(layer: string | null, inOrder: <T>(action: () => Promise<T>) => Promise<T>): Tensor[] {
    const wanted = this.list(layer);
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

  /** @throws ModelError naming the weight, expected and received */
  write(
    where: string,
    layer: string | null,
    tensors: readonly Tensor[],
    inOrder: (action: () => Promise<void>) => void,
  ): void {
    const wanted = this.list(layer);
    if (tensors.length !== wanted.length) {
      throw new ModelError(
        `${where}: setWeights expects ${wanted.length} tensors (${wanted.map(({ name }) => name).join(', ') || 'none'}). Received ${tensors.length}`,
      );
    }
    const pairs = wanted.map((weight, i) => {
      const tensor = tensors[i];
      if (!(tensor instanceof Tensor) || shapeText(tensor.shape) !== shapeText(weight.spec.shape)) {
        throw new ModelError(
          `${where}: weight '${weight.name}' must be a tensor of shape ${shapeText(weight.spec.shape)}. ` +
            `Received ${tensor instanceof Tensor ? shapeText(tensor.shape) : typeof tensor}`,
        );
      }
      // Shared, so that the caller may dispose the tensor at once.
      return { name: weight.name, tensor: keep(tensor.clone()) };
    });
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

  dispose(): void {
    this.#disposed = true;
    void this.#store?.then(
      (store) => store.destroy(),
      () => undefined,
    );
    this.#host = null;
  }
}
