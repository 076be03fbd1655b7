// How a kernel reads its weights, forward and to the input: one WGSL library per number type declares Weight; it is chosen
// when the kernel is planned. The shader converts each weight to f32 as it loads it. Gradients of weights are f32.

import f16 from '../../shaders/lib/weight/f16.wgsl?raw';
import f32 from '../../shaders/lib/weight/f32.wgsl?raw';

export const WEIGHT_TYPES = ['f32', 'f16'] as const;
export type WeightType = (typeof WEIGHT_TYPES)[number];

export const WEIGHT_LIBRARIES: Readonly<Record<WeightType, string>> = { f32, f16 };
