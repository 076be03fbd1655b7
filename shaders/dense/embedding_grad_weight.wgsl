// Embedding, gradient of its table: each row of the table adds up the gradients of the places that named it, in their order.
//
//   x [ROWS]     dy [ROWS, C]     dWeight [INPUTS, C]
//
// Work: one invocation a number of the table. Neighbours are columns of one row, so they read the same x and stay together.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32>;

override ROWS: u32 = 1;
override INPUTS: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= INPUTS * C) { return; }
  var sum = 0.0;
  for (var row = 0u; row < ROWS; row++) {
    if (i32(x[row]) == i32(i / C)) { sum += dy[row * C + i % C]; }
  }
  dWeight[i] = sum;
}
