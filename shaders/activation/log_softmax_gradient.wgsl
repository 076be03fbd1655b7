// The logarithm of a softmax, gradient with respect to its input. e^y are the probabilities.
//
//   dx[r,k] = dy[r,k] − e^y[r,k] · Σ_j dy[r,j]
//
//   y, dy, dx [ROWS, K]
//
// Work: LANES invocations a row (lib/lanes.wgsl).
@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override ROWS: u32 = 1;
override K: u32 = 1;

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

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += dy[first + k]; }
  let total = lane_total(vec2f(sum, 0.0), local).x;
  if (index < ROWS * LANES) {
    for (var k = lane; k < K; k += LANES) { dx[first + k] = dy[first + k] - exp(y[first + k]) * total; }
  }
}
