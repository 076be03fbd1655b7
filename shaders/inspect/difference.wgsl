// The change from one instant to another, number by number.
//
//   difference[i] = b[i] − a[i]        a, b, difference [SIZE]
//
// Work: one invocation a number. 12 bytes for one subtraction: as fast as memory is.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> difference: array<f32>;

override SIZE: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i < SIZE) { difference[i] = b[i] - a[i]; }
}
