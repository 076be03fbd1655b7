// How a forward kernel reads its weights: one WGSL library per number type declares Weight; it is chosen when the
// kernel is planned. The shader converts each weight to f32 as it loads it. Gradients exist for f32 only.

import f16 from '../../shaders/lib/weight/f16.wgsl?raw';
import f32 from '../../shaders/lib/weight/f32.wgsl?raw';

export const WEIGHT_TYPES = ['f32', 'f16'] as const;
export type WeightType = (typeof WEIGHT_TYPES)[number];

export const WEIGHT_LIBRARIES: Readonly<Record<WeightType, string>> = { f32, f16 };
