// A dense layer with more weights than one binding of the device can hold, such as the first of VGG-16 (392 MiB; usual
// limit 128): the weights are split into strips of rows, and each strip reads its own columns of x.
//
//   y  = f( bias + Σ_s x[:, s] · weight[s, :] )
//   dx[:, s] = dy · weight[s, :]ᵀ          dWeight[s, :] = x[:, s]ᵀ · dy
//
// Strips are contiguous in the slab, so names, order and offsets of the parameters stay the same.

import { rowsOf, type Graph } from '../../graph/graph';
import { alignedNumbers, chunksOf, type Chunk } from '../../graph/chunks';
import { elementBytes, type DataType, type Tensor } from '../../graph/tensor';
import { LINEAR } from '../../kernels/activation';
import { concatenateForward, concatenateGradInput, type Part } from '../../kernels/concatenate';
import { asConvolution, denseForward, denseGradInput, type DenseGeometry } from '../../kernels/dense';
import { activationForwardKernel, addKernel } from '../../kernels/elementwise';
import type { BackwardSite, ForwardSite } from '../../graph/operation';
import { weightType } from '../layer';
import { dispatchGradWeight } from './convolution';

/**
 * The strips as ranges of weight rows, which are columns of x. One strip if the weights fit one binding.
 * @param aligned the type of the weights whose strips begin where a binding may; default: the same
 */
export function stripsOf(
  { inputs, units }: DenseGeometry,
  bindingBytes: number,
  dtype: DataType = 'f32',
  aligned = dtype,
): readonly Chunk[] {
  // A multiple of the aligned count of numbers is also an aligned number of rows, for any row length.
  return chunksOf(inputs, units * elementBytes(dtype), alignedNumbers(aligned), bindingBytes);
}

const partOf = ({ rows, inputs }: DenseGeometry, { first, count }: Chunk): Part => ({
  blocks: rows,
  run: count,
  total: inputs,
  start: first,
});

/** A strip and the part of x that it reads. */
export interface Strip extends Chunk {
  readonly columns: Tensor;
}

/** Appends the split of x: one dispatch per strip. */
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
  { dy, dWeight, dBias }: { dy: Tensor; dWeight: Tensor; dBias: Tensor | null },
): void {
  strips.forEach((strip, s) => {
    const { first, count, columns } = strip;
    const part = asConvolution({ ...g, inputs: count });
    const [rows, bias] = [rowsOf(dWeight, first, count), s === 0 ? dBias : null];
    dispatchGradWeight(graph, `${name}/${s}`, part, { x: columns, dy, dWeight: rows, dBias: bias });
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
      {
        ...{ ...g, inputs: strip.count },
        inputActivation: inputActivations[0] ?? LINEAR,
        weights: weightType(weight),
      },
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
