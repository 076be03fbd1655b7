// Concatenation, forward, one input of several: copies it to its place in the result.
//
//   y[b, START + i] = x[b, i]
//
//   x [BLOCKS, RUN]     y [BLOCKS, TOTAL]
//
// A block is everything from the axis of concatenation on; an input gives RUN numbers to each block of TOTAL.
// Work: one invocation a number of x.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override BLOCKS: u32 = 1;
override RUN: u32 = 1;
override TOTAL: u32 = 1;
override START: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= BLOCKS * RUN) { return; }
  y[index / RUN * TOTAL + START + index % RUN] = x[index];
}
