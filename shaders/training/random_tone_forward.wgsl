// Changes contrast and brightness of every picture of a batch at random (training/random_tone.wgsl).
//
//   y[n, p, c] = min(max(v, LOW), HIGH)
//
//   x, y [N, PIXELS, C]     mean [N, C], or anything where contrast stays     trainingState [32]
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override PIXELS: u32 = 1;
override C: u32 = 1;
override LOW: f32 = 0.0;
override HIGH: f32 = 255.0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= N * PIXELS * C) { return; }
  let n = at / (PIXELS * C);
  let seed = trainingState[TRAINING_STATE_SEED];
  let value = toned(x[at], mean[n * C + at % C], n, seed, trainingState[TRAINING_STATE_STEP]);
  y[at] = clamp(value, LOW, HIGH);
}
