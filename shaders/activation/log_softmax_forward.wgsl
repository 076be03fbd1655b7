// The logarithm of a softmax over the last axis, without the exponential and the logarithm undoing one another.
//
//   y[r,k] = x[r,k] − m − ln Σ_j e^(x[r,j] − m)          m = max_j x[r,j], so that e^… cannot overflow
//
//   x, y [ROWS, K]
//
// Work: LANES invocations a row (lib/lanes.wgsl).
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

  var highest = x[first];
  for (var k = lane; k < K; k += LANES) { highest = max(highest, x[first + k]); }
  let m = lane_highest(highest, local);

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += exp(x[first + k] - m); }
  let log_total = log(lane_total(vec2f(sum, 0.0), local).x);
  if (index < ROWS * LANES) {
    for (var k = lane; k < K; k += LANES) { y[first + k] = x[first + k] - m - log_total; }
  }
}
