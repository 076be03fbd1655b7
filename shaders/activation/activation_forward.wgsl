// An activation function on its own: y[i] = f(x[i]). Most layers apply theirs in their own kernel.
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < SIZE) { y[i] = activate(x[i]); }
}
