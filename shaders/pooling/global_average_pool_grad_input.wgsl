// Global average pooling, gradient with respect to its input: every position gets the same share.
//
//   dx[n,p,c] = f'(x) · dy[n,c] / P                P = H·W positions
//
//   x, dx [N, P, C]     dy [N, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation a number of dx.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override POSITIONS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * POSITIONS * C) { return; }
  let share = dy[index / (POSITIONS * C) * C + index % C] / f32(POSITIONS);
  dx[index] = activation_gradient(x[index], share);
}
