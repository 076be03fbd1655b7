// Batch normalization, forward: every channel is brought to mean 0 and variance 1, then scaled and shifted.
//
//   y[r,c] = gamma[c] · (x[r,c] − mean[c]) / √(variance[c] + EPSILON) + beta[c]
//
//   x, y [ROWS, C]     mean, variance, gamma, beta [C]          ROWS = N·H·W
//
// mean and variance are the batch's in training and the moving averages in inference: one kernel for both.
// Work: one invocation TOGETHER channels of a row (lib/channels), neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read> mean: array<Channels>;
@group(0) @binding(2) var<storage, read> variance: array<Channels>;
@group(0) @binding(3) var<storage, read> gamma: array<Channels>;
@group(0) @binding(4) var<storage, read> beta: array<Channels>;
@group(0) @binding(5) var<storage, read_write> y: array<Channels>;

override ROWS: u32 = 1;
override C: u32 = 1;
override EPSILON: f32 = 0.001;
override SCALE: bool = true;
override CENTER: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let vectors = C / u32(TOGETHER);
  let index = linear_id(id, groups, 64);
  if (index >= ROWS * vectors) { return; }
  let c = index % vectors;
  var v = (x[index] - mean[c]) * inverseSqrt(variance[c] + EPSILON);
  if (SCALE) { v *= gamma[c]; }
  if (CENTER) { v += beta[c]; }
  y[index] = v;
}
