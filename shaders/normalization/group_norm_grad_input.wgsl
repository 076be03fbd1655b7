// Normalization in groups, gradient of the input: a number acts on its own result, and through mean and deviation on all
// of its group.
//
//   dx = f'(x) · (d − mean(d) − x̂ · mean(d · x̂)) / deviation,   d = dy · gamma,  x̂ the normalized x
//
//   x, dy, dx [OUTER, POSITIONS, GROUPS, SIZE]     moments, means [OUTER, GROUPS, 2]     gamma [GROUPS · SIZE]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before. Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> moments: array<f32>;
@group(0) @binding(3) var<storage, read> gamma: array<f32>;
@group(0) @binding(4) var<storage, read> means: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;

override OUTER: u32 = 1;
override POSITIONS: u32 = 1;
override GROUPS: u32 = 1;
override SIZE: u32 = 1;
override SCALE: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= OUTER * POSITIONS * GROUPS * SIZE) { return; }
  let row = i / (POSITIONS * GROUPS * SIZE) * GROUPS + i / SIZE % GROUPS;
  let normalized = (x[i] - moments[2 * row]) * moments[2 * row + 1];
  var d = dy[i];
  if (SCALE) { d *= gamma[i % (GROUPS * SIZE)]; }
  let own = (d - means[2 * row] - normalized * means[2 * row + 1]) * moments[2 * row + 1];
  dx[i] = activation_gradient(x[i], own);
}
