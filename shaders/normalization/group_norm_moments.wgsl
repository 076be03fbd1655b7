// Normalization in groups, first pass: mean and 1/deviation of each group of each picture.
//
//   x [OUTER, POSITIONS, GROUPS, SIZE]     moments [OUTER, GROUPS, 2]
//   moments[o,g] = (mean, 1/√(variance + EPSILON)) over positions and size
//
// The variance is that of the differences from the mean: E[x²] − mean² would lose its digits where the mean is large.
// Work: LANES invocations a group.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> moments: array<f32>;

override OUTER: u32 = 1;
override POSITIONS: u32 = 1;
override GROUPS: u32 = 1;
override SIZE: u32 = 1;
override EPSILON: f32 = 0.001;

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = linear_id(id, groups, 64);
  // Lanes beyond the end repeat the last group, for the barriers' sake.
  let row = min(index / LANES, OUTER * GROUPS - 1);
  let first = row / GROUPS * POSITIONS * GROUPS * SIZE + row % GROUPS * SIZE;
  let count = f32(POSITIONS * SIZE);

  var sum = 0.0;
  for (var e = index % LANES; e < POSITIONS * SIZE; e += LANES) { sum += x[first + e / SIZE * GROUPS * SIZE + e % SIZE]; }
  let mean = lane_total(vec2f(sum, 0.0), local).x / count;

  var squares = 0.0;
  for (var e = index % LANES; e < POSITIONS * SIZE; e += LANES) {
    let d = x[first + e / SIZE * GROUPS * SIZE + e % SIZE] - mean;
    squares += d * d;
  }
  let variance = lane_total(vec2f(squares, 0.0), local).x / count;

  if (index < OUTER * GROUPS * LANES && index % LANES == 0) {
    moments[2 * row] = mean;
    moments[2 * row + 1] = inverseSqrt(variance + EPSILON);
  }
}
