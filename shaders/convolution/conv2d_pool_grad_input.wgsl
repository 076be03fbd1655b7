// Convolution and the max pooling after it, gradient with respect to the input, for windows of POOL_Y × POOL_X that tile the map
// and a convolution of stride 1. The gradient of the map is never stored: all of a window's goes to its winner.
//
//   da[n,oy,ox,k] = dy[n, oy / POOL_Y, ox / POOL_X, k] for the winner of a window, else 0
//   dx[n,iy,ix,c] = f'(x[n,iy,ix,c]) · Σ_ky Σ_k Σ_kx  da[n, iy + P − ky·D, ix + P − kx·D, k] · weight[ky,kx,c,k]
//
//   dy, argmax [N, OH / POOL_Y, OW / POOL_X, K]     weight [KH, KW, C, K]     x, dx [N, H, W, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before. The sums are those of
// conv2d_correlate.wgsl, which says how they are made, over da with the kernel rotated by 180°: the bits are the same.
//
// Work: as there. Of the windows that a row of taps meets, each is loaded once for all its pixels.
@group(0) @binding(0) var<storage, read> dy: array<f32, N * OH * OW * K / (POOL_Y * POOL_X)>;
@group(0) @binding(1) var<storage, read> weight: array<Weight, KH * KW * C * K>;
@group(0) @binding(2) var<storage, read> x: array<f32, N * H * W * C>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32, N * H * W * C>;
@group(0) @binding(4) var<storage, read> argmax: array<u32, N * OH * OW * K / (POOL_Y * POOL_X)>;

const N: u32 = 1;
const H: u32 = 8;
const W: u32 = 8;
const C: u32 = 1;
const OH: u32 = 8;
const OW: u32 = 8;
const K: u32 = 1;
const KH: u32 = 3;
const KW: u32 = 3;
const DILATION_Y: u32 = 1;
const DILATION_X: u32 = 1;
/// Rows and columns of da before the first that the rotated kernel meets; and those of whole windows.
const PAD_TOP: i32 = 1;
const PAD_LEFT: i32 = 1;
const PAD_WINDOWS: i32 = (PAD_LEFT + SKEW) / i32(POOL_X);
/// Whether the kernel may stick out of da.
const PADDED: bool = true;
const POOL_Y: u32 = 2;
const POOL_X: u32 = 2;
/// Windows that a block of columns meets in a row, and how many of their pixels come before the first one that it meets.
const WINDOWS: i32 = 4;
const SKEW: i32 = 1;
/// A multiple of POOL_X, or all of a row.
const COLUMNS: u32 = 4;
/// Of the sums: channels of dx.
const FILTERS: u32 = 8;
/// Filters of the layer to a turn of the innermost loop, a divisor of K.
const INPUTS: u32 = 1;
/// Whether stores are written out.
const WRITE_OUT: bool = false;
const GROUP: u32 = 64;

