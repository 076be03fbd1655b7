// Batch normalization, statistics of the batch, first of two passes: mean and squared deviations of runs of rows.
//
//   partials[s,0,c] = mean of x[r,c]                    over the valid rows r of run s
//   partials[s,1,c] = Σ (x[r,c] − partials[s,0,c])²     over the same rows
//
//   x [ROWS, C]     trainingState [16] (lib/training_state.wgsl)     partials [SPLITS, 2, C]          ROWS = N·H·W
//
// One reading suffices: sums are taken of x − x₀, with x₀ the run's first number. x₀ is one of the numbers, so it
// lies within their spread, and Σd² − (Σd)²/n loses no digits however far the mean is from zero.
//
// Work: one invocation a run of rows of one channel; neighbours take neighbouring channels. Few channels and many
// rows would leave a GPU idle, hence the runs, which batch_norm_statistics adds in fixed order.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override ROWS: u32 = 1;
override C: u32 = 1;
override SPLITS: u32 = 1;
override USE_TRAINING_STATE: bool = false;
override POSITIONS: u32 = 1;

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

  var mean = 0.0;
  var squares = 0.0;
  if (first < last) {
    let origin = x[first * C + c];
    var sum = 0.0;
    for (var r = first; r < last; r++) {
      let d = x[r * C + c] - origin;
      sum += d;
      squares += d * d;
    }
    let count = f32(last - first);
    mean = origin + sum / count;
    squares -= sum * sum / count;
  }
  partials[split * 2 * C + c] = mean;
  partials[(split * 2 + 1) * C + c] = squares;
}
