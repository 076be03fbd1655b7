// A network's parameters for forward passes, with the large weights as f16: half the memory and half the traffic.
//
// It is a copy of a ParameterStore, rounded on the GPU. Weights that their layer can read as f16 lie in a slab of half
// the size; the rest (biases, batch normalization) is small and is copied as f32. The copy is therefore complete: a
// program that only predicts may destroy the store.

import { readBytes } from '../gpu/readback';
import { requireF16 } from '../gpu/requireF16';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor, tensorInSlab } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { alignedNumbers, chunksOf } from '../graph/chunks';
import { elementBytes, sizeOf, type Tensor } from '../graph/tensor';
import { roundToF16 } from '../kernels/roundToF16';
import { targetOf } from '../kernels/target';
import { ownerOf } from './network';
import type { ForwardParameters, ParameterStore, StoredParameter } from './parameterStore';

/** Weights exceed the range of f16. The message names them. */
export class HalfRangeError extends Error {
  override readonly name = 'HalfRangeError';

  /**
   * @param found what exceeds it: `'conv1/weight' has 3`
   * @param advice what to do instead
   * @param happened what came of it
   */
  constructor(network: string, found: readonly string[], advice: string, happened = '') {
    super(
      `network '${network}': ${happened}f16 holds numbers up to 65504, larger weights become infinite. ${found.join(', ')}. ${advice}`,
    );
  }
}

/** Numbers after which both their f32 and their f16 begin where a binding may. */
const ALIGNED_NUMBERS = alignedNumbers('f16');

interface Copied {
  readonly from: StoredParameter;
  readonly tensor: Tensor;
  /** The number of finite numbers that became infinite; null for parameters that stay f32. */
  readonly beyond: Tensor | null;
}

export class HalfParameters implements ForwardParameters {
  readonly #weights = new Slab('f16 weights');
  readonly #rest = new Slab('parameters beside f16 weights');
  readonly #beyond = new Slab('weights beyond f16');
  readonly #copies: readonly Copied[];
  #rounding: Plan | null = null;
  /** The version of the store at the time of the copy. */
  #version = -1;

  private constructor(readonly store: ParameterStore) {
    this.#copies = store.entries.map((from): Copied => {
      const { layer, spec } = from;
      const name = `${layer}/${spec.name}`;
      if (spec.half !== true)
        return { from, tensor: reserveTensor(name, spec.shape, this.#rest), beyond: null };
      return {
        from,
        tensor: reserveTensor(name, spec.shape, this.#weights, 'f16'),
        beyond: reserveTensor(`${name} beyond f16`, [1], this.#beyond, 'u32'),
      };
    });
  }

  /**
   * Copies the current parameters.
   * @throws MissingFeatureError before anything is allocated; HalfRangeError, DeviceLimitError
   */
  static async create(store: ParameterStore): Promise<HalfParameters> {
    requireF16(store.device);
    const half = new HalfParameters(store);
    try {
      for (const slab of [half.#weights, half.#rest, half.#beyond]) slab.allocate(store.device);
      half.#rounding = await compilePlan(store.device, half.#roundingGraph());
      await half.refresh();
      return half;
    } catch (error) {
      half.destroy();
      throw error;
    }
  }

  get device(): GPUDevice {
    return this.store.device;
  }

  /** On the GPU, padding included: what forward passes read. */
  get sizeBytes(): number {
    return this.#weights.sizeBytes + this.#rest.sizeBytes;
  }

  of(layer: string): Readonly<Record<string, Tensor>> {
    const owner = ownerOf(this.store.network, layer);
    return Object.fromEntries(
      this.#copies
        .filter(({ from }) => from.layer === owner)
        .map(({ from, tensor }) => [from.spec.name, tensor]),
    );
  }

  /** Copies the parameters again if the store has changed. @throws HalfRangeError: the copy must not be used then */
  async refresh(): Promise<void> {
    const { device, version } = this.store;
    if (version === this.#version) return;
    const encoder = device.createCommandEncoder({ label: 'copy as f16' });
    encoder.clearBuffer(this.#beyond.buffer);
    for (const { from, tensor, beyond } of this.#copies) {
      if (beyond !== null || tensor.storage.home !== 'slab') continue;
      const { slab, offsetBytes, sizeBytes } = tensor.storage;
      encoder.copyBufferToBuffer(from.slab.buffer, from.offset * 4, slab.buffer, offsetBytes, sizeBytes);
    }
    const pass = encoder.beginComputePass({ label: 'round to f16' });
    this.#rounding?.encode(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await this.#refuseBeyond();
    this.#version = version;
  }

  destroy(): void {
    this.#rounding?.destroy();
    for (const slab of [this.#weights, this.#rest, this.#beyond]) slab.destroy();
  }

  /** One dispatch per weight, or one per binding-sized piece. */
  #roundingGraph(): Graph {
    const graph = new Graph(`${this.store.network.name}/round to f16`, targetOf(this.device));
    for (const { from, tensor, beyond } of this.#copies) {
      const { storage, label } = tensor;
      if (beyond === null || storage.home !== 'slab') continue;
      const whole = sizeOf(tensor.shape);
      const pieces = chunksOf(whole, elementBytes('f32'), ALIGNED_NUMBERS, graph.target.bindingBytes);
      for (const { first, count: size } of pieces) {
        const place = (dtype: 'f32' | 'f16', slab: Slab, offsetBytes: number): Tensor =>
          tensorInSlab(label, [size], slab, offsetBytes + first * elementBytes(dtype), dtype);
        graph.dispatch(
          roundToF16,
          `${label} as f16`,
          { size },
          {
            x: place('f32', from.slab, from.offset * elementBytes('f32')),
            halves: place('f16', storage.slab, storage.offsetBytes),
            beyond,
          },
        );
      }
    }
    return graph;
  }

  async #refuseBeyond(): Promise<void> {
    const words = new Uint32Array(await readBytes(this.device, this.#beyond.buffer));
    const found = this.#copies.flatMap(({ tensor, beyond }) => {
      if (beyond?.storage.home !== 'slab') return [];
      const count = words[beyond.storage.offsetBytes / words.BYTES_PER_ELEMENT] ?? 0;
      return count === 0 ? [] : [`'${tensor.label}' has ${count}`];
    });
    if (found.length > 0) throw new HalfRangeError(this.store.network.name, found, 'Use f32 weights.');
  }
}
