// Layers that multiply by a matrix, or take rows of it.

import { TensorProto_DataType } from 'onnx-buf';
import type { Step } from './graphWriter';
import { biasOf, only, type Writers } from './layerWriter';
import { activate } from './writeActivation';

export const MATRICES = {
  dense: (site) => {
    const { options: o, layer } = site;
    const [weight] = layer.uses;
    const constants = [
      site.graph.floats(`${layer.owner}/weight`, weight?.shape ?? [], site.weight('weight')),
    ];
    const bias = biasOf(site, o.useBias);
    const steps: readonly Step[] =
      only(layer).length === 1
        ? [{ op: 'Gemm', constants: [...constants, ...bias] }]
        : [{ op: 'MatMul', constants }, ...(bias.length === 0 ? [] : [{ op: 'Add', constants: bias }])];
    return { reads: 'plain', steps: [...steps, ...activate(site, o.activation, 'plain')] };
  },

  // Rows are matrices of one row, or of one column.
  dot: ({ options, layer, graph }) => {
    const before = layer.inputShapes.map((shape, input): readonly Step[] => {
      const rank = shape.length;
      const axis = options.axes[input] ?? -1;
      const wanted = input === 0 ? rank : rank - 1;
      if (rank === 1) {
        const added = [input + 1];
        return [{ op: 'Unsqueeze', constants: [graph.integers(`${layer.name}/axis ${input + 1}`, added)] }];
      }
      if ((axis < 0 ? axis + rank + 1 : axis) === wanted) return [];
      const perm = [0, ...shape.slice(2).map((_, i) => i + 1), rank, rank - 1];
      return [{ op: 'Transpose', attributes: { perm: { ints: perm } } }];
    });
    const asRow = (): string => graph.integers(`${layer.name}/shape`, [0, ...layer.outputShape]);
    const hasRow = layer.inputShapes.some(({ length }) => length === 1);
    const rows: readonly Step[] = hasRow ? [{ op: 'Reshape', constants: [asRow()] }] : [];
    return { reads: 'plain', before, steps: [{ op: 'MatMul' }, ...rows] };
  },

  embedding: (site) => {
    const { options: o, layer, graph } = site;
    const table = graph.floats(`${layer.owner}/weight`, [o.inputDim, o.outputDim], site.weight('weight'));
    const whole = { op: 'Cast', attributes: { to: { i: TensorProto_DataType.INT64 } } };
    return { reads: 'plain', steps: [whole, { op: 'Gather', first: [table] }] };
  },
} satisfies Writers;
