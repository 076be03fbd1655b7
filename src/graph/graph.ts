// A graph is the list of dispatches of one forward pass or one training step, in the order they run, with the tensors
// that they bind. Layers append to it; plan.ts compiles it.

import type { Slab } from '../gpu/slab';
import type { Access, Kernel, KernelPlan } from '../kernels/kernel';
import type { KernelTarget, ShapeClass } from '../kernels/target';
import { bytesOf, elementBytes, shapeText, sizeOf, type DataType, type Shape, type Tensor } from './tensor';

export interface Dispatch extends KernelPlan {
  readonly label: string;
  readonly kernel: { readonly name: string; readonly bindings: Readonly<Record<string, Access>> };
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The same dispatch with the kernel's plain shader and the same bindings; null if there is none. */
  readonly plain: KernelPlan | null;
  /** For a dispatch that does the work of several (fused.ts): those, which run in its place if it does not compile. */
  readonly parts?: () => readonly Dispatch[];
}

export class Graph {
  readonly dispatches: Dispatch[];
  readonly kept: Set<Tensor['storage']>;
  readonly #ids: { next: number };

  /**
   * @param target describes the device for which kernels are planned (`targetOf(device)`)
   * @param whole the graph to which everything is appended; by default this is a graph of its own
   */
  constructor(
    readonly label: string,
    readonly target: KernelTarget,
    whole?: Graph,
  ) {
    this.dispatches = whole?.dispatches ?? [];
    this.kept = whole?.kept ?? new Set();
    this.#ids = whole ? whole.#ids : { next: 0 };
  }

  /**
   * The same graph, which plans kernels with the target for layers of this shape. It stays with that target: a dense layer's
   * gradient that a convolution's kernels compute is a dense layer's.
   */
  suiting(shape: ShapeClass): Graph {
    const { byShape, ...own } = this.target;
    if (byShape === undefined) return this;
    const { bindingBytes, storageBuffers } = own;
    return new Graph(this.label, { ...own, ...byShape[shape], bindingBytes, storageBuffers }, this);
  }

  /** A new tensor in the plan's own memory. All its elements must be written before the first is read. */
  tensor(label: string, shape: Shape, dtype: DataType = 'f32'): Tensor {
    const sizeBytes = bytesOf(shape, dtype);
    return Object.freeze({
      label,
      shape,
      dtype,
      storage: Object.freeze({ home: 'plan', id: this.#ids.next++, label, sizeBytes }),
    });
  }

  /** A view of the same numbers with another shape; nothing is copied. */
  reshape(tensor: Tensor, shape: Shape): Tensor {
    if (sizeOf(shape) !== sizeOf(tensor.shape)) {
      throw new Error(
        `reshape '${tensor.label}': ${shapeText(tensor.shape)} does not hold as many numbers as ${shapeText(shape)}`,
      );
    }
    return Object.freeze({ ...tensor, shape });
  }

  /** Keeps a tensor alive to the end of the plan, because code outside the plan reads or writes it. */
  keep(tensor: Tensor): Tensor {
    this.kept.add(tensor.storage);
    return tensor;
  }

  dispatch<Params, Binding extends string>(
    kernel: Kernel<Params, Binding>,
    label: string,
    params: Params,
    tensors: Readonly<Record<Binding, Tensor>>,
  ): void {
    const { target } = this;
    const plain = (): KernelPlan | null => kernel.plain?.(params) ?? null;
    const plan = (target.plain === true ? plain() : null) ?? kernel.plan(params, target);
    this.dispatches.push(
      Object.freeze({
        label,
        kernel,
        tensors,
        ...plan,
        get plain() {
          return plain();
        },
      }),
    );
  }
}

/** A tensor at a fixed place in a slab. */
export function tensorInSlab(
  label: string,
  shape: Shape,
  slab: Slab,
  offsetBytes: number,
  dtype: DataType = 'f32',
): Tensor {
  const sizeBytes = bytesOf(shape, dtype);
  return Object.freeze({
    label,
    shape,
    dtype,
    storage: Object.freeze({ home: 'slab', slab, offsetBytes, sizeBytes }),
  });
}

/** A view of some rows of a tensor in a slab. @throws Error if the tensor is not in a slab */
export function rowsOf(tensor: Tensor, first: number, count: number): Tensor {
  const { storage, shape, label, dtype } = tensor;
  if (storage.home !== 'slab') throw new Error(`rows of '${label}': only a tensor in a slab can be cut`);
  const row = shape.slice(1);
  const offsetBytes = storage.offsetBytes + first * sizeOf(row) * elementBytes(dtype);
  return tensorInSlab(`${label}[${first}…]`, [count, ...row], storage.slab, offsetBytes, dtype);
}

/** Reserves space in a slab and returns the tensor there. */
export function reserveTensor(label: string, shape: Shape, slab: Slab, dtype: DataType = 'f32'): Tensor {
  return tensorInSlab(label, shape, slab, slab.reserve(bytesOf(shape, dtype)), dtype);
}
