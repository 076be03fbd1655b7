// What kernels are planned for, each forced on the device at hand: all targets that target.ts exports and that an unknown device
// may be found to like, and some that no device asks for, because a variant of a kernel is reached by none of those.

import * as exported from '../kernels/target';
import type { KernelTarget } from '../kernels/target';
import { GPU_CANDIDATES } from '../tuning/candidates';

const { CPU_TARGET, GPU_TARGET } = exported;

const room = (registers: number, body: number): Pick<KernelTarget, 'correlation' | 'weightGradient'> => ({
  correlation: { registers, body },
  weightGradient: { registers, body },
});

/** Winograd's convolution wherever it can be. */
const EAGER = { product: 0.01, tile: 0.01, kernel: 0.01 };

const named = (targets: readonly KernelTarget[]): [string, KernelTarget][] =>
  targets.map((target) => [target.name, target]);

/** By name. A device of few invocations, or networks as small as these would be cut as small as can be. */
export const FORCED_TARGETS: ReadonlyMap<string, KernelTarget> = new Map(
  [
    ...named(
      Object.entries(exported).flatMap(([name, value]) =>
        name.endsWith('_TARGET') ? [value as KernelTarget] : [],
      ),
    ),
    ...named(GPU_CANDIDATES),
    ...named([
      { ...CPU_TARGET, name: 'smallest blocks', ...room(16, 1), invocations: 16 },
      {
        ...CPU_TARGET,
        name: 'large blocks',
        loadCost: 40,
        carryCost: 0,
        ...room(128, 200),
        writesOut: { terms: 1e9, numbers: 0 },
        invocations: 1,
      },
      { ...GPU_TARGET, name: 'lanes everywhere', convolution: 'lanes', invocations: 8 },
      { ...GPU_TARGET, name: 'largest tiles', convolution: 'tiles', loadCost: 1000, invocations: 1 },
      { ...GPU_TARGET, name: 'split sums', convolution: 'tiles', invocations: 1 << 20 },
      { ...CPU_TARGET, name: 'winograd', winograd: EAGER },
      { ...GPU_TARGET, name: 'winograd in tiles', convolution: 'tiles', winograd: EAGER },
      { ...CPU_TARGET, name: 'nothing fused', fuses: false },
      { ...CPU_TARGET, name: 'all merged', mergedInvocations: Infinity },
      { ...CPU_TARGET, name: 'few bindings', storageBuffers: 8, mergedInvocations: Infinity },
      { ...CPU_TARGET, name: 'strips', bindingBytes: 2048 },
      {
        ...CPU_TARGET,
        name: 'by shape',
        byShape: {
          pixels: { ...GPU_TARGET, convolution: 'lanes', invocations: 8 },
          channels: { ...CPU_TARGET, ...room(16, 1), invocations: 16 },
          dense: { ...GPU_TARGET, convolution: 'tiles', invocations: 1 << 20 },
        },
      },
    ] satisfies KernelTarget[]),
  ].map(([name, target]) => [
    name,
    Object.freeze({
      ...target,
      invocations: target.invocations > 1e6 ? target.invocations : Math.min(target.invocations, 128),
    }),
  ]),
);

/** Whether it takes Winograd's convolution wherever that can be. */
export const prefersWinograd = (target: KernelTarget | undefined): boolean => target?.winograd === EAGER;
