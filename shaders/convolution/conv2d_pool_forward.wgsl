// Convolution and the max pooling after it, forward, for windows of POOL_Y × POOL_X that tile the map: of the map between the
// two nothing is stored.
//
//   a[n,oy,ox,k]     = f( bias[k] + Σ_ky Σ_c Σ_kx  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · weight[ky,kx,c,k] )
//   y[n,py,px,k]     = max over j, i of  a[n, py·POOL_Y + j, px·POOL_X + i, k]
//   argmax[n,py,px,k] = j·POOL_X + i of that number; of equal ones the first, and a NaN wins over every number
//
//   x [N, H, W, C]     weight [KH, KW, C, K]     bias [K]     y, argmax [N, OH / POOL_Y, OW / POOL_X, K]
//
// The sums are those of conv2d_correlate.wgsl, which says how they are made, and in the same order: the bits are the same.
//
// Work: an invocation makes the rows of its windows one after the other, COLUMNS pixels × FILTERS outputs of each, and keeps the
// largest so far.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * C>;
@group(0) @binding(1) var<storage, read> weight: array<Weight, KH * KW * C * K>;
@group(0) @binding(2) var<storage, read> bias: array<f32, BIASES>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, N * OH * OW * K / (POOL_Y * POOL_X)>;
@group(0) @binding(4) var<storage, read_write> argmax: array<u32, N * OH * OW * K / (POOL_Y * POOL_X)>;

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
/// Whether a window may stick out of the picture.
const PADDED: bool = true;
const POOL_Y: u32 = 2;
const POOL_X: u32 = 2;
const USE_BIAS: u32 = 1;
const BIASES: u32 = 1;
/// A multiple of POOL_X.
const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;
/// Input channels to a turn of the innermost loop, a divisor of C.
const INPUTS: u32 = 1;
/// Whether the activation has no negative results.
const NOT_NEGATIVE: bool = false;
/// Whether stores are written out.
const WRITE_OUT: bool = false;
const GROUP: u32 = 64;

/// Pixels of one input row that a block of columns sees.
const SEEN: u32 = (COLUMNS - 1) * STRIDE_X + (KW - 1) * DILATION_X + 1;
/// Weights of one tap that an invocation loads itself; its quad hands it those of the others.
const OWN: u32 = FILTERS / SHARE;
/// The last filter that can be the first of an invocation's own.
const LAST_OWN: u32 = (K - 1) / OWN * OWN;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
/// Blocks of columns in a row, where the last one begins to see, and all blocks, one for each row of windows.
const BLOCKS: u32 = (OW + COLUMNS - 1) / COLUMNS;
const LAST: i32 = i32((BLOCKS - 1) * COLUMNS * STRIDE_X) - PAD_LEFT;
const ALL: u32 = N * (OH / POOL_Y) * BLOCKS;

fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
}

