// Fully connected layer, gradient with respect to weight and bias: each was used once a row.
//
//   dWeight[i,j] = Σ_m x[m,i] · dy[m,j]
//   dBias[j]     = Σ_m dy[m,j]
//
//   x [M, I]     dy [M, J]     dWeight [I, J]     dBias [J]
//
// One invocation a weight, and one a bias.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32>;
@group(0) @binding(3) var<storage, read_write> dBias: array<f32>;

const M: u32 = 1;
const I: u32 = 1;
const J: u32 = 1;
const USE_BIAS: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  let j = index % J;
  let i = index / J;

  var sum = 0.0;
  if (i < I) {
    for (var m = 0u; m < M; m++) { sum += x[m * I + i] * dy[m * J + j]; }
    dWeight[index] = sum;
  } else if (i == I && USE_BIAS) {
    for (var m = 0u; m < M; m++) { sum += dy[m * J + j]; }
    dBias[j] = sum;
  }
}
