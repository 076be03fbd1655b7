// LayerScale: each channel times a learned factor.
//
//   y[…,c] = x[…,c] · gamma[c]     x, y [SIZE / C, C]     gamma [C]
//
// The gradient of x is the same of dy. Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= SIZE) { return; }
  y[i] = x[i] * gamma[i % C];
}
