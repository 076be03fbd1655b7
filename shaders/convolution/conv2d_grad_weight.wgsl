// Convolution, gradient of the loss with respect to weight and bias.
//
//   dWeight[ky,kx,c,k] = Σ_n Σ_oy Σ_ox  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · dy[n,oy,ox,k]
//   dBias[k]           = Σ_n Σ_oy Σ_ox  dy[n,oy,ox,k]
//
//   x [N, H, W, C]     dy [N, OH, OW, K]     dWeight [KH, KW, C, K]     dBias [K]
//
// Few outputs, a very long sum: one invocation per output would leave a GPU idle. So the N·OH rows of dy are cut into
// SPLITS runs. Each run gives a partial sum of its own, and dWeight is [SPLITS, KH·KW·C + 1, K], with the bias as
// last row; sum_partials.wgsl adds them in fixed order. No atomics, so the same input always gives the same bits.
// A dense layer is the case of one row of pixels (its samples) and a 1×1 kernel.
//
// Against the plain rung (plain/conv2d_grad_weight.wgsl), which loads two numbers for a product: a row of taps ×
// FILTERS in registers, dy shared in quads, the sum split for more invocations, loops written out. LeNet-5's second
// convolution, batch 64: 25 times less CPU time on lavapipe, 34 on SwiftShader.
//
// Work: an invocation owns PAIRS neighbouring pairs (ky, c): all their kx × FILTERS filters, in registers. It walks
// along rows, COLUMNS pixels of dy at a time; a loaded number of x serves FILTERS filters at up to KW places, and the KEPT
// last ones those of the next block too.
// The bias is one more owner, with x = 1. A workgroup works on the same filters and the same pixels, so dy is loaded
// by quads together.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * C>;
@group(0) @binding(1) var<storage, read> dy: array<f32, N * OH * OW * K>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32, SPLITS * PARTIAL_SIZE>;
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
/// Numbers of one partial sum.
const PARTIAL_SIZE: u32 = 72;
const BIASES: u32 = 1;
const USE_BIAS: bool = true;
const PAIRS: u32 = 1;
const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;
/// Pixels that a block of columns hands to the next one of its row: 0, or (KW − 1)·DILATION_X + 1 − STRIDE_X.
const KEPT: i32 = 0;
const GROUP: u32 = 64;

/// Pixels of one input row that a block of columns sees.
const SEEN: u32 = (COLUMNS - 1) * STRIDE_X + (KW - 1) * DILATION_X + 1;
/// Filters of dy at one pixel that an invocation loads itself; its quad hands it the others.
const OWN: u32 = FILTERS / SHARE;
/// The last filter that can be the first of an invocation's own.
const LAST_OWN: u32 = (K - 1) / OWN * OWN;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
/// Whether the last block of a row sticks out.
const RAGGED: bool = OW % COLUMNS != 0;

/// Invocations that own weights; one more owns the bias.
const OWNERS: u32 = (KH * C + PAIRS - 1) / PAIRS;
/// Blocks of columns in a row, and where the last one begins to see.
const BLOCKS: u32 = (OW + COLUMNS - 1) / COLUMNS;
const LAST: i32 = i32((BLOCKS - 1) * COLUMNS * STRIDE_X) - PAD_LEFT;

