// Convolution, gradient of weight and bias, for graphics cards by tiles in workgroup memory; dense layers, too.
//
//   dWeight[row, k] = Σ_pixel patch[pixel, row] · dy[pixel, k]     row = (ky·KW + kx)·C + c     pixel = (n·OH + oy)·OW + ox
//
// The last row is the bias, with a patch of ones. As in conv2d_tiles.wgsl a workgroup of 8 × 8 invocations makes a tile, here of
// 8·ROWS rows × 8·FILTERS filters, and walks along the pixels, 4·DEPTH at a time. Both slices are vectors of four pixels;
// neighbours load neighbouring channels of x, and neighbouring filters of dy.
//
// Against conv2d_grad_weight.wgsl, where an invocation loads the pixels of its own rows alone: a loaded number of x serves
// 8·FILTERS products of a tile, one of dy 8·ROWS, and fewer registers leave room for more invocations.
//
// The pixels are cut into SPLITS runs; with several, dWeight holds [SPLITS, PARTIAL_SIZE] sums for sum_partials.wgsl.
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
const ROWS: u32 = 4;
const FILTERS: u32 = 4;
const DEPTH: u32 = 4;
/// 2: a slice is loaded beside the products of the last one, and a turn has one barrier instead of two.
const BUFFERS: u32 = 1;

const SIDE: u32 = 8;
const GROUP: u32 = SIDE * SIDE;
const VECTORS: u32 = DEPTH + 1;
const PIXELS: u32 = N * OH * OW;
const BIAS_ROW: u32 = KH * KW * C;
/// The pixels of a run, in whole slices.
const RUN: u32 = (PIXELS + SPLITS * DEPTH * 4 - 1) / (SPLITS * DEPTH * 4) * DEPTH * 4;
/// Vectors of a slice that an invocation loads.
const X_LOADS: u32 = ROWS * DEPTH / SIDE;
const DY_LOADS: u32 = FILTERS * DEPTH / SIDE;
/// Vectors of a slice.
const PATCHES: u32 = SIDE * ROWS * VECTORS;
const GRADIENTS: u32 = SIDE * FILTERS * VECTORS;

var<workgroup> patches: array<vec4f, BUFFERS * PATCHES>;
var<workgroup> gradients: array<vec4f, BUFFERS * GRADIENTS>;

/// patch[pixel, row]; zero from the end of the run on.
fn patch_at(pixel: u32, row: u32, end: u32) -> f32 {
  let tap = row / C;
  let iy = i32(pixel / OW % OH * STRIDE_Y + tap / KW * DILATION_Y) - PAD_TOP;
  let ix = i32(pixel % OW * STRIDE_X + tap % KW * DILATION_X) - PAD_LEFT;
  let inside = (u32(iy) < H) & (u32(ix) < W) & (row < BIAS_ROW);
  let at = (i32(pixel / (OH * OW) * H) + iy) * i32(W) + ix;
  let seen = select(select(0.0, 1.0, row == BIAS_ROW), x[u32(at) * C + row % C], inside);
  return select(0.0, seen, pixel < end);
}

fn gradient_at(pixel: u32, k: u32, end: u32) -> f32 {
  return select(0.0, dy[pixel * K + k], (pixel < end) & (k < K));
}

/// Where the slice from a pixel on lies.
fn buffer(pixel: u32) -> u32 {
  return pixel / (DEPTH * 4) % BUFFERS;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let first_row = group.x * SIDE * ROWS;
  let first_filter = group.y * SIDE * FILTERS;
  let across = local % SIDE;
  let down = local / SIDE;
  let end = min((group.z + 1) * RUN, PIXELS);

  var sum: array<f32, ROWS * FILTERS>; // registers
  for (var pixel = group.z * RUN; pixel < end; pixel += DEPTH * 4) {
    for (var n = 0u; n < X_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      let row = at % (SIDE * ROWS);
      let column = at / (SIDE * ROWS);
      let p = pixel + column * 4;
      let r = first_row + row;
      patches[buffer(pixel) * PATCHES + row * VECTORS + column] = vec4f(
        patch_at(p, r, end), patch_at(p + 1, r, end), patch_at(p + 2, r, end), patch_at(p + 3, r, end));
    }
    for (var n = 0u; n < DY_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      let row = at % (SIDE * FILTERS);
      let column = at / (SIDE * FILTERS);
      let p = pixel + column * 4;
      let k = first_filter + row;
      gradients[buffer(pixel) * GRADIENTS + row * VECTORS + column] = vec4f(
        gradient_at(p, k, end), gradient_at(p + 1, k, end), gradient_at(p + 2, k, end), gradient_at(p + 3, k, end));
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      var g: array<vec4f, FILTERS>; // registers
      for (var f = 0u; f < FILTERS; f++) { // unroll
        g[f] = gradients[buffer(pixel) * GRADIENTS + (across + f * SIDE) * VECTORS + d];
      }
      for (var r = 0u; r < ROWS; r++) { // unroll
        let p = patches[buffer(pixel) * PATCHES + (down + r * SIDE) * VECTORS + d];
        for (var f = 0u; f < FILTERS; f++) { // unroll
          sum[r * FILTERS + f] += dot(p, g[f]);
        }
      }
    }
    if (BUFFERS == 1) { workgroupBarrier(); }
  }

  for (var r = 0u; r < ROWS; r++) { // unroll
    let row = first_row + down + r * SIDE;
    for (var f = 0u; f < FILTERS; f++) { // unroll
      let k = first_filter + across + f * SIDE;
      if (k < K) { store(group.z, row, k, sum[r * FILTERS + f]); }
    }
  }
}

fn store(split: u32, row: u32, k: u32, sum: f32) {
  if (row < BIAS_ROW || (row == BIAS_ROW && SPLITS > 1)) { dWeight[split * PARTIAL_SIZE + row * K + k] = sum; }
  else if (row == BIAS_ROW && USE_BIAS) { dBias[k] = sum; }
}
