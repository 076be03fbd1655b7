// The sum of each column of a table, first of two passes: each split adds every SPLITS-th row (sum_partials.wgsl adds the
// splits).
//
//   a [ROWS, C]     partials [SPLITS, C] = Σ_r a[r, c] over the rows r = split, split + SPLITS, …
//
// Work: one invocation a partial sum.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;

override ROWS: u32 = 1;
override C: u32 = 1;
override SPLITS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SPLITS * C) { return; }
  let c = index % C;
  var sum = 0.0;
  for (var row = index / C; row < ROWS; row += SPLITS) { sum += a[row * C + c]; }
  partials[index] = sum;
}
