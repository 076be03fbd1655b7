// Builds a batch from a data set on the GPU, shuffled anew every epoch.

import gatherWgsl from '../../shaders/training/gather.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface GatherParams {
  /** Rows of a full batch. */
  readonly batch: number;
  /** Numbers of one sample. */
  readonly featureLength: number;
  /** 32-bit words of one target: f32 or u32, copied unchanged. */
  readonly targetLength: number;
  /** `u8`: four to a u32, converted to value · scale + offset. `f32`: unchanged. */
  readonly features: 'u8' | 'f32';
  readonly scale: number;
  readonly offset: number;
  /** The samples that `features` holds, if these are not all; the rows of others are left as they are. */
  readonly part?: { readonly first: number; readonly count: number };
}

/** Features per invocation: enough to amortize the shuffled index. */
const FEATURES_PER_LANE = 32;

export const gather = defineKernel({
  name: 'gather',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, gatherWgsl],
  bindings: { features: 'read', targets: 'read', trainingState: 'read', x: 'read_write', t: 'read_write' },
  plan: ({ batch, featureLength, targetLength, features, scale, offset, part }: GatherParams) => {
    const lanes = Math.max(1, Math.ceil(featureLength / FEATURES_PER_LANE));
    return {
      constants: {
        ROWS: batch,
        FEATURES: featureLength,
        TARGETS: targetLength,
        LANES: lanes,
        BYTES: Number(features === 'u8'),
        SCALE: scale,
        OFFSET: offset,
        ...(part && { FIRST: part.first, COUNT: part.count }),
      },
      workgroups: workgroupsFor(batch * lanes, 64),
      flops: features === 'u8' ? 2 * batch * featureLength : 0,
    };
  },
});
