// The logarithm of a softmax over the last axis, without the exponential and the logarithm undoing one another.
//
//   y[r,k] = x[r,k] − m − ln Σ_j e^(x[r,j] − m)          m = max_j x[r,j], so that e^… cannot overflow
//
//   x, y [ROWS, K]
//
// Work: one workgroup a row, as in softmax_forward.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;

const LANES: u32 = 64;
var<workgroup> shared_numbers: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  // Workgroups beyond the last row repeat it and store nothing: all must reach the barriers.
  let row = group.y * groups.x + group.x;
  let first = min(row, ROWS - 1) * K;

  var highest = x[first];
  for (var k = lane; k < K; k += LANES) { highest = max(highest, x[first + k]); }
  shared_numbers[lane] = highest;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { shared_numbers[lane] = max(shared_numbers[lane], shared_numbers[lane + half]); }
  }
  workgroupBarrier();
  let m = shared_numbers[0];
  workgroupBarrier();

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += exp(x[first + k] - m); }
  shared_numbers[lane] = sum;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { shared_numbers[lane] += shared_numbers[lane + half]; }
  }
  workgroupBarrier();
  let log_total = log(shared_numbers[0]);
  if (row < ROWS) {
    for (var k = lane; k < K; k += LANES) { y[first + k] = x[first + k] - m - log_total; }
  }
}
