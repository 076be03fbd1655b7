// Elementwise kernels: each output number depends on the input numbers at the same index.

import accumulateGradientWgsl from '../../shaders/shape/accumulate_gradient.wgsl?raw';
import activationForwardWgsl from '../../shaders/activation/activation_forward.wgsl?raw';
import activationGradientWgsl from '../../shaders/activation/activation_gradient.wgsl?raw';
import addWgsl from '../../shaders/shape/add.wgsl?raw';
import type { ActivationChoice, ActivationLibrary } from './activation';
import { togetherOf } from './channels';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

interface Activated {
  readonly size: number;
  readonly activation: ActivationChoice | ActivationLibrary;
}

function planNumbers(size: number) {
  const together = togetherOf(size);
  const vectors = size / together;
  return { together, constants: { VECTORS: vectors }, workgroups: workgroupsFor(vectors, 64), flops: size };
}

export const activationForwardKernel = defineKernel({
  name: 'activation_forward',
  source: [LINEAR_ID_WGSL, activationForwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: ({ size, activation }: Activated) => ({ ...planNumbers(size), activation }),
});

export const activationGradientKernel = defineKernel({
  name: 'activation_gradient',
  source: [LINEAR_ID_WGSL, activationGradientWgsl],
  bindings: { y: 'read', dy: 'read', dx: 'read_write' },
  plan: ({ size, activation }: Activated) => ({ ...planNumbers(size), activation }),
});

export const addKernel = defineKernel({
  name: 'add',
  source: [LINEAR_ID_WGSL, addWgsl],
  bindings: { a: 'read', b: 'read', y: 'read_write' },
  plan: ({ size }: { size: number }) => planNumbers(size),
});

export const accumulateGradientKernel = defineKernel({
  name: 'accumulate_gradient',
  source: [LINEAR_ID_WGSL, accumulateGradientWgsl],
  bindings: { part: 'read', total: 'read_write' },
  plan: ({ size }: { size: number }) => planNumbers(size),
});
