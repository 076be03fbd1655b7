// An activation function on its own: y[i] = f(x[i]). Most layers apply theirs in their own kernel.
// Work: one invocation TOGETHER numbers (lib/channels).
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read_write> y: array<Channels>;

override VECTORS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < VECTORS) { y[i] = activate_each(x[i]); }
}
