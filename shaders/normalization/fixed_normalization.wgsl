// Normalization by a mean and a variance that were measured before training and are never trained.
//
//   y[…,c] = (x[…,c] − mean[c]) / σ[c]     or, inverted,     y[…,c] = mean[c] + x[…,c] · σ[c]
//
//   σ = max(√variance, 10⁻⁷)     x, y [SIZE / C, C]     mean, variance [C]
//
// The gradient is the same of dy, without the mean (CENTER 0).
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> variance: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;
override C: u32 = 1;
override CENTER: f32 = 1.0;
override INVERT: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= SIZE) { return; }
  let deviation = max(sqrt(variance[i % C]), 1e-7);
  let center = CENTER * mean[i % C];
  if (INVERT == 1) { y[i] = center + x[i] * deviation; } else { y[i] = (x[i] - center) / deviation; }
}
