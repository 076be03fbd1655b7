// Embedding: the row of the table that each whole number names; zeros where the table has no such row.
//
//   x [ROWS], fractions are cut off     weight [INPUTS, C]     y [ROWS, C]
//
// Work: one invocation a number of y.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override INPUTS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= ROWS * C) { return; }
  let row = i32(x[i / C]);
  let inside = clamp(row, 0, i32(INPUTS) - 1);
  y[i] = select(0.0, weight[u32(inside) * C + i % C], row == inside);
}
