// Average pooling: the mean of each window.

import forwardWgsl from '../../shaders/pooling/average_pool_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/pooling/average_pool_grad_input.wgsl?raw';
import plainForwardWgsl from '../../shaders/plain/average_pool_forward.wgsl?raw';
import plainGradInputWgsl from '../../shaders/plain/average_pool_grad_input.wgsl?raw';
import { defineKernel } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { forwardShape, gradInputShape, plainForwardShape, plainGradInputShape } from './pooling';

export const averagePoolForward = defineKernel({
  name: 'average_pool_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: forwardShape,
  plain: { source: plainForwardWgsl, plan: plainForwardShape },
});

export const averagePoolGradInput = defineKernel({
  name: 'average_pool_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: gradInputShape,
  plain: { source: plainGradInputWgsl, plan: plainGradInputShape },
});
