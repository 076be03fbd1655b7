// Normalization in groups, forward: y = (x − mean) / deviation · gamma[channel] + beta[channel].
//
//   x, y [OUTER, POSITIONS, GROUPS, SIZE]     moments [OUTER, GROUPS, 2]     gamma, beta [GROUPS · SIZE]
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> moments: array<f32>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

override OUTER: u32 = 1;
override POSITIONS: u32 = 1;
override GROUPS: u32 = 1;
override SIZE: u32 = 1;
override SCALE: bool = true;
override CENTER: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= OUTER * POSITIONS * GROUPS * SIZE) { return; }
  let row = i / (POSITIONS * GROUPS * SIZE) * GROUPS + i / SIZE % GROUPS;
  let channel = i % (GROUPS * SIZE);
  var value = (x[i] - moments[2 * row]) * moments[2 * row + 1];
  if (SCALE) { value *= gamma[channel]; }
  if (CENTER) { value += beta[channel]; }
  y[i] = value;
}
