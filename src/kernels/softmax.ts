// Softmax over the last axis.

import forwardWgsl from '../../shaders/activation/softmax_forward.wgsl?raw';
import gradientWgsl from '../../shaders/activation/softmax_gradient.wgsl?raw';
import { defineKernel } from './kernel';
import { planRows, type RowGeometry } from './lanes';
import { LANES_WGSL, LINEAR_ID_WGSL } from './libraries';

export const softmaxForward = defineKernel({
  name: 'softmax_forward',
  source: [LINEAR_ID_WGSL, LANES_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: RowGeometry, target) => planRows(g, 4, target),
});

export const softmaxGradient = defineKernel({
  name: 'softmax_gradient',
  source: [LINEAR_ID_WGSL, LANES_WGSL, gradientWgsl],
  bindings: { y: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: RowGeometry, target) => planRows(g, 4, target),
});
