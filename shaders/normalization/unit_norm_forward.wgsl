// Unit normalization: each row divided by its length, so that the squares of its numbers add up to 1.
//
//   y[r,k] = x[r,k] / max(|x[r]|, EPSILON)          |x[r]| = √(Σ_j x[r,j]²)
//
//   x, y [ROWS, K]
//
// Work: LANES invocations a row (lib/lanes.wgsl).
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

  var sum = 0.0;
  for (var k = lane; k < K; k += LANES) { sum += x[first + k] * x[first + k]; }
  let length = max(sqrt(lane_total(vec2f(sum, 0.0), local).x), EPSILON);
  if (index < ROWS * LANES) {
    for (var k = lane; k < K; k += LANES) { y[first + k] = x[first + k] / length; }
  }
}
