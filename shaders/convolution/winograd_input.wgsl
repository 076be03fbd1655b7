// Winograd's convolution F(4×4, 3×3), 2 of 4: the picture, transformed. A tile of 4 × 4 outputs sees 6 × 6 pixels d of x.
//
//   v[·, tile, i] = Bᵀ · d · B        x [N, H, W, I]     v [36, TILES, I], position = 6·row + column
//
// Tiles lie in the order of the outputs: tile = (n·DOWN + row)·ACROSS + column. Outside the picture x counts as zero.
//
// Work: one invocation a channel of a tile.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * I>;
@group(0) @binding(1) var<storage, read_write> v: array<f32, 36 * TILES * I>;

const N: u32 = 1;
const H: u32 = 8;
const W: u32 = 8;
const I: u32 = 1;
const PAD_TOP: i32 = 1;
const PAD_LEFT: i32 = 1;
/// Tiles in a column and in a row of a picture.
const DOWN: u32 = 2;
const ACROSS: u32 = 2;

const TILES: u32 = N * DOWN * ACROSS;

struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

/// Bᵀ · (a, b, c, d, e, f).
fn input_transform(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> Six {
  let near = e - 2.25 * c;
  let near_odd = 0.75 * (d - 2.25 * b);
  let far = e - 0.5625 * c;
  let far_odd = 1.5 * (d - 0.5625 * b);
  let first = 1.265625 * a - 2.8125 * c + e;
  let last = 1.265625 * b - 2.8125 * d + f;
  return Six(first, near + near_odd, near - near_odd, far + far_odd, far - far_odd, last);
}

fn store(position: u32, index: u32, numbers: Six) {
  let at = position * TILES * I + index;
  v[at] = numbers.a;
  v[at + TILES * I] = numbers.b;
  v[at + 2 * TILES * I] = numbers.c;
  v[at + 3 * TILES * I] = numbers.d;
  v[at + 4 * TILES * I] = numbers.e;
  v[at + 5 * TILES * I] = numbers.f;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= TILES * I) { return; }
  let tile = index / I;
  let n = tile / (DOWN * ACROSS);
  let top = i32(tile / ACROSS % DOWN * 4) - PAD_TOP;
  let left = i32(tile % ACROSS * 4) - PAD_LEFT;
  let corner = ((i32(n * H) + top) * i32(W) + left) * i32(I) + i32(index % I);
  var p: array<f32, 36>; // registers
  for (var r = 0; r < 6; r++) { // unroll
    for (var s = 0; s < 6; s++) { // unroll
      let inside = (u32(top + r) < H) & (u32(left + s) < W);
      p[r * 6 + s] = select(0.0, x[u32(corner + (r * i32(W) + s) * i32(I))], inside);
    }
  }
  let c0 = input_transform(p[0], p[6], p[12], p[18], p[24], p[30]);
  let c1 = input_transform(p[1], p[7], p[13], p[19], p[25], p[31]);
  let c2 = input_transform(p[2], p[8], p[14], p[20], p[26], p[32]);
  let c3 = input_transform(p[3], p[9], p[15], p[21], p[27], p[33]);
  let c4 = input_transform(p[4], p[10], p[16], p[22], p[28], p[34]);
  let c5 = input_transform(p[5], p[11], p[17], p[23], p[29], p[35]);
  store(0, index, input_transform(c0.a, c1.a, c2.a, c3.a, c4.a, c5.a));
  store(6, index, input_transform(c0.b, c1.b, c2.b, c3.b, c4.b, c5.b));
  store(12, index, input_transform(c0.c, c1.c, c2.c, c3.c, c4.c, c5.c));
  store(18, index, input_transform(c0.d, c1.d, c2.d, c3.d, c4.d, c5.d));
  store(24, index, input_transform(c0.e, c1.e, c2.e, c3.e, c4.e, c5.e));
  store(30, index, input_transform(c0.f, c1.f, c2.f, c3.f, c4.f, c5.f));
}
