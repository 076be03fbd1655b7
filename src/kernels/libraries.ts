// The WGSL libraries that are prepended to kernel files.
export { default as LINEAR_ID_WGSL } from '../../shaders/lib/linear_id.wgsl?raw';
export { default as LANES_WGSL } from '../../shaders/lib/lanes.wgsl?raw';
export { default as TRAINING_STATE_WGSL } from '../../shaders/lib/training_state.wgsl?raw';
export { default as RANDOM_WGSL } from '../../shaders/lib/random.wgsl?raw';
export { default as QUAD_SHARED_WGSL } from '../../shaders/lib/quad_shared.wgsl?raw';
export { default as QUAD_UNSHARED_WGSL } from '../../shaders/lib/quad_unshared.wgsl?raw';
