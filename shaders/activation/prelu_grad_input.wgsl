// Parametric ReLU, gradient of the input: dx = dy where x > 0, alpha · dy elsewhere.
//
//   x, dy, dx [N, A, B, C]     alpha as in prelu_forward.wgsl
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> alpha: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

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
  dx[i] = select(dy[i], slope * dy[i], x[i] <= 0.0);
}
