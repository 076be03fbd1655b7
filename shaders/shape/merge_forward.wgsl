// Two tensors become one, number by number.
//
//   y[…] = SCALE · (a[…] ∘ b[…])
//
//   ∘ by OPERATION: 0 sum, 1 difference, 2 product, 3 maximum, 4 minimum
//
// Where one of them has length 1 along an axis, its number is used for all (broadcasting): its stride there is 0.
//
//   y [LENGTH_0, …, LENGTH_3]     a, b: by their strides, up to four axes
//
// Work: one invocation a number of y.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override LENGTH_0: u32 = 1;
override LENGTH_1: u32 = 1;
override LENGTH_2: u32 = 1;
override LENGTH_3: u32 = 1;
override A_STRIDE_0: u32 = 1;
override A_STRIDE_1: u32 = 1;
override A_STRIDE_2: u32 = 1;
override A_STRIDE_3: u32 = 1;
override B_STRIDE_0: u32 = 1;
override B_STRIDE_1: u32 = 1;
override B_STRIDE_2: u32 = 1;
override B_STRIDE_3: u32 = 1;
override OPERATION: u32 = 0;
override SCALE: f32 = 1.0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  let lengths = vec4u(LENGTH_0, LENGTH_1, LENGTH_2, LENGTH_3);
  if (at >= LENGTH_0 * LENGTH_1 * LENGTH_2 * LENGTH_3) { return; }
  let place = coordinates(at, lengths);
  let p = a[dot(place, vec4u(A_STRIDE_0, A_STRIDE_1, A_STRIDE_2, A_STRIDE_3))];
  let q = b[dot(place, vec4u(B_STRIDE_0, B_STRIDE_1, B_STRIDE_2, B_STRIDE_3))];
  var result = p + q;
  if (OPERATION == 1) { result = p - q; }
  if (OPERATION == 2) { result = p * q; }
  // Not max() and min(): a NaN stays a NaN.
  if (OPERATION == 3) { result = select(p, q, q > p || q != q); }
  if (OPERATION == 4) { result = select(p, q, q < p || q != q); }
  y[at] = SCALE * result;
}
