// The logarithm of a softmax over the last axis: one workgroup per row.

import forwardWgsl from '../../shaders/activation/log_softmax_forward.wgsl?raw';
import gradientWgsl from '../../shaders/activation/log_softmax_gradient.wgsl?raw';
import { defineKernel } from './kernel';
import { planSoftmax } from './softmax';

export const logSoftmaxForward = defineKernel({
  name: 'log_softmax_forward',
  source: forwardWgsl,
  bindings: { x: 'read', y: 'read_write' },
  plan: planSoftmax,
});

export const logSoftmaxGradient = defineKernel({
  name: 'log_softmax_gradient',
  source: gradientWgsl,
  bindings: { y: 'read', dy: 'read', dx: 'read_write' },
  plan: planSoftmax,
});
