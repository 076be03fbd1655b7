// How a forward kernel reads its weights: for each type a WGSL library that says what a Weight is, chosen when the kernel
// is planned. The shader makes an f32 of each weight as it loads it. Gradients are for f32 only.

import f16 from '../../shaders/lib/weight/f16.wgsl?raw';
import f32 from '../../shaders/lib/weight/f32.wgsl?raw';

export const WEIGHT_TYPES = ['f32', 'f16'] as const;
export type WeightType = (typeof WEIGHT_TYPES)[number];

export const WEIGHT_LIBRARIES: Readonly<Record<WeightType, string>> = { f32, f16 };
