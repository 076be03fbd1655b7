// In which number types a network is trained, by the names of Keras's policies. How mixed precision is done
// (mixedPrecision.ts) is loaded for runs that ask for it.

import type { Slab } from '../gpu/slab';
import type { Graph } from '../graph/graph';
import { loadTexts } from '../gpu/deferredText';
import type { Storage, Tensor } from '../graph/tensor';
import type { HalfRangeError } from '../models/halfParameters';
import type { ParameterLayout } from '../models/parameterLayout';
import type { ForwardParameters, ParameterStore } from '../models/parameterStore';

/**
 * `float32`: all of it. `mixed_float16`: the kernels of a step read the weights of convolutions and dense layers as f16, forward and
 * to the input, and the results of layers lie in memory as f16; parameters, gradients and sums are f32 (docs/kernels.md).
 */
export const DTYPE_POLICIES = ['float32', 'mixed_float16'] as const;
export type DtypePolicy = (typeof DTYPE_POLICIES)[number];

/** f16 copies of weights, for the kernels of a training step, and its maps as f16. */
export interface MixedPrecision extends Pick<ForwardParameters, 'of'> {
  readonly slabs: readonly Slab[];
  allocate(device: GPUDevice): void;
  /** Appends what a step begins with: the copies are rounded anew; a weight that becomes infinite halts training. */
  append(graph: Graph, trainingState: Tensor): void;
  /** Changes a step that is complete but for what is merged: these results of layers are f16 where their shaders can. */
  storeMaps(graph: Graph, maps: ReadonlySet<Storage>): void;
  /** Why training was halted, if because of the weights; the message names them. */
  outOfRange(store: ParameterStore): Promise<HalfRangeError | null>;
}

/** Null until a run asks for it. */
let made: (new (layout: ParameterLayout) => MixedPrecision) | null = null;

/** Before the first step of a run. @throws MissingFeatureError if the device does not have what the policy needs */
export async function loadDtypePolicy(device: GPUDevice, policy: DtypePolicy = 'float32'): Promise<void> {
  if (policy === 'float32') return;
  const [{ mixedPrecisionOn }] = await Promise.all([import('./mixedPrecision'), loadTexts()]);
  made = mixedPrecisionOn(device);
}

/** Undefined for `float32`. Nothing is allocated yet. */
export function mixedPrecision(
  layout: ParameterLayout,
  policy: DtypePolicy = 'float32',
): MixedPrecision | undefined {
  if (policy === 'float32') return undefined;
  if (made === null) throw new Error('f16 weights: are not loaded yet');
  return new made(layout);
}
