// Unit normalization: each row divided by its length, so that the squares of its numbers add up to 1.
//
//   y[r,k] = x[r,k] / max(|x[r]|, EPSILON)          |x[r]| = √(Σ_j x[r,j]²)
//
//   x, y [ROWS, K]
//
// Work: one workgroup a row. Its 64 invocations stride over the row together and meet in a tree, always in the same order.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;
override EPSILON: f32 = 1e-12;

const LANES: u32 = 64;
var<workgroup> shared_sums: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  // Workgroups beyond the last row repeat it and store nothing: all must reach the barriers.
  let row = group.y * groups.x + group.x;
  let first = min(row, ROWS - 1) * K;

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += x[first + k] * x[first + k]; }
  shared_sums[lane] = sum;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { shared_sums[lane] += shared_sums[lane + half]; }
  }
  workgroupBarrier();
  let length = max(sqrt(shared_sums[0]), EPSILON);
  if (row < ROWS) {
    for (var k = lane; k < K; k += LANES) { y[first + k] = x[first + k] / length; }
  }
}
