// Forward and backward over a network of operations, appended to one graph.
//
// Reverse mode: the nodes are visited backwards; the dy of a node is the sum of the gradients from its consumers. The
// derivative of a fused activation is applied by the kernel that writes dy: the consumer's own gradient kernel if it
// can (`fusesInputActivation`), else one extra dispatch.

import { accumulateGradientKernel, activationGradientKernel, addKernel } from '../kernels/elementwise';
import { LINEAR, type ActivationChoice } from '../kernels/activation';
import type { Graph } from './graph';
import type { Forward, OperationNode, TensorRecord } from './operation';
import { sizeOf, type Tensor } from './tensor';

export interface ForwardPass {
  readonly nodes: readonly OperationNode[];
  /** All values: the inputs, then the result of each node. */
  readonly values: readonly Tensor[];
  readonly results: readonly Forward[];
  readonly inputCount: number;
  readonly training: boolean;
  readonly trainingState: Tensor | null;
}

export function appendForward(
  graph: Graph,
  nodes: readonly OperationNode[],
  inputs: readonly Tensor[],
  mode: { readonly training: boolean; readonly trainingState: Tensor | null },
): ForwardPass {
  const values: Tensor[] = [...inputs];
  const results: Forward[] = [];
  for (const node of nodes) {
    const result = node.operation.forward(graph, { ...forwardSite(node, values, mode) });
    results.push(result);
    values.push(result.y);
  }
  return { nodes, values, results, inputCount: inputs.length, ...mode };
}

export interface BackwardPass {
  /**
   * The gradient with respect to each input of the network; null if it was not requested or the input is not reached.
   */
  readonly inputs: readonly (Tensor | null)[];
  /**
   * By value number, the gradient with respect to that value. If the only consumer applies the derivative of the
   * value's activation in its own kernel, it is the gradient with respect to the pre-activation; `unfused` disables that.
   */
  readonly values: ReadonlyMap<number, Tensor>;
  /**
   * By value number, the δ from which the node's own backward pass starts: the gradient with respect to its
   * pre-activation.
   */
  readonly deltas: ReadonlyMap<number, Tensor>;
}

export interface BackwardOptions {
  /** The inputs of the network that need gradients. */
  readonly wantedInputs?: readonly boolean[];
  /** Values whose own gradient is read: the derivative of their activation is applied in a separate dispatch. */
  readonly unfused?: ReadonlySet<number>;
}

/**
 * Appends the backward pass.
 * @param seeds gradients of the loss with respect to values, by value number
 */
export function appendBackward(
  graph: Graph,
  pass: ForwardPass,
  seeds: ReadonlyMap<number, Tensor>,
  { wantedInputs = [], unfused = new Set() }: BackwardOptions = {},
): BackwardPass {
  const { nodes, values, results, inputCount } = pass;
  const consumers = new Map<number, number>();
  for (const value of nodes.flatMap((node) => node.inputs))
    consumers.set(value, (consumers.get(value) ?? 0) + 1);

  // A value needs a gradient if a trained parameter lies at or before it.
  const needed = values.map((_, value) => wantedInputs[value] === true);
  nodes.forEach((node, index) => {
    needed[inputCount + index] =
      Object.keys(node.gradients).length > 0 || node.inputs.some((value) => needed[value]);
  });

  const activationOf = (value: number): ActivationChoice => {
    const node = nodes[value - inputCount];
    return node?.operation.fusesActivation === true ? node.activation : LINEAR;
  };
  // Applied by the consumer if there is only one and it supports that.
  const undone = new Set<number>();
  const arrived = new Map<number, Tensor>(seeds);
  const deltas = new Map<number, Tensor>();
  // Where layers share parameters, the last of them writes the gradient, and those before it add theirs.
  const written = new Set<TensorRecord>();
  const partOf = ({ name, gradients }: OperationNode): TensorRecord => {
    if (!written.has(gradients)) return gradients;
    return Object.fromEntries(
      Object.entries(gradients).map(([parameter, { shape }]) => [
        parameter,
        graph.tensor(`${name}/part of d ${parameter}`, shape),
      ]),
    );
  };
  const addPart = ({ name, gradients }: OperationNode, parts: TensorRecord): void => {
    written.add(gradients);
    for (const [parameter, total] of Object.entries(gradients)) {
      const part = parts[parameter];
      if (part === undefined || part === total) continue;
      graph.dispatch(
        accumulateGradientKernel,
        `${name}/add to d ${parameter}`,
        { size: sizeOf(part.shape) },
        { part, total },
      );
    }
  };

  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    const result = results[index];
    const value = inputCount + index;
    let dy = arrived.get(value);
    if (node === undefined || result === undefined || dy === undefined || needed[value] !== true) continue;
    const activation = activationOf(value);
    if (activation.kind !== 'linear' && !undone.has(value)) {
      const dz = graph.tensor(`${node.name}/dz`, dy.shape);
      graph.dispatch(
        activationGradientKernel,
        `${node.name}/activation gradient`,
        { size: sizeOf(dy.shape), activation },
        { y: result.y, dy, dx: dz },
      );
      dy = dz;
    }
    deltas.set(value, dy);
    const fuses = node.inputs.map(
      (input) =>
        node.operation.fusesInputActivation &&
        consumers.get(input) === 1 &&
        !seeds.has(input) &&
        !unfused.has(input),
    );
    const parts = partOf(node);
    const inputGradients = node.operation.backward(graph, {
      ...forwardSite(node, values, pass),
      y: result.y,
      saved: result.saved ?? {},
      dy,
      gradients: parts,
      wanted: node.inputs.map((input) => needed[input] === true),
      inputActivations: node.inputs.map((input, i) => (fuses[i] === true ? activationOf(input) : LINEAR)),
    });
    addPart(node, parts);
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i];
      if (gradient === null || gradient === undefined) return;
      if (fuses[i] === true) undone.add(input);
      const before = arrived.get(input);
      if (before === undefined) {
        arrived.set(input, gradient);
        return;
      }
      arrived.set(input, appendSum(graph, node.name, before, gradient));
    });
  }
  const inputs = Array.from({ length: inputCount }, (_, value) =>
    wantedInputs[value] === true ? (arrived.get(value) ?? null) : null,
  );
  return { inputs, values: arrived, deltas };
}

/** The sum of two gradients of one value. */
export function appendSum(graph: Graph, name: string, a: Tensor, b: Tensor): Tensor {
  const y = graph.tensor(`${b.label} + …`, b.shape);
  graph.dispatch(addKernel, `${name}/gradient sum`, { size: sizeOf(y.shape) }, { a, b, y });
  return y;
}

function forwardSite(
  node: OperationNode,
  values: readonly Tensor[],
  mode: { readonly training: boolean; readonly trainingState: Tensor | null },
): Parameters<OperationNode['operation']['forward']>[1] {
  return {
    name: node.name,
    inputs: node.inputs.map((value) => {
      const tensor = values[value];
      if (tensor === undefined)
        throw new Error(`layer '${node.name}': input ${value} comes after it; layers must be in order`);
      return tensor;
    }),
    parameters: node.parameters,
    activation: node.operation.fusesActivation ? node.activation : LINEAR,
    training: mode.training,
    trainingState: mode.trainingState,
  };
}
