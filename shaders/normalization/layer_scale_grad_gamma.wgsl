// LayerScale, gradient of its factors, first of two passes: each split adds every SPLITS-th row (sum_partials.wgsl adds the
// splits).
//
//   x, dy [ROWS, C]     partials [SPLITS, C] = Σ dy · x over the rows of the split
//
// Work: one invocation a channel and split.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override ROWS: u32 = 1;
override C: u32 = 1;
override SPLITS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SPLITS * C) { return; }
  var sum = 0.0;
  for (var row = index / C; row < ROWS; row += SPLITS) {
    let i = row * C + index % C;
    sum += dy[i] * x[i];
  }
  partials[index] = sum;
}