/// Weights of one tap that an invocation loads itself; its quad hands it those of the others.
const OWN: u32 = FILTERS / SHARE;
/// The last channel that can be the first of an invocation's own.
const LAST_OWN: u32 = (C - 1) / OWN * OWN;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
/// Blocks of columns in a row, where the last one begins to meet windows, and all blocks.
const BLOCKS: u32 = (W + COLUMNS - 1) / COLUMNS;
const LAST: i32 = i32((BLOCKS - 1) * COLUMNS / POOL_X) - PAD_WINDOWS;
const ALL: u32 = N * H * BLOCKS;

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let index = (group.y * invocation.groups.x + group.x) * GROUP + invocation.local;
  // Invocations beyond the end repeat the last block for their quad's sake, and store nothing.
  let block = min(index, ALL - 1);
  let c = group.z * FILTERS;
  let ix = block % BLOCKS * COLUMNS;
  let n = block / BLOCKS % N;
  let iy = block / (BLOCKS * N);
  let left = select(i32(ix / POOL_X), 0i, BLOCKS == 1) - PAD_WINDOWS;
  let mine = quad_member(invocation);
  let own = min(c + mine * OWN, LAST_OWN) * K;
  var seen: array<bool, WINDOWS>; // registers
  for (var q = 0; q < WINDOWS; q++) { // unroll
    seen[q] = ((q >= PAD_WINDOWS) & (LAST + q < i32(OW / POOL_X))) | (u32(left + q) < OW / POOL_X);
  }

  // Kernel rows that lie outside for the whole workgroup are left out.
  let first_block = index - invocation.local;
  let lowest = i32(min(first_block, ALL - 1) / (BLOCKS * N)) - PAD_TOP;
  let highest = i32(min(first_block + GROUP - 1, ALL - 1) / (BLOCKS * N)) - PAD_TOP;
  let begin = u32(max(0, -highest + i32(DILATION_Y) - 1)) / DILATION_Y;
  let end = min(KH, u32(max(0, i32(OH) - lowest + i32(DILATION_Y) - 1)) / DILATION_Y);
  var sum: array<f32, COLUMNS * FILTERS>; // registers
  for (var turn = begin * (K / INPUTS); turn < end * (K / INPUTS); turn++) {
    // Bounded for the compiler, as in conv2d_correlate.wgsl.
    let ky = min(turn / (K / INPUTS), KH - 1);
    let first = turn % (K / INPUTS) * INPUTS;
    let oy = i32(iy + ky * DILATION_Y) - PAD_TOP;
    let inside = !PADDED | (u32(oy) < OH);
    let row = (n * (OH / POOL_Y) + u32(min(max(oy, 0), i32(OH) - 1)) / POOL_Y) * (OW / POOL_X) + ix / POOL_X;
    let place = u32(oy) % POOL_Y * POOL_X;
    for (var i = 0u; i < INPUTS; i++) { // unroll
      let k = first + i;
      let first_window = i32(row * K + k);
      var p: array<f32, WINDOWS * POOL_X>; // registers
      for (var q = 0; q < WINDOWS; q++) { // unroll
        let window = u32(first_window + (q - PAD_WINDOWS) * i32(K));
        let sent = select(0.0, dy[window], inside & seen[q]);
        let winner = argmax[window];
        for (var j = 0u; j < POOL_X; j++) { // unroll
          p[q * POOL_X + j] = select(0.0, sent, winner == place + j);
        }
      }
      for (var kx = 0u; kx < KW; kx++) { // unroll
        let at = own + ((KH - 1 - ky) * KW + KW - 1 - kx) * C * K + k;
        var w: array<f32, FILTERS>; // registers
        for (var f = 0u; f < OWN; f++) { // unroll
          w[f] = f32(weight[at + f * K]);
        }
        for (var f = OWN; f < HALF; f++) { // unroll
          w[f] = quadSwapX(w[f - OWN]);
        }
        for (var f = HALF; f < FILTERS; f++) { // unroll
          w[f] = quadSwapY(w[f - HALF]);
        }
        for (var j = 0u; j < COLUMNS; j++) { // unroll
          if (BLOCKS > 1 || (i32(j + kx * DILATION_X) >= PAD_LEFT && i32(j + kx * DILATION_X) - PAD_LEFT < i32(OW))) {
            for (var f = 0u; f < FILTERS; f++) { // unroll
              sum[j * FILTERS + f] += p[SKEW + j + kx * DILATION_X] * w[f];
            }
          }
        }
      }
    }
  }

  // Stored from an array, in loops that no driver unrolls, for it does not know their length, unless WRITE_OUT: stores are
  // most of what is to compile.
  if (WRITE_OUT && index > block) { return; }
  let columns = select(COLUMNS, 0u, index > block);
  let filters = select(FILTERS, 0u, index > block);
  var sums: array<f32, COLUMNS * FILTERS>; // registers if WRITE_OUT
  for (var j = 0u; j < COLUMNS * FILTERS; j++) { // unroll
    sums[j] = sum[j];
  }
  for (var j = 0u; j < COLUMNS; j++) { // unroll if WRITE_OUT else columns
    if (W % COLUMNS == 0 || ix + j < W) {
      let at = ((n * H + iy) * W + ix + j) * C;
      for (var f = 0u; f < FILTERS; f++) { // unroll if WRITE_OUT else filters
        let output = c + ((f / OWN) ^ mine) * OWN + f % OWN;
        if (C % FILTERS == 0 || output < C) {
          dx[at + output] = activation_gradient(x[at + output], sums[j * FILTERS + f]);
        }
      }
    }
  }
}
