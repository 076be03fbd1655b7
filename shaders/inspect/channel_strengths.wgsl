// How strongly each channel answers: the mean size of its numbers, by which maps are put in order.
//
//   strengths[c] = 1/POSITIONS · Σ_p |x[p,c]|
//
//   x [POSITIONS, C]     strengths [C]
//
// Work: one invocation a channel; at each position neighbours load neighbouring numbers. It runs on request only.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> strengths: array<f32>;

override POSITIONS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = linear_id(id, groups, 64);
  if (c >= C) { return; }
  var sum = 0.0;
  for (var p = 0u; p < POSITIONS; p++) { sum += abs(x[p * C + c]); }
  strengths[c] = sum / f32(POSITIONS);
}
