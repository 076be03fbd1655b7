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

  embedding: (site) => {
    const { options: o, layer, graph } = site;
    const table = graph.floats(`${layer.owner}/weight`, [o.inputDim, o.outputDim], site.weight('weight'));
    const whole = { op: 'Cast', attributes: { to: { i: TensorProto_DataType.INT64 } } };
    return { reads: 'plain', steps: [whole, { op: 'Gather', first: [table] }] };
  },
} satisfies Writers;
