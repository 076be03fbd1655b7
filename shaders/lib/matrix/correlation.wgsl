// A convolution as a product of two matrices, for the kernels of graphics cards (conv2d_lanes.wgsl, conv2d_tiles.wgsl):
//
//   y[pixel, o] = finish( Σ_k patch[pixel, k] · w[k, o] )     pixel = (n·OH + oy)·OW + ox     k = (ky·KW + kx)·I + i
//
// Neither patches nor rotated weights are stored: they are found where the layer has them. The sizes are those of
// conv2d_correlate.wgsl, and so are the two uses: forward, and the gradient of the input (FLIP) with its phases.
@group(0) @binding(2) var<storage, read> bias_or_input: array<f32, BIAS_OR_INPUT_SIZE>;

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
const FLIP: bool = false;
/// The whole kernel, and which of its taps are meant.
const KERNEL_H: u32 = 3;
const KERNEL_W: u32 = 3;
const TAP_FIRST_Y: u32 = 0;
const TAP_FIRST_X: u32 = 0;
const TAP_STEP_Y: u32 = 1;
const TAP_STEP_X: u32 = 1;
const NO_TAPS: bool = false;
/// All of y, and where in it the pixels lie.
const Y_H: u32 = 8;
const Y_W: u32 = 8;
const PLACE_FIRST_Y: u32 = 0;
const PLACE_FIRST_X: u32 = 0;
const PLACE_STEP_Y: u32 = 1;
const PLACE_STEP_X: u32 = 1;
/// 1 where `bias_or_input` is the bias.
const WITH_BIAS: u32 = 1;
const BIAS_OR_INPUT_SIZE: u32 = 1;

const PIXELS: u32 = N * OH * OW;
/// The products of a sum.
const TERMS: u32 = KH * KW * I * (1u - u32(NO_TAPS));

/// Where the window of a pixel begins; beyond the last pixel, that of the last.
struct Corner { first_row: i32, top: i32, left: i32 }

fn corner_of(pixel: u32) -> Corner {
  let at = min(pixel, PIXELS - 1);
  let oy = at / OW % OH;
  let ox = at % OW;
  return Corner(i32(at / (OW * OH) * H), i32(oy * STRIDE_Y) - PAD_TOP, i32(ox * STRIDE_X) - PAD_LEFT);
}

/// The pixel of x that a tap of a window meets, and whether there is one.
fn pixel_under(corner: Corner, tap: u32) -> u32 {
  let row = corner.first_row + corner.top + i32(tap / KW * DILATION_Y);
  return u32(row * i32(W) + corner.left + i32(tap % KW * DILATION_X));
}

fn is_inside(corner: Corner, tap: u32) -> bool {
  let iy = corner.top + i32(tap / KW * DILATION_Y);
  let ix = corner.left + i32(tap % KW * DILATION_X);
  return (u32(iy) < H) & (u32(ix) < W);
}

/// Where w[k, o] lies in the layer's weights.
fn weight_place(k: u32, o: u32) -> u32 {
  if (!FLIP) { return k * O + o; }
  let tap = k / I;
  let ky = TAP_FIRST_Y + (KH - 1 - tap / KW) * TAP_STEP_Y;
  let kx = TAP_FIRST_X + (KW - 1 - tap % KW) * TAP_STEP_X;
  return ((ky * KERNEL_W + kx) * O + o) * I + k % I;
}

/// Where a pixel's numbers begin in y.
fn place_of(pixel: u32) -> u32 {
  let n = pixel / (OH * OW);
  let oy = pixel / OW % OH;
  let ox = pixel % OW;
  return ((n * Y_H + PLACE_FIRST_Y + oy * PLACE_STEP_Y) * Y_W + PLACE_FIRST_X + ox * PLACE_STEP_X) * O;
}

/// The number to be stored at this place, of output o.
fn finish(place: u32, o: u32, sum: f32) -> f32 {
  if (FLIP) { return activation_gradient(bias_or_input[place], sum); }
  if (WITH_BIAS == 1) { return activate(sum + bias_or_input[o]); }
  return activate(sum);
}
