// Winograd's convolution F(4×4, 3×3), 1 of 4: the kernels, transformed.
//
//   u[·, i, o] = G · w(·,·,i,o) · Gᵀ        u [36, I, O], position = 6·row + column
//
// The matrices are those of the points 0, ±3/4, ±3/2 and ∞: their error is a third of that of the usual 0, ±1, ±2 and ∞.
//
// w is that of conv2d_correlate.wgsl: weight[ky,kx,i,o] forward; weight[2−ky,2−kx,o,i] in the gradient of the input (FLIP).
//
// Work: one invocation a pair (i, o).
@group(0) @binding(0) var<storage, read> weight: array<Weight, 9 * I * O>;
@group(0) @binding(1) var<storage, read_write> u: array<f32, 36 * I * O>;

const I: u32 = 1;
const O: u32 = 1;
const FLIP: bool = false;

struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

/// G · (p, q, r): the polynomial p + q·x + r·x² at 0, ±3/4, ±3/2 and ∞, scaled.
fn kernel_transform(p: f32, q: f32, r: f32) -> Six {
  let near = (p + 0.5625 * r) * (-128.0 / 243.0);
  let near_odd = q * (-32.0 / 81.0);
  let far = (p + 2.25 * r) * (32.0 / 243.0);
  let far_odd = q * (16.0 / 81.0);
  return Six(p * (64.0 / 81.0), near + near_odd, near - near_odd, far + far_odd, far - far_odd, r);
}

fn store(position: u32, index: u32, numbers: Six) {
  let at = position * I * O + index;
  u[at] = numbers.a;
  u[at + I * O] = numbers.b;
  u[at + 2 * I * O] = numbers.c;
  u[at + 3 * I * O] = numbers.d;
  u[at + 4 * I * O] = numbers.e;
  u[at + 5 * I * O] = numbers.f;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= I * O) { return; }
  let pair = select(index, index % O * I + index / O, FLIP);
  var w: array<f32, 9>; // registers
  for (var tap = 0u; tap < 9; tap++) { // unroll
    w[tap] = f32(weight[select(tap, 8 - tap, FLIP) * I * O + pair]);
  }
  let left = kernel_transform(w[0], w[3], w[6]);
  let middle = kernel_transform(w[1], w[4], w[7]);
  let right = kernel_transform(w[2], w[5], w[8]);
  store(0, index, kernel_transform(left.a, middle.a, right.a));
  store(6, index, kernel_transform(left.b, middle.b, right.b));
  store(12, index, kernel_transform(left.c, middle.c, right.c));
  store(18, index, kernel_transform(left.d, middle.d, right.d));
  store(24, index, kernel_transform(left.e, middle.e, right.e));
  store(30, index, kernel_transform(left.f, middle.f, right.f));
}
