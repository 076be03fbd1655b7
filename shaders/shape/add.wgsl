// The sum of two tensors of one shape: y[i] = a[i] + b[i].
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < SIZE) { y[i] = a[i] + b[i]; }
}
