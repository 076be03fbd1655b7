// Dropout: switches numbers off at random and scales the others up, so that their expected sum stays the same.
//
//   result[i] = keep(i) ? SCALE · f'(x[i]) · a[i] : 0         SCALE = 1 / (1 − RATE)
//
// One kernel for both passes, because the mask multiplies either way: forward a is x, result is y and f' is 1;
// backward a is dy, result is dx. The mask is not stored but drawn again from (seed, layer, step, i), the same in
// both passes and after a resumed training.
//
// Where whole maps are dropped, all PLACES of a channel have one number keep(n · C + c); else PLACES and C are 1.
//
//   a, x, result [SIZE] = [N, PLACES, C]     trainingState [16] (lib/training_state.wgsl)
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;

override SIZE: u32 = 1;
override PLACES: u32 = 1;
override C: u32 = 1;
/// What tells this layer's numbers from those of others: a hash of its name.
override STREAM: u32 = 0;
override RATE: f32 = 0.5;
override SCALE: f32 = 2.0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= SIZE) { return; }
  let step_seed = pcg32(trainingState[TRAINING_STATE_SEED], STREAM, trainingState[TRAINING_STATE_STEP]);
  var kept = 0.0;
  let drawn = i / (PLACES * C) * C + i % C;
  if (uniform01(step_seed, STREAM, drawn) >= RATE) {
    kept = a[i];
    kept = activation_gradient(x[i], kept);
    kept *= SCALE;
  }
  result[i] = kept;
}
