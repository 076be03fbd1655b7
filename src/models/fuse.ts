// Fuses layers of a network that is only trained: what lies between two of them is then neither kept nor named.
// A view that reads every layer has a plan of its own (src/inspect), in which nothing is fused; the bits are the same.

import type { Operation, OperationNode } from '../graph/operation';
import { inSuccession } from '../graph/succession';
import { pooledConv2d } from '../layers/fused/pooledConv2d';
import type { Lowered } from './lower';

/** Pairs of layers that have kernels of their own. Any other pair is fused by running one after the other. */
const KERNELS: Readonly<Record<string, typeof pooledConv2d>> = {
  'conv2d maxPooling2d': pooledConv2d,
};

/** @param second selects among the results of the first */
function together(first: OperationNode, second: OperationNode): Operation {
  const [a, b] = [first.operation.layer, second.operation.layer];
  const fuse = KERNELS[`${a?.kind ?? ''} ${b?.kind ?? ''}`];
  if (fuse === undefined || a === undefined || b === undefined)
    return inSuccession(first.operation, second.operation, second.name);
  return fuse(
    first.operation,
    second.operation,
    a.options as Parameters<typeof fuse>[2],
    b.options as Parameters<typeof fuse>[3],
    second.name,
  );
}

/**
 * Fuses each layer that applies its activation itself with what selects among its results and is their only reader. The
 * values between them have no number any more.
 * @param inputCount inputs of the network
 * @param wanted values that are read from outside
 */
export function fuse({ nodes, values }: Lowered, inputCount: number, wanted: ReadonlySet<number>): Lowered {
  const readers = new Map<number, number>();
  for (const value of nodes.flatMap(({ inputs }) => inputs))
    readers.set(value, (readers.get(value) ?? 0) + 1);
  const fused: OperationNode[] = [];
  /** From the number of a value before to that after; absent: it lies between two layers. */
  const places = new Map(Array.from({ length: inputCount }, (_, value) => [value, value]));
  nodes.forEach((node, index) => {
    const [only] = node.inputs;
    const place = only === undefined ? undefined : places.get(only);
    const first = place === undefined ? undefined : fused[place - inputCount];
    const takes =
      only !== undefined &&
      place !== undefined &&
      first?.operation.fusesActivation === true &&
      node.operation.selects === true &&
      readers.get(only) === 1 &&
      !wanted.has(only);
    if (takes) {
      fused[place - inputCount] = { ...first, operation: together(first, node) };
      places.delete(only);
      places.set(inputCount + index, place);
      return;
    }
    places.set(inputCount + index, inputCount + fused.length);
    fused.push({ ...node, inputs: node.inputs.map((value) => places.get(value) ?? 0) });
  });
  return {
    nodes: fused,
    values: new Map(
      [...values].flatMap(([name, value]) => {
        const place = places.get(value);
        return place === undefined ? [] : [[name, place] as const];
      }),
    ),
  };
}
