// Runs kernels on given numbers and reads back what they wrote.

import { readBytes } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { Graph, reserveTensor } from '../../src/graph/graph';
import { compilePlan, type Plan } from '../../src/graph/plan';
import { sizeOf, type Shape, type Tensor } from '../../src/graph/tensor';
import type { Kernel } from '../../src/kernels/kernel';
import { targetOf } from '../../src/kernels/target';

export type Numbers = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A graph under test with its tensors, each in a slab of its own: any two may be bound together. */
export class Bench {
  readonly graph: Graph;
  readonly #given: { slab: Slab; numbers: Numbers }[] = [];
  #plan: Plan | null = null;

  constructor(readonly device: GPUDevice) {
    this.graph = new Graph('bench', targetOf(device));
  }

  /** A tensor that holds these numbers at the start; its type is theirs. */
  tensor(label: string, numbers: Numbers, shape: Shape = [numbers.length]): Tensor {
    const slab = new Slab(label);
    this.#given.push({ slab, numbers });
    return reserveTensor(label, shape, slab, numbers instanceof Uint32Array ? 'u32' : 'f32');
  }

  /** Runs the graph; the first call compiles it, later ones go on from the numbers as they are. */
  async run(times = 1): Promise<void> {
    if (this.#plan === null) {
      for (const { slab, numbers } of this.#given) {
        slab.allocate(this.device);
        this.device.queue.writeBuffer(slab.buffer, 0, numbers);
      }
      this.#plan = await compilePlan(this.device, this.graph);
    }
    this.#plan.run(times);
  }

  /** Overwrites a tensor made by tensor(). */
  write(tensor: Tensor, numbers: Numbers): void {
    if (tensor.storage.home !== 'slab')
      throw new Error(`tensor '${tensor.label}' is not one of the bench's own`);
    this.device.queue.writeBuffer(tensor.storage.slab.buffer, tensor.storage.offsetBytes, numbers);
  }

  async floats(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#bytes(tensor));
  }

  async words(tensor: Tensor): Promise<Uint32Array<ArrayBuffer>> {
    return new Uint32Array(await this.#bytes(tensor));
  }

  async #bytes(tensor: Tensor): Promise<ArrayBuffer> {
    if (this.#plan === null) throw new Error('bench: run it first');
    const { buffer, offsetBytes } = this.#plan.view(tensor);
    return readBytes(this.device, buffer, offsetBytes, sizeOf(tensor.shape) * 4);
  }

  destroy(): void {
    this.#plan?.destroy();
    for (const { slab } of this.#given) slab.destroy();
  }
}

/**
 * Dispatches one kernel `times` times on these numbers.
 * @returns the numbers of every binding afterwards, in the types they came in
 */
export async function runKernel<Params, Binding extends string>(
  device: GPUDevice,
  kernel: Kernel<Params, Binding>,
  params: Params,
  numbers: Readonly<Record<Binding, Numbers>>,
  times = 1,
): Promise<Record<Binding, Numbers>> {
  const bench = new Bench(device);
  const names = Object.keys(kernel.bindings) as Binding[];
  const tensors = Object.fromEntries(
    names.map((name) => [name, bench.tensor(name, numbers[name])]),
  ) as Record<Binding, Tensor>;
  bench.graph.dispatch(kernel, kernel.name, params, tensors);
  await bench.run(times);
  const after: [Binding, Numbers][] = [];
  for (const name of names) {
    const tensor = tensors[name];
    after.push([name, await (tensor.dtype === 'u32' ? bench.words(tensor) : bench.floats(tensor))]);
  }
  bench.destroy();
  return Object.fromEntries(after) as Record<Binding, Numbers>;
}
