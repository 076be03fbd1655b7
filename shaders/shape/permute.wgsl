// The axes of a tensor in another order: y[…] = x[… in x's order].
//
//   y [LENGTH_0, …, LENGTH_3]     x: by the strides that y's axes have in it
//
// The gradient is the same with the inverse order.
// Work: one invocation a number of y.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override LENGTH_0: u32 = 1;
override LENGTH_1: u32 = 1;
override LENGTH_2: u32 = 1;
override LENGTH_3: u32 = 1;
override STRIDE_0: u32 = 1;
override STRIDE_1: u32 = 1;
override STRIDE_2: u32 = 1;
override STRIDE_3: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= LENGTH_0 * LENGTH_1 * LENGTH_2 * LENGTH_3) { return; }
  let place = coordinates(at, vec4u(LENGTH_0, LENGTH_1, LENGTH_2, LENGTH_3));
  y[at] = x[dot(place, vec4u(STRIDE_0, STRIDE_1, STRIDE_2, STRIDE_3))];
}
