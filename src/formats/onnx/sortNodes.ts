// The nodes that the outputs depend on, in an order in which each comes after what it reads.
//
// Files should be sorted already, but not all are. Nodes that no output depends on (training leftovers) are left out.

import type { GraphProto, NodeProto } from 'onnx-buf';
import { FormatError } from '../storedModel';
import { nodeName } from './readNode';

/** @throws FormatError where two nodes make one value, or nodes wait for each other in a circle */
export function sortNodes(graph: GraphProto, file: string): readonly NodeProto[] {
  const makers = new Map<string, NodeProto>();
  for (const node of graph.node) {
    for (const output of node.output) {
      if (output === '') continue;
      const other = makers.get(output);
      if (other !== undefined)
        throw new FormatError(
          nodeName(node, file),
          `outputs '${output}', which ${nodeName(other, file)} also outputs`,
        );
      makers.set(output, node);
    }
  }
  const sorted: NodeProto[] = [];
  const states = new Map<NodeProto, 'open' | 'done'>();
  // Depth first with a stack of its own: a long chain would overflow the program's.
  const stack: { readonly node: NodeProto; next: number }[] = [];
  const open = (value: string): void => {
    const node = makers.get(value);
    if (node === undefined || states.get(node) === 'done') return;
    if (states.get(node) === 'open')
      throw new FormatError(nodeName(node, file), `depends on its own output, through '${value}'`);
    states.set(node, 'open');
    stack.push({ node, next: 0 });
  };
  for (const { name } of graph.output) {
    open(name);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const value = top.node.input[top.next++];
      if (value !== undefined) {
        open(value);
        continue;
      }
      states.set(top.node, 'done');
      sorted.push(top.node);
      stack.pop();
    }
  }
  // The file's own order, where it holds, is how its author thought of it.
  const written = graph.node.filter((node) => states.has(node));
  const made = new Set<string>();
  const isSorted = written.every(({ input, output }) => {
    const isReady = input.every((name) => !makers.has(name) || made.has(name));
    for (const name of output) made.add(name);
    return isReady;
  });
  return isSorted ? written : sorted;
}
