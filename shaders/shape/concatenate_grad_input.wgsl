// Concatenation, gradient with respect to one of its inputs: the slice of dy that came from it.
//
//   dx[b, i] = f'(x) · dy[b, START + i]
//
//   x, dx [BLOCKS, RUN]     dy [BLOCKS, TOTAL]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation a number of dx.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override BLOCKS: u32 = 1;
override RUN: u32 = 1;
override TOTAL: u32 = 1;
override START: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= BLOCKS * RUN) { return; }
  let g = dy[index / RUN * TOTAL + START + index % RUN];
  dx[index] = activation_gradient(x[index], g);
}
