// Gradient of changing contrast and brightness at random, before the mean: what was clipped gets none.
//
//   kept[n, p, c] = LOW ≤ v ≤ HIGH ? dy : 0
//
//   x, dy, kept [N, PIXELS, C]     mean [N, C], or anything where contrast stays     trainingState [32]
//
// Where contrast stays this is the gradient itself. Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> trainingState: array<u32>;
@group(0) @binding(4) var<storage, read_write> kept: array<f32>;

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
  kept[at] = select(0.0, dy[at], value >= LOW && value <= HIGH);
}
