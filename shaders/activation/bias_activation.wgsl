// Adds a bias a channel and applies an activation function: y[i] = activate(sum[i] + bias[i mod C]).
// For layers whose sum another layer's kernel makes. Work: one invocation a number.
@group(0) @binding(0) var<storage, read> sum: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;
override C: u32 = 1;
override USE_BIAS: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= SIZE) { return; }
  var z = sum[i];
  if (USE_BIAS) { z += bias[i % C]; }
  y[i] = activate(z);
}
