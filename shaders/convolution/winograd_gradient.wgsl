// Winograd's convolution, gradient of the weights, 2 of 4: the gradient of the outputs, transformed. It is a tile of 4 × 4 numbers
// of dy, zero beyond its edges.
//
//   e[·, tile, o] = A · dy's tile · Aᵀ, and in position 36 the sum of the tile        dy [N, Y_H, Y_W, O]     e [37, TILES, O]
//
// A is the transpose of the transform of winograd_output.wgsl: the tile as a polynomial at 0, ±3/4, ±3/2 and ∞. The sum is for the bias.
//
// Work: one invocation an output channel of a tile.
@group(0) @binding(0) var<storage, read> dy: array<f32, N * Y_H * Y_W * O>;
@group(0) @binding(1) var<storage, read_write> e: array<f32, 37 * TILES * O>;

const N: u32 = 1;
const Y_H: u32 = 8;
const Y_W: u32 = 8;
const O: u32 = 1;
/// Tiles in a column and in a row of a picture.
const DOWN: u32 = 2;
const ACROSS: u32 = 2;

const TILES: u32 = N * DOWN * ACROSS;

struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

/// A · (p, q, r, s).
fn gradient_transform(p: f32, q: f32, r: f32, s: f32) -> Six {
  let near = p + 0.5625 * r;
  let near_odd = 0.75 * q + 0.421875 * s;
  let far = p + 2.25 * r;
  let far_odd = 1.5 * q + 3.375 * s;
  return Six(p, near + near_odd, near - near_odd, far + far_odd, far - far_odd, s);
}

fn store(position: u32, index: u32, numbers: Six) {
  let at = position * TILES * O + index;
  e[at] = numbers.a;
  e[at + TILES * O] = numbers.b;
  e[at + 2 * TILES * O] = numbers.c;
  e[at + 3 * TILES * O] = numbers.d;
  e[at + 4 * TILES * O] = numbers.e;
  e[at + 5 * TILES * O] = numbers.f;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= TILES * O) { return; }
  let tile = index / O;
  let oy = tile / ACROSS % DOWN * 4;
  let ox = tile % ACROSS * 4;
  let first = ((tile / (DOWN * ACROSS) * Y_H + oy) * Y_W + ox) * O + index % O;
  var p: array<f32, 16>; // registers
  var sum = 0.0;
  for (var r = 0u; r < 4; r++) { // unroll
    for (var s = 0u; s < 4; s++) { // unroll
      let inside = (Y_H % 4 == 0 || oy + r < Y_H) & (Y_W % 4 == 0 || ox + s < Y_W);
      p[r * 4 + s] = select(0.0, dy[first + (r * Y_W + s) * O], inside);
      sum += p[r * 4 + s];
    }
  }
  // Columns, each to six rows.
  let c0 = gradient_transform(p[0], p[4], p[8], p[12]);
  let c1 = gradient_transform(p[1], p[5], p[9], p[13]);
  let c2 = gradient_transform(p[2], p[6], p[10], p[14]);
  let c3 = gradient_transform(p[3], p[7], p[11], p[15]);
  store(0, index, gradient_transform(c0.a, c1.a, c2.a, c3.a));
  store(6, index, gradient_transform(c0.b, c1.b, c2.b, c3.b));
  store(12, index, gradient_transform(c0.c, c1.c, c2.c, c3.c));
  store(18, index, gradient_transform(c0.d, c1.d, c2.d, c3.d));
  store(24, index, gradient_transform(c0.e, c1.e, c2.e, c3.e));
  store(30, index, gradient_transform(c0.f, c1.f, c2.f, c3.f));
  e[36 * TILES * O + index] = sum;
}
