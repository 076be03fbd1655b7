// Mixes every row of a batch with another one of it: what it shows, and likewise what it is said to be (mixup).
//
//   y[r, ·] = λ · x[r, ·] + (1 − λ) · x[p, ·]      λ = 1 − u² / 2, u in [0, 1): ½ < λ ≤ 1, five sixths on average
//                                                   p: any other row of the batch that is not beyond the epoch's end
//
//   x, y [ROWS, LENGTH]      trainingState [16] (lib/training_state.wgsl)
//
// λ and p are drawn anew every step from (seed, step, row), so pictures and targets that are mixed in two dispatches fit.
// The twin of src/reference/mixUp.ts. Work: an invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override LENGTH: u32 = 1;

/// Keeps these numbers apart from a layer's under the same seed.
const MIX_UP_DOMAIN: u32 = 0x6d697875u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let row = index / LENGTH;
  if (row >= ROWS) { return; }
  let seed = pcg32(trainingState[TRAINING_STATE_SEED], MIX_UP_DOMAIN, trainingState[TRAINING_STATE_STEP]);
  let u = uniform01(seed, 0, row);
  let others = max(trainingState[TRAINING_STATE_ROWS], 2) - 1;
  let partner = (row + 1 + pcg32(seed, 1, row) % others) % max(trainingState[TRAINING_STATE_ROWS], 1);
  y[index] = mix(x[index], x[partner * LENGTH + index % LENGTH], 0.5 * u * u);
}
