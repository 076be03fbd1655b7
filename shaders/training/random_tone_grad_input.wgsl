// Gradient of changing contrast at random: each number also counts in the mean of its map.
//
//   dx[n, p, c] = contrast · kept[n, p, c] + (1 − contrast) · mean[n, c]        mean: of kept
//
//   kept, dx [N, PIXELS, C]     mean [N, C]     trainingState [32]
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> kept: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override PIXELS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= N * PIXELS * C) { return; }
  let n = at / (PIXELS * C);
  let contrast = contrast_of(n, trainingState[TRAINING_STATE_SEED], trainingState[TRAINING_STATE_STEP]);
  dx[at] = contrast * kept[at] + (1.0 - contrast) * mean[n * C + at % C];
}
