// The gradient of an activation function: dx[i] = f'(x[i]) · dy[i], from its output y.
// Work: one invocation TOGETHER numbers (lib/channels).
@group(0) @binding(0) var<storage, read> y: array<Channels>;
@group(0) @binding(1) var<storage, read> dy: array<Channels>;
@group(0) @binding(2) var<storage, read_write> dx: array<Channels>;

override VECTORS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < VECTORS) { dx[i] = activation_gradients(y[i], dy[i]); }
}
