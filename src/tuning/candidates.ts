// The targets that a device that is not known by name is measured with (calibrate.ts).

import { GPU_TARGET, type KernelTarget, type RegisterBudget, type WinogradCosts } from '../kernels/target';

const bothOf = (budget: RegisterBudget): Pick<KernelTarget, 'correlation' | 'weightGradient'> => ({
  correlation: budget,
  weightGradient: budget,
});
const FEW_REGISTERS = bothOf({ registers: 56, body: 150 });
const MANY_REGISTERS = bothOf({ registers: 180, body: 150 });

/** An estimate: the transforms of a tile take the time of its loads and stores. So it is used from 64 channels on. */
const GPU_WINOGRAD: WinogradCosts = { product: 1, tile: 2000, kernel: 500 };

/**
 * The default first, then variants that may suit some graphics cards. `few`: a GPU within a processor. `large`: loads are
 * expensive. `lanes` and `tiles`: other shaders (matrixConvolution.ts). `winograd`: 3×3 convolutions of many channels by Winograd's
 * algorithm (winograd.ts). `small`: fewer registers per invocation, so that more
 * invocations run at once; `double`: these with two slices in workgroup memory.
 */
export const GPU_CANDIDATES: readonly KernelTarget[] = Object.freeze([
  GPU_TARGET,
  { ...GPU_TARGET, name: 'gpu-few', invocations: 4096 },
  {
    ...GPU_TARGET,
    name: 'gpu-few-large',
    invocations: 4096,
    loadCost: 24,
    ...MANY_REGISTERS,
  },
  { ...GPU_TARGET, name: 'gpu-lanes', convolution: 'lanes' },
  { ...GPU_TARGET, name: 'gpu-tiles', convolution: 'tiles' },
  { ...GPU_TARGET, name: 'gpu-tiles-small', convolution: 'tiles', ...FEW_REGISTERS },
  { ...GPU_TARGET, name: 'gpu-tiles-double', convolution: 'tiles', ...FEW_REGISTERS, doubleBuffered: true },
  { ...GPU_TARGET, name: 'gpu-tiles-winograd', convolution: 'tiles', winograd: GPU_WINOGRAD },
]);