fn store_bias(split: u32, k: u32, sum: f32) {
  if (SPLITS > 1) { dWeight[split * PARTIAL_SIZE + KH * KW * C * K + k] = sum; }
  else if (USE_BIAS) { dBias[k] = sum; }
}

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let owner = group.x * GROUP + invocation.local;
  let is_bias = owner == OWNERS;
  let k = group.y * FILTERS;
  let mine = quad_member(invocation);
  let fill = select(0.0, 1.0, is_bias);

  // A quad's members see the filters in another order each: their own come first. Beyond the last filter, dy is of no use
  // and its sums are never stored.
  let own = min(k + mine * OWN, LAST_OWN);

  // What it owns; beyond the last pair it repeats it, and stores nothing.
  var reach: array<i32, PAIRS>; // registers
  var channel: array<u32, PAIRS>; // registers
  for (var r = 0u; r < PAIRS; r++) { // unroll
    let pair = min(owner * PAIRS + r, KH * C - 1);
    reach[r] = i32(pair / C * DILATION_Y) - PAD_TOP;
    channel[r] = pair % C;
  }

  var sum: array<f32, PAIRS * KW * FILTERS>; // registers
  var p: array<f32, PAIRS * SEEN>; // registers
  let rows_per_split = (N * OH + SPLITS - 1) / SPLITS;
  let last = min(N * OH, (group.z + 1) * rows_per_split);
  // One loop, not two: every edge of a loop carries all the sums.
  // The place is counted on: dividing it out of the turn took a seventh of the time on SwiftShader.
  var row = group.z * rows_per_split;
  var oy = row % OH;
  var image = row / OH * H;
  var ox = 0u;
  for (var turn = row * BLOCKS; turn < last * BLOCKS; turn++) {
    let top = i32(oy * STRIDE_Y);
    // Bounded for the compiler, as in conv2d_correlate.wgsl: it knows nothing of what is counted on.
    let first_row = min(image, (N - 1) * H);
    let first_column = min(ox, (BLOCKS - 1) * COLUMNS);
    let left = select(i32(ox * STRIDE_X), 0i, BLOCKS == 1) - PAD_LEFT;
    let d_row = (min(row, N * OH - 1) * OW + first_column) * K + own;
    var d: array<f32, COLUMNS * FILTERS>; // registers
    for (var j = 0u; j < COLUMNS; j++) { // unroll
      for (var f = 0u; f < OWN; f++) { // unroll
        d[j * FILTERS + f] = select(0.0, dy[d_row + j * K + f], !RAGGED | (ox + j < OW));
      }
      for (var f = OWN; f < HALF; f++) { // unroll
        d[j * FILTERS + f] = quadSwapX(d[j * FILTERS + f - OWN]);
      }
      for (var f = HALF; f < FILTERS; f++) { // unroll
        d[j * FILTERS + f] = quadSwapY(d[j * FILTERS + f - HALF]);
      }
    }
    // The first block of a row has none before it.
    if (KEPT > 0 && ox == 0) {
      for (var r = 0u; r < PAIRS; r++) { // unroll
        let iy = top + reach[r];
        let inside = u32(iy) < H && !is_bias;
        let row_from = (first_row + u32(min(max(iy, 0), i32(H) - 1))) * W + first_column * STRIDE_X;
        let first_pixel = i32(row_from * C + min(channel[r], C - 1));
        for (var j = 0; j < KEPT; j++) { // unroll
          p[r * SEEN + j] = fill + select(0.0, x[u32(first_pixel + (j - PAD_LEFT) * i32(C))], inside & (j >= PAD_LEFT) & (j < i32(W) + PAD_LEFT));
        }
      }
    }
    for (var r = 0u; r < PAIRS; r++) { // unroll
      let iy = top + reach[r];
      let inside = u32(iy) < H && !is_bias;
      let row_from = (first_row + u32(min(max(iy, 0), i32(H) - 1))) * W + first_column * STRIDE_X;
      let first_pixel = i32(row_from * C + min(channel[r], C - 1));
      for (var j = KEPT; j < SEEN; j++) { // unroll
        // As in conv2d_correlate.wgsl: asked only where it can be outside, and without a branch.
        let seen = inside & (((j >= PAD_LEFT) & (LAST + j < i32(W))) | (u32(left + j) < W));
        p[r * SEEN + j] = fill + select(0.0, x[u32(first_pixel + (j - PAD_LEFT) * i32(C))], seen);
      }
      // Pixels innermost: one sum after another gets all its products of the turn, so a device with few registers fetches and
      // puts away each sum once.
      for (var f = 0u; f < FILTERS; f++) { // unroll
        for (var kx = 0u; kx < KW; kx++) { // unroll
          for (var j = 0u; j < COLUMNS; j++) { // unroll
            sum[(r * KW + kx) * FILTERS + f] += p[r * SEEN + j * STRIDE_X + kx * DILATION_X] * d[j * FILTERS + f];
          }
        }
      }
      for (var j = 0u; j < KEPT; j++) { // unroll
        p[r * SEEN + j] = p[r * SEEN + COLUMNS * STRIDE_X + j];
      }
    }
    ox += COLUMNS;
    let next_row = ox >= OW;
    ox = select(ox, 0u, next_row);
    row += select(0u, 1u, next_row);
    oy += select(0u, 1u, next_row);
    image += select(0u, H, oy == OH);
    oy = select(oy, 0u, oy == OH);
  }

  // Stored from an array, in loops that no driver unrolls, for it does not know their length: stores would be most of what is to
  // compile, and are little of the work, for there are many products to a sum.
  let pairs = select(PAIRS, 0u, owner > OWNERS);
  let taps = select(KW, 0u, owner > OWNERS);
  let filters = select(FILTERS, 0u, owner > OWNERS);
  var sums: array<f32, PAIRS * KW * FILTERS>;
  for (var j = 0u; j < PAIRS * KW * FILTERS; j++) { // unroll
    sums[j] = sum[j];
  }
  if (is_bias) {
    for (var f = 0u; f < filters; f++) {
      let at = k + ((f / OWN) ^ mine) * OWN + f % OWN;
      if (K % FILTERS == 0 || at < K) { store_bias(group.z, at, sums[f]); }
    }
    return;
  }
  for (var r = 0u; r < pairs; r++) {
    let pair = owner * PAIRS + r;
    if (KH * C % PAIRS == 0 || pair < KH * C) {
      let first_tap = group.z * PARTIAL_SIZE + (pair / C * KW * C + pair % C) * K;
      for (var kx = 0u; kx < taps; kx++) {
        for (var f = 0u; f < filters; f++) {
          let at = k + ((f / OWN) ^ mine) * OWN + f % OWN;
          if (K % FILTERS == 0 || at < K) { dWeight[first_tap + kx * C * K + at] = sums[(r * KW + kx) * FILTERS + f]; }
        }
      }
    }
  }
}
