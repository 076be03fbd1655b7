// Global average pooling, forward: one number a channel, the mean over the whole picture.
//
//   y[n,c] = 1/P · Σ_p x[n,p,c]                P = H·W positions
//
//   x [N, P, C]     y [N, C]
//
// Work: one invocation a channel of a picture. Neighbours take neighbouring channels, so that all of them walk
// through x side by side; where a network averages globally it has hundreds of channels, enough to go round.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override POSITIONS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * C) { return; }
  let first = index / C * POSITIONS * C + index % C;
  var sum = 0.0;
  for (var p = 0u; p < POSITIONS; p++) { sum += x[first + p * C]; }
  y[index] = sum / f32(POSITIONS);
}
