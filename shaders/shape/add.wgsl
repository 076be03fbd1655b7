// The sum of two tensors of one shape: y[i] = a[i] + b[i].
// Work: one invocation TOGETHER numbers (lib/channels).
@group(0) @binding(0) var<storage, read> a: array<Channels>;
@group(0) @binding(1) var<storage, read> b: array<Channels>;
@group(0) @binding(2) var<storage, read_write> y: array<Channels>;

override VECTORS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < VECTORS) { y[i] = a[i] + b[i]; }
}
