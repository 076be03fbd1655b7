// A graph is a list of dispatches in the order they run, with the tensors they bind: the recording of one
// forward pass, or of one whole training step. Layers append to it; compile.ts turns it into a plan.

import type { Slab } from '../gpu/slab';
import type { Access, Kernel, KernelPlan } from '../kernels/kernel';
import type { KernelTarget } from '../kernels/target';
import { bytesOf, elementBytes, shapeText, sizeOf, type DataType, type Shape, type Tensor } from './tensor';

export interface Dispatch extends KernelPlan {
  readonly label: string;
  readonly kernel: { readonly name: string; readonly bindings: Readonly<Record<string, Access>> };
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The same by the kernel's plain rung, with the same bindings; null where it has none. */
  readonly plain: KernelPlan | null;
}

export class Graph {
  readonly dispatches: Dispatch[] = [];
  readonly kept = new Set<Tensor['storage']>();
  #nextId = 0;

  /** @param target the device that the kernels are planned for (`targetOf(device)`) */
  constructor(
    readonly label: string,
    readonly target: KernelTarget,
  ) {}

  /** A new tensor in the plan's own memory. Its first dispatch must write all of it. */
  tensor(label: string, shape: Shape, dtype: DataType = 'f32'): Tensor {
    const sizeBytes = bytesOf(shape, dtype);
    return Object.freeze({
      label,
      shape,
      dtype,
      storage: Object.freeze({ home: 'plan', id: this.#nextId++, label, sizeBytes }),
    });
  }

  /** The same numbers seen with another shape; costs nothing. */
  reshape(tensor: Tensor, shape: Shape): Tensor {
    if (sizeOf(shape) !== sizeOf(tensor.shape)) {
      throw new Error(
        `reshape '${tensor.label}': ${shapeText(tensor.shape)} does not hold as many numbers as ${shapeText(shape)}`,
      );
    }
    return Object.freeze({ ...tensor, shape });
  }

  /** Keeps a tensor to the end of the plan: somebody outside reads or writes it. */
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

/** A tensor at a place of its own in a slab. */
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

/** Some rows of a tensor in a slab: the same numbers, at their place. @throws Error if it is not in a slab. */
export function rowsOf(tensor: Tensor, first: number, count: number): Tensor {
  const { storage, shape, label, dtype } = tensor;
  if (storage.home !== 'slab') throw new Error(`rows of '${label}': only a tensor in a slab can be cut`);
  const row = shape.slice(1);
  const offsetBytes = storage.offsetBytes + first * sizeOf(row) * elementBytes(dtype);
  return tensorInSlab(`${label}[${first}…]`, [count, ...row], storage.slab, offsetBytes, dtype);
}

/** Reserves room in a slab and returns the tensor there. */
export function reserveTensor(label: string, shape: Shape, slab: Slab, dtype: DataType = 'f32'): Tensor {
  return tensorInSlab(label, shape, slab, slab.reserve(bytesOf(shape, dtype)), dtype);
}
