// Parametric ReLU: y = x > 0 ? x : alpha · x, with learned slopes alpha that some axes share.
//
//   x, y [N, A, B, C]     alpha: one number a place of [A, B, C]; the step of a shared axis is 0
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> alpha: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override A: u32 = 1;
override B: u32 = 1;
override C: u32 = 1;
override STEP_A: u32 = 0;
override STEP_B: u32 = 0;
override STEP_C: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= N * A * B * C) { return; }
  let slope = alpha[i / (B * C) % A * STEP_A + i / C % B * STEP_B + i % C * STEP_C];
  y[i] = select(x[i], slope * x[i], x[i] <= 0.0);
}
