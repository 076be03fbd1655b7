// Convolution, gradient of the loss with respect to weight and bias.
//
//   dWeight[ky,kx,c,k] = Σ_n Σ_oy Σ_ox  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · dy[n,oy,ox,k]
//   dBias[k]           = Σ_n Σ_oy Σ_ox  dy[n,oy,ox,k]
//
//   x [N, H, W, C]     dy [N, OH, OW, K]     dWeight [KH, KW, C, K]     dBias [K]
//
// Few outputs, a very long sum: one invocation per output would leave a GPU idle. So the N·OH rows of dy are cut into
// SPLITS runs. Each run is summed into a layer of its own, and dWeight is [SPLITS, KH·KW·C + 1, K], with the bias as
// last row; sum_partials.wgsl adds the layers in fixed order. No atomics, so the same input always gives the same bits.
// A dense layer is the case of one row of pixels (its samples) and a 1×1 kernel.
//
// Work: an invocation owns PAIRS neighbouring pairs (ky, c): all their kx × FILTERS filters, in registers. It walks
// along rows, COLUMNS pixels of dy at a time; a loaded number of x serves FILTERS filters at up to KW places.
// The bias is one more owner, whose x is 1. A workgroup works on the same filters and the same pixels, so dy is loaded
// by quads together.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * C>;
@group(0) @binding(1) var<storage, read> dy: array<f32, N * OH * OW * K>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32, SPLITS * LAYER>;
@group(0) @binding(3) var<storage, read_write> dBias: array<f32, BIASES>;

const N: u32 = 1;
const H: u32 = 8;
const W: u32 = 8;
const C: u32 = 1;
const OH: u32 = 8;
const OW: u32 = 8;
const K: u32 = 1;
const KH: u32 = 3;
const KW: u32 = 3;
const STRIDE_Y: u32 = 1;
const STRIDE_X: u32 = 1;
const DILATION_Y: u32 = 1;
const DILATION_X: u32 = 1;
const PAD_TOP: i32 = 1;
const PAD_LEFT: i32 = 1;
const SPLITS: u32 = 1;
/// Numbers of one split.
const LAYER: u32 = 72;
const BIASES: u32 = 1;
const USE_BIAS: bool = true;
const PAIRS: u32 = 1;
const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;
const GROUP: u32 = 64;

/// Pixels of one input row that a block of columns sees.
const SEEN: u32 = (COLUMNS - 1) * STRIDE_X + (KW - 1) * DILATION_X + 1;
const QUARTERS: u32 = FILTERS / 4;
/// dy of one block of columns, in vectors of four filters.
const VECTORS: u32 = COLUMNS * QUARTERS;
/// Of them, as many as an invocation loads itself.
const HELD: u32 = (VECTORS + SHARE - 1) / SHARE;
/// Whether the last block of a row sticks out.
const RAGGED: bool = OW % COLUMNS != 0;

/// Invocations that own weights; one more owns the bias.
const OWNERS: u32 = (KH * C + PAIRS - 1) / PAIRS;
/// Blocks of columns in a row, and where the last one begins to see.
const BLOCKS: u32 = (OW + COLUMNS - 1) / COLUMNS;
const LAST: i32 = i32((BLOCKS - 1) * COLUMNS * STRIDE_X) - PAD_LEFT;

/// Four filters of dy; beyond the last one they are of no use, and their sums are never stored.
fn gradient(at: u32, ox: u32) -> vec4f {
  let value = vec4f(dy[at], dy[at + 1], dy[at + 2], dy[at + 3]);
  if (!RAGGED) { return value; }
  return select(vec4f(), value, ox < OW);
}

