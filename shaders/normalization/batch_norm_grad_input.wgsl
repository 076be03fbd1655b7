// Batch normalization, gradient with respect to its input.
//
//   training   dx[r,c] = gamma[c] / √(variance[c] + EPSILON) · (dy[r,c] − sums[1,c] / V − xHat[r,c] · sums[0,c] / V)
//   inference  dx[r,c] = gamma[c] / √(variance[c] + EPSILON) ·  dy[r,c]
//
// multiplied by f'(x).  xHat = (x − mean) / √(variance + EPSILON), sums = [Σ dy · xHat, Σ dy], V = valid rows. The
// last two terms are what x does to all outputs of its channel through the batch's mean and variance.
// Rows beyond V took no part in either and get 0.
//
//   x, dy, dx [ROWS, C]     mean, variance, gamma [C]     sums [2, C]     trainingState [16] (lib/training_state.wgsl)
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation TOGETHER channels of a row (lib/channels), neighbours on neighbouring channels.
// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3.
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read> dy: array<Channels>;
@group(0) @binding(2) var<storage, read> mean: array<Channels>;
@group(0) @binding(3) var<storage, read> variance: array<Channels>;
@group(0) @binding(4) var<storage, read> gamma: array<Channels>;
@group(0) @binding(5) var<storage, read> sums: array<Channels>;
@group(0) @binding(6) var<storage, read> trainingState: array<u32>;
@group(0) @binding(7) var<storage, read_write> dx: array<Channels>;

override ROWS: u32 = 1;
override C: u32 = 1;
override USE_TRAINING_STATE: bool = false;
override POSITIONS: u32 = 1;
override TRAINING: bool = true;
override EPSILON: f32 = 0.001;
override SCALE: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let vectors = C / u32(TOGETHER);
  let index = linear_id(id, groups, 64);
  if (index >= ROWS * vectors) { return; }
  let c = index % vectors;
  let valid = valid_rows(USE_TRAINING_STATE, trainingState[TRAINING_STATE_ROWS], POSITIONS, ROWS);
  let scale = inverseSqrt(variance[c] + EPSILON);
  var g = dy[index];
  if (TRAINING) { g -= (sums[vectors + c] + (x[index] - mean[c]) * scale * sums[c]) / f32(valid); }
  g *= scale;
  if (SCALE) { g *= gamma[c]; }
  g = activation_gradients(x[index], g);
  dx[index] = select(Channels(), g, index / vectors < valid);
}
