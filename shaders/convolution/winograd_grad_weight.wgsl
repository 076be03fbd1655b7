// Winograd's convolution, gradient of the weights, 4 of 4: the products, transformed to kernels of 3 × 3 weights; and the bias.
//
//   dWeight[·,·,i,o] = Gᵀ · Σ_run du[run, ·, i, o] · G        dBias[o] = Σ_tile e[36, tile, o]
//
//   du [RUNS, 36, I, O]     e [37, TILES, O]     dWeight [3, 3, I, O]     dBias [O]
//
// Sums have a fixed order: the same numbers give the same bits. G is that of winograd_weights.wgsl. Bindings 0 and 1 are not read
// here; with them the plain rung can do the whole work.
//
// Work: one invocation a pair (i, o), and one an output of the bias.
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32, 9 * I * O>;
@group(0) @binding(3) var<storage, read_write> dBias: array<f32, BIASES>;
@group(0) @binding(4) var<storage, read> du: array<f32, RUNS * 36 * I * O>;
@group(0) @binding(5) var<storage, read> e: array<f32, 37 * TILES * O>;

const TILES: u32 = 1;
const I: u32 = 1;
const O: u32 = 1;
const RUNS: u32 = 1;
const USE_BIAS: bool = true;
const BIASES: u32 = 1;

/// Gᵀ · (a, b, c, d, e, f).
fn weight_transform(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> vec3f {
  let near = b + c;
  let far = d + e;
  return vec3f(
    a * (64.0 / 81.0) - near * (128.0 / 243.0) + far * (32.0 / 243.0),
    (d - e) * (16.0 / 81.0) - (b - c) * (32.0 / 81.0),
    (far - near) * (8.0 / 27.0) + f);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= I * O) {
    let o = index - I * O;
    if (!USE_BIAS || o >= O) { return; }
    // In parts: each rounding is then that of a small number.
    var bias = 0.0;
    for (var first = 0u; first < TILES; first += 64) {
      var part = 0.0;
      for (var tile = first; tile < min(first + 64, TILES); tile++) {
        part += e[(36 * TILES + tile) * O + o];
      }
      bias += part;
    }
    dBias[o] = bias;
    return;
  }
  var p: array<f32, 36>; // registers
  for (var t = 0u; t < 36; t++) { // unroll
    p[t] = du[t * I * O + index];
  }
  for (var run = 1u; run < RUNS; run++) {
    for (var t = 0u; t < 36; t++) { // unroll
      p[t] += du[(run * 36 + t) * I * O + index];
    }
  }
  let c0 = weight_transform(p[0], p[6], p[12], p[18], p[24], p[30]);
  let c1 = weight_transform(p[1], p[7], p[13], p[19], p[25], p[31]);
  let c2 = weight_transform(p[2], p[8], p[14], p[20], p[26], p[32]);
  let c3 = weight_transform(p[3], p[9], p[15], p[21], p[27], p[33]);
  let c4 = weight_transform(p[4], p[10], p[16], p[22], p[28], p[34]);
  let c5 = weight_transform(p[5], p[11], p[17], p[23], p[29], p[35]);
  for (var r = 0u; r < 3; r++) { // unroll
    let row = weight_transform(c0[r], c1[r], c2[r], c3[r], c4[r], c5[r]);
    for (var s = 0u; s < 3; s++) { // unroll
      dWeight[(r * 3 + s) * I * O + index] = row[s];
    }
  }
}