fn store_bias(split: u32, k: u32, sum: f32) {
  if (SPLITS > 1) { dWeight[split * LAYER + KH * KW * C * K + k] = sum; }
  else if (USE_BIAS) { dBias[k] = sum; }
}

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let owner = group.x * GROUP + invocation.local;
  let is_bias = owner == OWNERS;
  let k = group.y * FILTERS;
  let mine = quad_lane(invocation);
  let fill = select(0.0, 1.0, is_bias);

  // Which columns of dy this invocation loads, and where they lie in a row.
  var column: array<u32, HELD>; // registers
  var share: array<u32, HELD>; // registers
  for (var g = 0u; g < HELD; g++) { // unroll
    let v = min(g * SHARE + mine, VECTORS - 1);
    column[g] = v / QUARTERS;
    share[g] = v / QUARTERS * K + k + v % QUARTERS * 4;
  }

  // What it owns; beyond the last pair it repeats it, and stores nothing.
  var reach: array<i32, PAIRS>; // registers
  var channel: array<i32, PAIRS>; // registers
  for (var r = 0u; r < PAIRS; r++) { // unroll
    let pair = min(owner * PAIRS + r, KH * C - 1);
    reach[r] = i32(pair / C * DILATION_Y) - PAD_TOP;
    channel[r] = i32(pair % C);
  }

  var sum: array<vec4f, PAIRS * KW * QUARTERS>; // registers
  let rows_per_split = (N * OH + SPLITS - 1) / SPLITS;
  let last = min(N * OH, (group.z + 1) * rows_per_split);
  // One loop, not two: every edge of a loop carries all the sums.
  for (var turn = group.z * rows_per_split * BLOCKS; turn < last * BLOCKS; turn++) {
    let row = turn / BLOCKS;
    let ox = turn % BLOCKS * COLUMNS;
    let top = i32(row % OH * STRIDE_Y);
    let image = i32(row / OH * H);
    let left = select(i32(ox * STRIDE_X), 0, BLOCKS == 1) - PAD_LEFT;
    let d_row = (row * OW + ox) * K;
    var d: array<vec4f, HELD>; // registers
    for (var g = 0u; g < HELD; g++) { // unroll
      d[g] = gradient(d_row + share[g], ox + column[g]);
    }
    for (var r = 0; r < PAIRS; r++) { // unroll
      let iy = top + reach[r];
      let inside = u32(iy) < H && !is_bias;
      let at = ((image + iy) * i32(W) + left) * i32(C) + channel[r];
      var p: array<f32, SEEN>; // registers
      for (var j = 0; j < SEEN; j++) { // unroll
        // As in conv2d_correlate.wgsl: asked only where it can be outside, and without a branch.
        let seen = inside & (((j >= PAD_LEFT) & (LAST + j < i32(W))) | (u32(left + j) < W));
        p[j] = select(fill, x[u32(at + j * i32(C))], seen);
      }
      for (var j = 0u; j < COLUMNS; j++) { // unroll
        for (var q = 0u; q < QUARTERS; q++) { // unroll
          let dq = quadBroadcast(d[(j * QUARTERS + q) / SHARE], (j * QUARTERS + q) % SHARE);
          for (var kx = 0u; kx < KW; kx++) { // unroll
            sum[(r * KW + kx) * QUARTERS + q] += p[j * STRIDE_X + kx * DILATION_X] * dq;
          }
        }
      }
    }
  }

  if (owner > OWNERS) { return; }
  // Stored from an array, in a loop that stays one: stores written out would be most of the shader to compile.
  var sums: array<vec4f, PAIRS * KW * QUARTERS>;
  for (var j = 0u; j < PAIRS * KW * QUARTERS; j++) { // unroll
    sums[j] = sum[j];
  }
  if (is_bias) {
    for (var q = 0u; q < FILTERS && k + q < K; q++) { store_bias(group.z, k + q, sums[q / 4][q % 4]); }
    return;
  }
  for (var tap = 0u; tap < PAIRS * KW; tap++) {
    let pair = owner * PAIRS + tap / KW;
    if (pair >= KH * C) { return; }
    let at = group.z * LAYER + ((pair / C * KW + tap % KW) * C + pair % C) * K + k;
    for (var q = 0u; q < FILTERS && k + q < K; q += 4) {
      let four = sums[tap * QUARTERS + q / 4];
      for (var e = 0u; e < 4; e++) { // unroll
        if (K % 4 == 0 || k + q + e < K) { dWeight[at + q + e] = four[e]; }
      }
    }
  }
}
