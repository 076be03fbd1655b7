// Winograd's convolution F(4×4, 3×3), 4 of 4: the products, transformed to tiles of 4 × 4 outputs.
//
//   y's tile = finish( Aᵀ · m[·, tile, o] · A )        m [36, TILES, O]     y [N, Y_H, Y_W, O]
//
//   forward: finish(s) = f(s + bias[o])     gradient of the input (FLIP): finish(s) = s · f'(a), a = the layer's input
//
// Bindings 0 and 1 are not read here; with them the plain rung can do the whole work.
//
// Work: one invocation an output channel of a tile.
@group(0) @binding(2) var<storage, read> bias_or_input: array<f32, BIAS_OR_INPUT_SIZE>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, N * Y_H * Y_W * O>;
@group(0) @binding(4) var<storage, read> m: array<f32, 36 * TILES * O>;

const N: u32 = 1;
const Y_H: u32 = 8;
const Y_W: u32 = 8;
const O: u32 = 1;
/// Tiles in a column and in a row of a picture.
const DOWN: u32 = 2;
const ACROSS: u32 = 2;
const FLIP: bool = false;
/// 1 where `bias_or_input` is the bias.
const WITH_BIAS: u32 = 1;
const BIAS_OR_INPUT_SIZE: u32 = 1;

const TILES: u32 = N * DOWN * ACROSS;

/// Aᵀ · (a, b, c, d, e, f).
fn output_transform(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> vec4f {
  let near = b + c;
  let far = d + e;
  let near_odd = b - c;
  let far_odd = d - e;
  return vec4f(
    a + near + far,
    0.75 * near_odd + 1.5 * far_odd,
    0.5625 * near + 2.25 * far,
    0.421875 * near_odd + 3.375 * far_odd + f);
}

fn store(place: u32, o: u32, sum: f32) {
  if (FLIP) { y[place] = activation_gradient(bias_or_input[place], sum); }
  else if (WITH_BIAS == 1) { y[place] = activate(sum + bias_or_input[o]); }
  else { y[place] = activate(sum); }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= TILES * O) { return; }
  var p: array<f32, 36>; // registers
  for (var t = 0u; t < 36; t++) { // unroll
    p[t] = m[t * TILES * O + index];
  }
  // Columns, each to four rows.
  let c0 = output_transform(p[0], p[6], p[12], p[18], p[24], p[30]);
  let c1 = output_transform(p[1], p[7], p[13], p[19], p[25], p[31]);
  let c2 = output_transform(p[2], p[8], p[14], p[20], p[26], p[32]);
  let c3 = output_transform(p[3], p[9], p[15], p[21], p[27], p[33]);
  let c4 = output_transform(p[4], p[10], p[16], p[22], p[28], p[34]);
  let c5 = output_transform(p[5], p[11], p[17], p[23], p[29], p[35]);
  var rows: array<vec4f, 4>; // registers
  rows[0] = output_transform(c0.x, c1.x, c2.x, c3.x, c4.x, c5.x);
  rows[1] = output_transform(c0.y, c1.y, c2.y, c3.y, c4.y, c5.y);
  rows[2] = output_transform(c0.z, c1.z, c2.z, c3.z, c4.z, c5.z);
  rows[3] = output_transform(c0.w, c1.w, c2.w, c3.w, c4.w, c5.w);

  let o = index % O;
  let tile = index / O;
  let oy = tile / ACROSS % DOWN * 4;
  let ox = tile % ACROSS * 4;
  let first = ((tile / (DOWN * ACROSS) * Y_H + oy) * Y_W + ox) * O + o;
  for (var r = 0u; r < 4; r++) { // unroll
    for (var s = 0u; s < 4; s++) { // unroll
      if ((Y_H % 4 == 0 || oy + r < Y_H) && (Y_W % 4 == 0 || ox + s < Y_W)) {
        store(first + (r * Y_W + s) * O, o, rows[r][s]);
      }
    }
  }
}
