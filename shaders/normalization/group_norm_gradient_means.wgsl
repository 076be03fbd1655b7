// Normalization in groups, backward, first pass: the two means of each group through which its numbers act on each other.
//
//   x, dy [OUTER, POSITIONS, GROUPS, SIZE]     moments [OUTER, GROUPS, 2]     gamma [GROUPS · SIZE]
//   means [OUTER, GROUPS, 2]: of d and of d · x̂, where d = dy · gamma and x̂ is the normalized x
//
// Work: LANES invocations a group.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> moments: array<f32>;
@group(0) @binding(3) var<storage, read> gamma: array<f32>;
@group(0) @binding(4) var<storage, read_write> means: array<f32>;

override OUTER: u32 = 1;
override POSITIONS: u32 = 1;
override GROUPS: u32 = 1;
override SIZE: u32 = 1;
override SCALE: bool = true;

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = linear_id(id, groups, 64);
  // Lanes beyond the end repeat the last group, for the barriers' sake.
  let row = min(index / LANES, OUTER * GROUPS - 1);
  let group = row % GROUPS;
  let first = row / GROUPS * POSITIONS * GROUPS * SIZE + group * SIZE;

  var sums = vec2f();
  for (var e = index % LANES; e < POSITIONS * SIZE; e += LANES) {
    let i = first + e / SIZE * GROUPS * SIZE + e % SIZE;
    var d = dy[i];
    if (SCALE) { d *= gamma[group * SIZE + e % SIZE]; }
    sums += d * vec2f(1.0, (x[i] - moments[2 * row]) * moments[2 * row + 1]);
  }
  let total = lane_total(sums, local) / f32(POSITIONS * SIZE);

  if (index < OUTER * GROUPS * LANES && index % LANES == 0) {
    means[2 * row] = total.x;
    means[2 * row + 1] = total.y;
  }
}
