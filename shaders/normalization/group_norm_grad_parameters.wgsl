// Normalization in groups, gradient of gamma and beta, first of two passes: each split adds every SPLITS-th position
// (sum_partials.wgsl adds the splits).
//
//   x, dy [OUTER, POSITIONS, GROUPS, SIZE]     moments [OUTER, GROUPS, 2]
//   partials [SPLITS, 2, GROUPS · SIZE]: Σ dy · x̂ and Σ dy, where x̂ is the normalized x
//
// Work: one invocation a channel and split.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> moments: array<f32>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;

override OUTER: u32 = 1;
override POSITIONS: u32 = 1;
override GROUPS: u32 = 1;
override SIZE: u32 = 1;
override SPLITS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let channels = GROUPS * SIZE;
  if (index >= SPLITS * channels) { return; }
  let channel = index % channels;
  let split = index / channels;
  var sums = vec2f();
  for (var place = split; place < OUTER * POSITIONS; place += SPLITS) {
    let row = place / POSITIONS * GROUPS + channel / SIZE;
    let i = place * channels + channel;
    sums += dy[i] * vec2f((x[i] - moments[2 * row]) * moments[2 * row + 1], 1.0);
  }
  partials[split * 2 * channels + channel] = sums.x;
  partials[split * 2 * channels + channels + channel] = sums.y;
}
