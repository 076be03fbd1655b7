// LayerScale: forward (and gradient of the input), gradient of the factors (first of two passes; the second is sumPartials).

import gradGammaWgsl from '../../shaders/normalization/layer_scale_grad_gamma.wgsl?raw';
import scaleWgsl from '../../shaders/normalization/layer_scale.wgsl?raw';
import { columnSplits } from './bias';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

interface Table {
  readonly rows: number;
  readonly columns: number;
}

export const layerScaleKernel = defineKernel({
  name: 'layer_scale',
  source: [LINEAR_ID_WGSL, scaleWgsl],
  bindings: { x: 'read', gamma: 'read', y: 'read_write' },
  plan: ({ rows, columns }: Table) => ({
    constants: { SIZE: rows * columns, C: columns },
    workgroups: workgroupsFor(rows * columns, 64),
    flops: rows * columns,
  }),
});

export const layerScaleSplits = ({ rows, columns }: Table): number => columnSplits(rows, columns);

export const layerScaleGradGamma = defineKernel({
  name: 'layer_scale_grad_gamma',
  source: [LINEAR_ID_WGSL, gradGammaWgsl],
  bindings: { x: 'read', dy: 'read', partials: 'read_write' },
  plan: ({ rows, columns, splits }: Table & { splits: number }) => ({
    constants: { ROWS: rows, C: columns, SPLITS: splits },
    workgroups: workgroupsFor(splits * columns, 64),
    flops: 2 * rows * columns,
  }),
});
