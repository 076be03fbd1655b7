// Fully connected layer, forward: every output is a weighted sum of all inputs.
//
//   y[m,j] = activate( bias[j] + Σ_i x[m,i] · weight[i,j] )
//
//   x [M, I]     weight [I, J]     bias [J]     y [M, J]          M: rows (the batch, and any axes but the last)
//
// One invocation an output number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

const M: u32 = 1;
const I: u32 = 1;
const J: u32 = 1;
const USE_BIAS: bool = true;

alias Weight = f32;
fn activate(z: f32) -> f32 { return z; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= M * J) { return; }
  let j = index % J;
  let m = index / J;

  var sum = 0.0;
  if (USE_BIAS) { sum = bias[j]; }
  for (var i = 0u; i < I; i++) {
    sum += x[m * I + i] * f32(weight[i * J + j]);
  }
  y[index] = activate(sum);
}
