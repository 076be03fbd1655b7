// A dense layer whose weights are more than one binding of the device can show, as the first of VGG-16's (392 MiB of
// usually 128): its weights are taken in strips of rows, and each strip sees its own columns of x.
//
//   y  = f( bias + Σ_s x[:, s] · weight[s, :] )
//   dx[:, s] = dy · weight[s, :]ᵀ          dWeight[s, :] = x[:, s]ᵀ · dy
//
// Strips lie side by side in the slab, so nothing about the parameters changes: not their names, order or place.

import { rowsOf, type Graph } from '../graph/graph';
import { alignedNumbers, chunksOf, type Chunk } from '../graph/chunks';
import { elementBytes, type DataType, type Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { concatenateForward, concatenateGradInput, type Part } from '../kernels/concatenate';
import { denseForward, denseGradInput, denseGradWeight, type DenseGeometry } from '../kernels/dense';
import { activationForwardKernel, addKernel } from '../kernels/elementwise';
import type { BackwardSite, ForwardSite } from '../graph/operation';
import { weightType } from './layer';

/** Rows of the weights, which are columns of x. One strip where the weights fit into one binding. */
export function stripsOf(
  { inputs, units }: DenseGeometry,
  bindingBytes: number,
  dtype: DataType = 'f32',
): readonly Chunk[] {
  // Rows as many as aligned numbers are aligned too, however wide they are.
  return chunksOf(inputs, units * elementBytes(dtype), alignedNumbers(dtype), bindingBytes);
}

const partOf = ({ rows, inputs }: DenseGeometry, { first, count }: Chunk): Part => ({
  blocks: rows,
  run: count,
  total: inputs,
  start: first,
});

/** A strip and what it sees of x. */
export interface Strip extends Chunk {
  readonly columns: Tensor;
}

/** Appends the cutting of x: one dispatch a strip. */
export function cutColumns(
  graph: Graph,
  g: DenseGeometry,
  pieces: readonly Chunk[],
  name: string,
  x: Tensor,
): readonly Strip[] {
  return pieces.map((piece, s) => {
    const label = `${name}/x ${s}`;
    const columns = graph.tensor(label, [g.rows, piece.count]);
    const part = { ...partOf(g, piece), inputActivation: LINEAR };
    graph.dispatch(concatenateGradInput, label, part, { x, dy: x, dx: columns });
    return { ...piece, columns };
  });
}

export function forwardInStrips(
  graph: Graph,
  g: DenseGeometry,
  strips: readonly Strip[],
  { name, activation }: Pick<ForwardSite, 'name' | 'activation'>,
  tensors: { weight: Tensor; bias: Tensor | null; y: Tensor },
): void {
  const { weight, bias, y } = tensors;
  const sum = strips.reduce<Tensor | null>((before, strip, s) => {
    const part = graph.tensor(`${name}/part ${s}`, y.shape);
    const rows = rowsOf(weight, strip.first, strip.count);
    const useBias = s === 0 && bias !== null;
    graph.dispatch(
      denseForward,
      `${name}/forward ${s}`,
      { ...g, inputs: strip.count, useBias, activation: LINEAR, weights: weightType(weight) },
      { x: strip.columns, weight: rows, bias: useBias ? bias : rows, y: part },
    );
    if (before === null) return part;
    const together = graph.tensor(`${name}/sum ${s}`, y.shape);
    graph.dispatch(
      addKernel,
      `${name}/sum ${s}`,
      { size: g.rows * g.units },
      { a: before, b: part, y: together },
    );
    return together;
  }, null);
  if (sum === null) throw new Error(`dense '${name}': has no weights`);
  graph.dispatch(
    activationForwardKernel,
    `${name}/forward`,
    { size: g.rows * g.units, activation },
    { x: sum, y },
  );
}

export function gradWeightInStrips(
  graph: Graph,
  g: DenseGeometry,
  strips: readonly Strip[],
  name: string,
  tensors: { dy: Tensor; dWeight: Tensor; dBias: Tensor; useBias: boolean },
): void {
  const { dy, dWeight, dBias, useBias } = tensors;
  strips.forEach((strip, s) => {
    graph.dispatch(
      denseGradWeight,
      `${name}/dWeight ${s}`,
      { ...g, inputs: strip.count, useBias: useBias && s === 0 },
      {
        x: strip.columns,
        dy,
        dWeight: rowsOf(dWeight, strip.first, strip.count),
        dBias: s === 0 ? dBias : graph.tensor(`${name}/no bias ${s}`, [1]),
      },
    );
  });
}

export function gradInputInStrips(
  graph: Graph,
  g: DenseGeometry,
  strips: readonly Strip[],
  { name, inputActivations }: Pick<BackwardSite, 'name' | 'inputActivations'>,
  tensors: { dy: Tensor; weight: Tensor; dx: Tensor },
): void {
  const { dy, weight, dx } = tensors;
  strips.forEach((strip, s) => {
    const part = graph.tensor(`${name}/dx ${s}`, [g.rows, strip.count]);
    graph.dispatch(
      denseGradInput,
      `${name}/dx ${s}`,
      { ...g, inputs: strip.count, inputActivation: inputActivations[0] ?? LINEAR },
      {
        dy,
        weight: rowsOf(weight, strip.first, strip.count),
        x: strip.columns,
        dx: part,
      },
    );
    graph.dispatch(concatenateForward, `${name}/dx part ${s}`, partOf(g, strip), { x: part, y: dx });
  });
}
