// Batch normalization, statistics of the batch, second pass: joins the runs in fixed order and moves the averages.
//
//   mean[c]     = Σ_s n_s · mean_s / V                                          V = valid rows, n_s those of run s
//   variance[c] = Σ_s (squares_s + n_s · (mean_s − mean)²) / V                  (biased)
//   movingMean[c]     ← MOMENTUM · movingMean[c]     + (1 − MOMENTUM) · mean[c]
//   movingVariance[c] ← MOMENTUM · movingVariance[c] + (1 − MOMENTUM) · variance[c]
//
//   partials [SPLITS, 2, C]     trainingState [16] (lib/training_state.wgsl)     the others [C]
//
// The averages stay where they are once training has halted, and in the step that halts it: a batch that is not
// finite must not spoil what the network has learnt.
//
// Work: one invocation a channel.
// Source: Chan, Golub, LeVeque 1979, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances".
@group(0) @binding(0) var<storage, read> partials: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> variance: array<f32>;
@group(0) @binding(4) var<storage, read_write> movingMean: array<f32>;
@group(0) @binding(5) var<storage, read_write> movingVariance: array<f32>;

override ROWS: u32 = 1;
override C: u32 = 1;
override SPLITS: u32 = 1;
override USE_TRAINING_STATE: bool = false;
override POSITIONS: u32 = 1;
override MOMENTUM: f32 = 0.99;

fn is_finite(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = linear_id(id, groups, 64);
  if (c >= C) { return; }
  let valid = valid_rows(USE_TRAINING_STATE, trainingState[TRAINING_STATE_ROWS], POSITIONS, ROWS);
  let rows_per_split = (ROWS + SPLITS - 1) / SPLITS;

  // As above: deviations from the first run's mean, so that a mean far from zero costs no digits.
  let origin = partials[c];
  var sum = 0.0;
  for (var split = 0u; split * rows_per_split < valid; split++) {
    let count = f32(min(rows_per_split, valid - split * rows_per_split));
    sum += count * (partials[split * 2 * C + c] - origin);
  }
  let batch_mean = origin + sum / f32(valid);
  var squares = 0.0;
  for (var split = 0u; split * rows_per_split < valid; split++) {
    let count = f32(min(rows_per_split, valid - split * rows_per_split));
    let d = partials[split * 2 * C + c] - batch_mean;
    squares += partials[(split * 2 + 1) * C + c] + count * d * d;
  }
  let batch_variance = max(squares, 0.0) / f32(valid);
  mean[c] = batch_mean;
  variance[c] = batch_variance;

  let halted = USE_TRAINING_STATE && trainingState[TRAINING_STATE_HALTED] != 0;
  if (!halted && is_finite(batch_mean) && is_finite(batch_variance)) {
    movingMean[c] = MOMENTUM * movingMean[c] + (1.0 - MOMENTUM) * batch_mean;
    movingVariance[c] = MOMENTUM * movingVariance[c] + (1.0 - MOMENTUM) * batch_variance;
  }
}
