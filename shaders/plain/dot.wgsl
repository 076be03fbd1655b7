// Products of matrices, each of one by its counterpart of the other.
//
//   y[n,i,j] = Σ_k a[n,i,k] · b[n,k,j]
//
//   a [N, I·K], b [N, K·J] in any order of their two axes, which the steps between neighbours say     y [N, I, J]
//
// One invocation an output number.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const N: u32 = 1;
const I: u32 = 1;
const J: u32 = 1;
const K: u32 = 1;
const A_ROW: u32 = 1;
const A_INNER: u32 = 1;
const B_INNER: u32 = 1;
const B_COLUMN: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= N * I * J) { return; }
  let j = index % J;
  let i = index / J % I;
  let n = index / (I * J);

  var sum = 0.0;
  for (var k = 0u; k < K; k++) {
    sum += a[n * I * K + i * A_ROW + k * A_INNER] * b[n * K * J + k * B_INNER + j * B_COLUMN];
  }
  y[index] = sum;
}
