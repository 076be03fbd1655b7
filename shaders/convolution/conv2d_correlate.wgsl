// The sum at the heart of a convolutional layer, used for two passes: a kernel slides over a picture, and each place
// gives the sum of products over the window and over all input channels.
//
//   y[n,oy,ox,o] = finish( Σ_ky Σ_kx Σ_i  x[n, oy·S + ky·D − P, ox·S + kx·D − P, i] · w(ky,kx,i,o) )
//
//   forward             x = the layer's input, i = channels, o = filters     w = weight[ky,kx,i,o]
//                       finish(s) = f(s + bias[o])
//   gradient of the     x = dy, i = filters, o = channels, S = 1             w = weight[KH−1−ky,KW−1−kx,o,i] (FLIP)
//   input               finish(s) = s · f'(a) with a = the layer's input, f the activation that made it
//
//   x [N, H, W, I]     weight [KERNEL_H, KERNEL_W, channels, filters]     y [N, Y_H, Y_W, O]
//   bias_or_input: bias [O], or a [N, Y_H, Y_W, O]
//
// Where the layer's stride is s, its input has s · s phases: the pixels p, p + s, p + 2s, … of a row meet the same taps of
// the kernel, every s-th. Each phase is one dispatch with some of the kernel (TAP_) that stores to some of y (PLACE_).
//
// A Weight is an f32 or an f16 (shaders/lib/weight); all sums are f32.
//
// Outside the picture x counts as zero. A dense layer is the case of one row of pixels (its samples) and a 1×1 kernel.
//
// Against the plain rungs (plain/conv2d_forward.wgsl, plain/conv2d_grad_input.wgsl), which load two numbers for a
// product: blocks of sums in registers, weights shared in quads, loops written out, padding asked about only where it
// can be. LeNet-5's second convolution, batch 64, forward and gradient: 18 and 31 times less CPU time on lavapipe, 26
// and 21 on SwiftShader.
//
// Work: an invocation makes COLUMNS neighbouring pixels × FILTERS outputs, all in registers, because a load costs tens
// of multiply-adds: a loaded number of x serves FILTERS outputs at up to KW places, a weight serves COLUMNS pixels.
// A workgroup works on one block of outputs, so weights are the same for all of it: a quad loads them together.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * I>;
@group(0) @binding(1) var<storage, read> weight: array<Weight, KERNEL_H * KERNEL_W * I * O>;
@group(0) @binding(2) var<storage, read> bias_or_input: array<f32, BIAS_OR_INPUT_SIZE>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, N * Y_H * Y_W * O>;

const N: u32 = 1;
const H: u32 = 8;
const W: u32 = 8;
const I: u32 = 1;
const OH: u32 = 8;
const OW: u32 = 8;
const O: u32 = 1;
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
const FLIP: bool = false;
/// The whole kernel, and which of its taps are meant: TAP_FIRST, TAP_FIRST + TAP_STEP, …; KH · KW of them, or none.
const KERNEL_H: u32 = 3;
const KERNEL_W: u32 = 3;
const TAP_FIRST_Y: u32 = 0;
const TAP_FIRST_X: u32 = 0;
const TAP_STEP_Y: u32 = 1;
const TAP_STEP_X: u32 = 1;
const NO_TAPS: bool = false;
/// All of y, and where in it the OH · OW pixels lie.
const Y_H: u32 = 8;
const Y_W: u32 = 8;
const PLACE_FIRST_Y: u32 = 0;
const PLACE_FIRST_X: u32 = 0;
const PLACE_STEP_Y: u32 = 1;
const PLACE_STEP_X: u32 = 1;
/// 1 where `bias_or_input` is the bias.
const WITH_BIAS: u32 = 1;
const BIAS_OR_INPUT_SIZE: u32 = 1;
const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;
/// Input channels to a turn of the innermost loop, a divisor of I.
const INPUTS: u32 = 1;
/// Whether stores are written out.
const WRITE_OUT: bool = false;
const GROUP: u32 = 64;

/// Pixels of one input row that a block of columns sees.
const SEEN: u32 = (COLUMNS - 1) * STRIDE_X + (KW - 1) * DILATION_X + 1;
/// Weights of one tap that an invocation loads itself; its quad hands it those of the others.
const OWN: u32 = FILTERS / SHARE;
/// The last output that can be the first of an invocation's own.
const LAST_OWN: u32 = (O - 1) / OWN * OWN;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
/// From one input channel to the next in the weights, and from one output to the next. No select: naga 24 takes none in a constant.
const FLIPPED: u32 = u32(FLIP);
const NEXT_INPUT: u32 = O * (1u - FLIPPED) + FLIPPED;
const NEXT_OUTPUT: u32 = I * FLIPPED + (1u - FLIPPED);

/// Blocks of columns in a row, and where the last one begins to see.
const BLOCKS: u32 = (OW + COLUMNS - 1) / COLUMNS;
const LAST: i32 = i32((BLOCKS - 1) * COLUMNS * STRIDE_X) - PAD_LEFT;

