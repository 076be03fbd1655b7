// Adds one more part to a sum that is kept: total[i] += part[i]. For the gradient of weights that several layers share.
// Work: one invocation TOGETHER numbers (lib/channels).
@group(0) @binding(0) var<storage, read> part: array<Channels>;
@group(0) @binding(1) var<storage, read_write> total: array<Channels>;

override VECTORS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < VECTORS) { total[i] += part[i]; }
}
