// Batch normalization, gradient of gamma and beta, first of two passes: sums over runs of rows.
//
//   partials[s,0,c] = Σ_r dy[r,c] · xHat[r,c]          xHat = (x − mean) / √(variance + EPSILON)
//   partials[s,1,c] = Σ_r dy[r,c]                      over the valid rows r of run s
//
//   x, dy [ROWS, C]     mean, variance [C]     trainingState [16] (lib/training_state.wgsl)     partials [SPLITS, 2, C]
//
// Work: one invocation a run of rows of one channel, as in batch_norm_moments.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> variance: array<f32>;
@group(0) @binding(4) var<storage, read> trainingState: array<u32>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;

override ROWS: u32 = 1;
override C: u32 = 1;
override SPLITS: u32 = 1;
override USE_TRAINING_STATE: bool = false;
override POSITIONS: u32 = 1;
override EPSILON: f32 = 0.001;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SPLITS * C) { return; }
  let c = index % C;
  let split = index / C;
  let rows_per_split = (ROWS + SPLITS - 1) / SPLITS;
  let first = split * rows_per_split;
  let valid = valid_rows(USE_TRAINING_STATE, trainingState[TRAINING_STATE_ROWS], POSITIONS, ROWS);
  let last = min(first + rows_per_split, valid);

  let m = mean[c];
  var products = 0.0;
  var sum = 0.0;
  for (var r = first; r < last; r++) {
    let g = dy[r * C + c];
    products += g * (x[r * C + c] - m);
    sum += g;
  }
  partials[split * 2 * C + c] = products * inverseSqrt(variance[c] + EPSILON);
  partials[(split * 2 + 1) * C + c] = sum;
}