fn store(at: u32, sum: f32) {
  if (FLIP) { y[at] = activation_gradient(bias_or_input[at], sum); }
  else { y[at] = activate(sum); }
}

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let index = (group.y * invocation.groups.x + group.x) * GROUP + invocation.local;
  // Invocations beyond the end repeat the last block for their quad's sake, and store nothing.
  let block = min(index, N * OH * BLOCKS - 1);
  let o = group.z * FILTERS;
  let ox = block % BLOCKS * COLUMNS;
  let n = block / BLOCKS % N;
  let oy = block / (BLOCKS * N);
  let left = select(i32(ox * STRIDE_X), 0i, BLOCKS == 1) - PAD_LEFT;
  let mine = quad_member(invocation);

  // A quad's members see the filters in another order each: their own come first. Beyond the last output, weights are of
  // no use and their sums are never stored.
  let own_output = min(o + mine * OWN, LAST_OWN);
  let own = own_output * NEXT_OUTPUT;
  var seen: array<bool, SEEN>; // registers
  for (var j = 0; j < SEEN; j++) { // unroll
    // Asked only where it can be outside. No branch and no function: drivers take long to fold many of them.
    seen[j] = !PADDED | ((j >= PAD_LEFT) & (LAST + j < i32(W))) | (u32(left + j) < W);
  }

  // Sums begin with the bias, which is loaded and shared like weights.
  var sum: array<f32, COLUMNS * FILTERS>; // registers
  for (var f = 0u; f < OWN * WITH_BIAS; f++) { // unroll
    sum[f] = bias_or_input[own_output + f];
  }
  for (var f = OWN; f < HALF * WITH_BIAS; f++) { // unroll
    sum[f] = quadSwapX(sum[f - OWN]);
  }
  for (var f = HALF; f < FILTERS * WITH_BIAS; f++) { // unroll
    sum[f] = quadSwapY(sum[f - HALF]);
  }
  for (var f = FILTERS; f < COLUMNS * FILTERS * WITH_BIAS; f++) { // unroll
    sum[f] = sum[f % FILTERS];
  }

  // Kernel rows that lie outside the picture for the whole workgroup are left out.
  let highest = i32(min(index - invocation.local, N * OH * BLOCKS - 1) / (BLOCKS * N) * STRIDE_Y) - PAD_TOP;
  let lowest = i32(min(index - invocation.local + GROUP - 1, N * OH * BLOCKS - 1) / (BLOCKS * N) * STRIDE_Y) - PAD_TOP;
  let begin = u32(max(0, -lowest + i32(DILATION_Y) - 1)) / DILATION_Y;
  let end = select(min(KH, u32(max(0, i32(H) - highest + i32(DILATION_Y) - 1)) / DILATION_Y), 0u, NO_TAPS);

  // One loop, not two: every edge of a loop carries all the sums.
  for (var turn = begin * (I / INPUTS); turn < end * (I / INPUTS); turn++) {
    // Minima and maxima here, and arithmetic instead of select, are for the compiler: what it can bound, it does not check (docs/kernels.md).
    let ky = min(turn / (I / INPUTS), KH - 1);
    let tap_y = TAP_FIRST_Y + (ky * (1u - FLIPPED) + (KH - 1 - ky) * FLIPPED) * TAP_STEP_Y;
    let first = turn % (I / INPUTS) * INPUTS;
    let iy = i32(oy * STRIDE_Y + ky * DILATION_Y) - PAD_TOP;
    let inside = !PADDED | (u32(iy) < H);
    let row = (n * H + u32(min(max(iy, 0), i32(H) - 1))) * W + ox * STRIDE_X;
    for (var c = 0u; c < INPUTS; c++) { // unroll
      let i = first + c;
      let first_pixel = i32(row * I + i);
      var p: array<f32, SEEN>; // registers
      for (var j = 0; j < SEEN; j++) { // unroll
        p[j] = select(0.0, x[u32(first_pixel + (j - PAD_LEFT) * i32(I))], inside & seen[j]);
      }
      let first_weight = own + tap_y * KERNEL_W * I * O + i * NEXT_INPUT;
      for (var kx = 0u; kx < KW; kx++) { // unroll
        let at = first_weight + (TAP_FIRST_X + (kx * (1u - FLIPPED) + (KW - 1 - kx) * FLIPPED) * TAP_STEP_X) * I * O;
        var w: array<f32, FILTERS>; // registers
        for (var f = 0u; f < OWN; f++) { // unroll
          w[f] = f32(weight[at + f * NEXT_OUTPUT]);
        }
        for (var f = OWN; f < HALF; f++) { // unroll
          w[f] = quadSwapX(w[f - OWN]);
        }
        for (var f = HALF; f < FILTERS; f++) { // unroll
          w[f] = quadSwapY(w[f - HALF]);
        }
        for (var j = 0u; j < COLUMNS; j++) { // unroll
          // Where one block spans the row, what meets nothing but padding is known beforehand.
          if (BLOCKS > 1 || (i32(j * STRIDE_X + kx * DILATION_X) >= PAD_LEFT && i32(j * STRIDE_X + kx * DILATION_X) - PAD_LEFT < i32(W))) {
            for (var f = 0u; f < FILTERS; f++) { // unroll
              sum[j * FILTERS + f] += p[j * STRIDE_X + kx * DILATION_X] * w[f];
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
    if (OW % COLUMNS == 0 || ox + j < OW) {
      let at = ((n * Y_H + PLACE_FIRST_Y + oy * PLACE_STEP_Y) * Y_W + PLACE_FIRST_X + (ox + j) * PLACE_STEP_X) * O;
      for (var f = 0u; f < FILTERS; f++) { // unroll if WRITE_OUT else filters
        let output = o + ((f / OWN) ^ mine) * OWN + f % OWN;
        if (O % FILTERS == 0 || output < O) { store(at + output, sums[j * FILTERS + f]); }
      }
    }
  }
}
