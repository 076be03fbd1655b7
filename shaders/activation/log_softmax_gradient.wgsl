// The logarithm of a softmax, gradient with respect to its input. e^y are the probabilities.
//
//   dx[r,k] = dy[r,k] − e^y[r,k] · Σ_j dy[r,j]
//
//   y, dy, dx [ROWS, K]
//
// Work: one workgroup a row, as in softmax_forward.
@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;

const LANES: u32 = 64;
var<workgroup> shared_sums: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = group.y * groups.x + group.x;
  let first = min(row, ROWS - 1) * K;

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += dy[first + k]; }
  shared_sums[lane] = sum;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { shared_sums[lane] += shared_sums[lane + half]; }
  }
  workgroupBarrier();
  let total = shared_sums[0];
  if (row < ROWS) {
    for (var k = lane; k < K; k += LANES) { dx[first + k] = dy[first + k] - exp(y[first + k]) * total; }
  }
}