/// Whether a number takes the place of the largest before it.
fn wins(v: f32, before: f32, is_first: bool) -> bool {
  // From 0 on, numbers are in the order of their bits, and any NaN comes after them.
  if (NOT_NEGATIVE) { return bitcast<u32>(v) > bitcast<u32>(before); }
  return is_first | (!is_nan(before) & ((v > before) | is_nan(v)));
}

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let index = (group.y * invocation.groups.x + group.x) * GROUP + invocation.local;
  // Invocations beyond the end repeat the last block for their quad's sake, and store nothing.
  let block = min(index, ALL - 1);
  let k = group.z * FILTERS;
  let ox = block % BLOCKS * COLUMNS;
  let n = block / BLOCKS % N;
  let py = block / (BLOCKS * N);
  let left = select(i32(ox * STRIDE_X), 0i, BLOCKS == 1) - PAD_LEFT;
  let mine = quad_member(invocation);
  let own = min(k + mine * OWN, LAST_OWN);
  var seen: array<bool, SEEN>; // registers
  for (var j = 0; j < SEEN; j++) { // unroll
    seen[j] = !PADDED | ((j >= PAD_LEFT) & (LAST + j < i32(W))) | (u32(left + j) < W);
  }
  let first_block = index - invocation.local;
  let lowest_row = min(first_block, ALL - 1) / (BLOCKS * N) * POOL_Y;
  let highest_row = min(first_block + GROUP - 1, ALL - 1) / (BLOCKS * N) * POOL_Y;

  var best: array<f32, COLUMNS / POOL_X * FILTERS>; // registers
  var winner: array<u32, COLUMNS / POOL_X * FILTERS>; // registers
  for (var r = 0u; r < POOL_Y; r++) {
    let oy = py * POOL_Y + r;
    var sum: array<f32, COLUMNS * FILTERS>; // registers
    // Not every compiler begins a variable anew in each turn of a loop.
    for (var f = 0u; f < COLUMNS * FILTERS * (1 - USE_BIAS); f++) { // unroll
      sum[f] = 0.0;
    }
    for (var f = 0u; f < OWN * USE_BIAS; f++) { // unroll
      sum[f] = bias[own + f];
    }
    for (var f = OWN; f < HALF * USE_BIAS; f++) { // unroll
      sum[f] = quadSwapX(sum[f - OWN]);
    }
    for (var f = HALF; f < FILTERS * USE_BIAS; f++) { // unroll
      sum[f] = quadSwapY(sum[f - HALF]);
    }
    for (var f = FILTERS; f < COLUMNS * FILTERS * USE_BIAS; f++) { // unroll
      sum[f] = sum[f % FILTERS];
    }

    // Kernel rows that lie outside the picture for the whole workgroup are left out.
    let lowest = i32((lowest_row + r) * STRIDE_Y) - PAD_TOP;
    let highest = i32((highest_row + r) * STRIDE_Y) - PAD_TOP;
    let begin = u32(max(0, -highest + i32(DILATION_Y) - 1)) / DILATION_Y;
    let end = min(KH, u32(max(0, i32(H) - lowest + i32(DILATION_Y) - 1)) / DILATION_Y);
    for (var turn = begin * (C / INPUTS); turn < end * (C / INPUTS); turn++) {
      // Bounded for the compiler, as in conv2d_correlate.wgsl.
      let ky = min(turn / (C / INPUTS), KH - 1);
      let first = turn % (C / INPUTS) * INPUTS;
      let iy = i32(oy * STRIDE_Y + ky * DILATION_Y) - PAD_TOP;
      let inside = !PADDED | (u32(iy) < H);
      let row = (n * H + u32(min(max(iy, 0), i32(H) - 1))) * W + ox * STRIDE_X;
      for (var i = 0u; i < INPUTS; i++) { // unroll
        let c = first + i;
        let first_pixel = i32(row * C + c);
        var p: array<f32, SEEN>; // registers
        for (var j = 0; j < SEEN; j++) { // unroll
          p[j] = select(0.0, x[u32(first_pixel + (j - PAD_LEFT) * i32(C))], inside & seen[j]);
        }
        for (var kx = 0u; kx < KW; kx++) { // unroll
          let at = own + ((ky * KW + kx) * C + c) * K;
          var w: array<f32, FILTERS>; // registers
          for (var f = 0u; f < OWN; f++) { // unroll
            w[f] = f32(weight[at + f]);
          }
          for (var f = OWN; f < HALF; f++) { // unroll
            w[f] = quadSwapX(w[f - OWN]);
          }
          for (var f = HALF; f < FILTERS; f++) { // unroll
            w[f] = quadSwapY(w[f - HALF]);
          }
          for (var j = 0u; j < COLUMNS; j++) { // unroll
            if (BLOCKS > 1 || (i32(j * STRIDE_X + kx * DILATION_X) >= PAD_LEFT && i32(j * STRIDE_X + kx * DILATION_X) - PAD_LEFT < i32(W))) {
              for (var f = 0u; f < FILTERS; f++) { // unroll
                sum[j * FILTERS + f] += p[j * STRIDE_X + kx * DILATION_X] * w[f];
              }
            }
          }
        }
      }
    }

    for (var j = 0u; j < COLUMNS; j++) { // unroll
      for (var f = 0u; f < FILTERS; f++) { // unroll
        let v = activate(sum[j * FILTERS + f]);
        let before = best[j / POOL_X * FILTERS + f];
        let is_largest = wins(v, before, r + j % POOL_X == 0);
        best[j / POOL_X * FILTERS + f] = select(before, v, is_largest);
        winner[j / POOL_X * FILTERS + f] = select(winner[j / POOL_X * FILTERS + f], r * POOL_X + j % POOL_X, is_largest);
      }
    }
  }

  // Stored from arrays, in loops that no driver unrolls, for it does not know their length, unless WRITE_OUT: stores are
  // most of what is to compile.
  if (WRITE_OUT && index > block) { return; }
  let windows = select(COLUMNS / POOL_X, 0u, index > block);
  let filters = select(FILTERS, 0u, index > block);
  var maxima: array<f32, COLUMNS / POOL_X * FILTERS>; // registers if WRITE_OUT
  var places: array<u32, COLUMNS / POOL_X * FILTERS>; // registers if WRITE_OUT
  for (var j = 0u; j < COLUMNS / POOL_X * FILTERS; j++) { // unroll
    maxima[j] = best[j];
    places[j] = winner[j];
  }
  for (var j = 0u; j < COLUMNS / POOL_X; j++) { // unroll if WRITE_OUT else windows
    if (OW % COLUMNS == 0 || ox + j * POOL_X < OW) {
      let at = ((n * (OH / POOL_Y) + py) * (OW / POOL_X) + ox / POOL_X + j) * K;
      for (var f = 0u; f < FILTERS; f++) { // unroll if WRITE_OUT else filters
        let output = k + ((f / OWN) ^ mine) * OWN + f % OWN;
        if (K % FILTERS == 0 || output < K) {
          y[at + output] = maxima[j * FILTERS + f];
          argmax[at + output] = places[j * FILTERS + f];
        }
      }
    }
  }
}
