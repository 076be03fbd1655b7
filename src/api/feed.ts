// GPU buffers for one batch of a stream.

import { paired, type DeviceDataset } from '../data/deviceDataset';
import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import type { LossDefinition } from '../losses/loss';
import { converted, write, type DeviceForm } from './numbers';
import { formOf, type Pair, type Samples } from './samples';

interface Place {
  readonly shape: Shape;
  readonly numbers: Tensor;
}

/** GPU buffers for one batch, overwritten before each step: training on a stream takes no more memory. */
export class Feed {
  readonly dataset: DeviceDataset;
  readonly #slabs: Readonly<Record<keyof Pair, readonly Slab[]>>;
  readonly #losses: readonly LossDefinition[];
  #samples: number;

  /** @param pair a batch of the largest size */
  constructor(
    readonly device: GPUDevice,
    readonly capacity: number,
    { xs, ts }: Pair,
    losses: readonly LossDefinition[],
  ) {
    this.#slabs = {
      xs: xs.map(() => new Slab('batch samples')),
      ts: ts.map(() => new Slab('batch targets')),
    };
    this.#losses = losses;
    this.#samples = capacity;
    const places = (slabs: readonly Slab[], some: readonly Samples[]): Place[] =>
      some.map(({ shape }, i) => {
        const slab = slabs[i] ?? new Slab('');
        return { shape, numbers: reserveTensor(slab.label, [capacity * sizeOf(shape)], slab, 'u32') };
      });
    const dataset = paired(
      capacity,
      places(this.#slabs.xs, xs).map(({ shape, numbers }) => ({
        ...{ featureShape: shape, featureType: 'f32', scale: 1, offset: 0 },
        shards: [{ first: 0, count: capacity, features: numbers }],
      })),
      places(this.#slabs.ts, ts).map(({ shape, numbers }, i) => ({
        ...{ targetShape: shape, targets: numbers, targetType: formOf(losses, i) },
      })),
      () => this.destroy(),
    );
    const count = (): number => this.#samples;
    this.dataset = {
      ...dataset,
      get samples() {
        return count();
      },
    };
    for (const slab of this.#all) slab.allocate(device);
  }

  get #all(): readonly Slab[] {
    return [...this.#slabs.xs, ...this.#slabs.ts];
  }

  /** Prepares a batch. Call the returned function right before the step. */
  async prepare({ xs, ts }: Pair): Promise<() => void> {
    const writers = await Promise.all([
      ...this.#slabs.xs.map((slab, i) => this.#writer(xs[i], 'f32', slab)),
      ...this.#slabs.ts.map((slab, i) => this.#writer(ts[i], formOf(this.#losses, i), slab)),
    ]);
    return () => {
      this.#samples = xs[0]?.count ?? 0;
      for (const writer of writers) writer();
    };
  }

  async #writer(samples: Samples | undefined, form: DeviceForm, slab: Slab): Promise<() => void> {
    if (samples === undefined) return () => undefined;
    const { numbers } = samples;
    await numbers.arrived();
    const resident = form === 'f32' ? numbers.residentOn(this.device) : null;
    if (resident === null) {
      const values = converted(await numbers.read(), form);
      return () => write(this.device, slab, values);
    }
    return () => {
      const encoder = this.device.createCommandEncoder({ label: 'batch copy' });
      encoder.copyBufferToBuffer(resident.buffer, 0, slab.buffer, 0, numbers.size * 4);
      this.device.queue.submit([encoder.finish()]);
    };
  }

  destroy(): void {
    for (const slab of this.#all) slab.destroy();
  }
}
