// Unit normalization, gradient with respect to its input: what would only make the row longer changes nothing.
//
//   dx[r,k] = (dy[r,k] − y[r,k] · Σ_j dy[r,j] · y[r,j]) / |x[r]|
//
// A row shorter than EPSILON is divided by that, a constant: dx[r,k] = dy[r,k] / EPSILON.
//
//   x, y, dy, dx [ROWS, K]
//
// Work: one workgroup a row, as in unit_norm_forward. Two sums are made in one tree.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;
override EPSILON: f32 = 1e-12;

const LANES: u32 = 64;
var<workgroup> shared_sums: array<vec2f, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = group.y * groups.x + group.x;
  let first = min(row, ROWS - 1) * K;

  var sums = vec2f(0.0);
  for (var k = lane; k < K; k += LANES) {
    let value = x[first + k];
    sums += vec2f(value * value, dy[first + k] * y[first + k]);
  }
  shared_sums[lane] = sums;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { shared_sums[lane] += shared_sums[lane + half]; }
  }
  workgroupBarrier();
  let length = sqrt(shared_sums[0].x);
  let along = select(0.0, shared_sums[0].y, length > EPSILON);
  if (row < ROWS) {
    for (var k = lane; k < K; k += LANES) {
      dx[first + k] = (dy[first + k] - y[first + k] * along) / max(length, EPSILON);
    }
  }
}
