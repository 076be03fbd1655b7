// Unit normalization, gradient with respect to its input: what would only make the row longer changes nothing.
//
//   dx[r,k] = (dy[r,k] − y[r,k] · Σ_j dy[r,j] · y[r,j]) / |x[r]|
//
// A row shorter than EPSILON is divided by that, a constant: dx[r,k] = dy[r,k] / EPSILON.
//
//   x, y, dy, dx [ROWS, K]
//
// Work: LANES invocations a row (lib/lanes.wgsl). Two sums are made in one tree.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;
override EPSILON: f32 = 1e-12;

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = linear_id(id, groups, 64);
  let lane = index % LANES;
  // Lanes beyond the last row repeat it and store nothing: all must reach the barriers.
  let first = min(index / LANES, ROWS - 1) * K;

  var sums = vec2f(0.0);
  for (var k = lane; k < K; k += LANES) {
    let value = x[first + k];
    sums += vec2f(value * value, dy[first + k] * y[first + k]);
  }
  let total = lane_total(sums, local);
  let length = sqrt(total.x);
  let along = select(0.0, total.y, length > EPSILON);
  if (index < ROWS * LANES) {
    for (var k = lane; k < K; k += LANES) {
      dx[first + k] = (dy[first + k] - y[first + k] * along) / max(length, EPSILON);
    }
  }
}
