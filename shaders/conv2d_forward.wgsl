// Convolution, forward (cross-correlation: the kernel is not flipped), with bias and activation.
//
//   y[n,oy,ox,k] = f( bias[k] + Σ_ky Σ_kx Σ_c  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · weight[ky,kx,c,k] )
//
//   x       [N, H, W, C]     weight [KH, KW, C, K]     bias [K]     y [N, OH, OW, K]
//
// Work: one invocation makes a block of 4 columns × 8 filters of one row, 32 sums in eight vec4 registers. A load costs
// far more than a multiply-add, so each loaded number is used often: a weight for 4 pixels, a pixel for 8 filters,
// and, where the window moves by one (stride and dilation 1), the four columns SLIDE along the kernel: each step
// shifts them by one and loads one new pixel. Per tap that is 1 + 8 loads for 32 multiply-adds. (Twice the rows would
// halve the loads again, but some drivers take minutes to compile 64 sums.) All of a workgroup works on the same
// 8 filters, so that the compiler sees uniform weights. Outside the picture x counts as zero.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override H: i32 = 8;
override W: i32 = 8;
override C: u32 = 1;
override OH: u32 = 8;
override OW: u32 = 8;
override K: u32 = 1;
override KH: u32 = 3;
override KW: u32 = 3;
override STRIDE_Y: i32 = 1;
override STRIDE_X: i32 = 1;
override DILATION_Y: i32 = 1;
override DILATION_X: i32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;
override USE_BIAS: bool = true;

const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;

fn pixel(row: i32, inside: bool, ix: i32, c: u32) -> f32 {
  let value = x[u32(row + clamp(ix, 0, W - 1)) * C + c];
  return select(0.0, value, inside && ix >= 0 && ix < W);
}

/// Four columns of one row, STRIDE_X apart.
fn columns(row: i32, inside: bool, ix: i32, c: u32) -> vec4f {
  return vec4f(
    pixel(row, inside, ix, c),
    pixel(row, inside, ix + STRIDE_X, c),
    pixel(row, inside, ix + 2 * STRIDE_X, c),
    pixel(row, inside, ix + 3 * STRIDE_X, c),
  );
}

fn store(n: u32, oy: u32, ox: u32, k: u32, sum: f32) {
  if (k < K) {
    var s = sum;
    if (USE_BIAS) { s += bias[k]; }
    y[((n * OH + oy) * OW + ox) * K + k] = activate(s);
  }
}

/// Eight filters of one pixel.
fn store8(n: u32, oy: u32, ox: u32, k: u32, a: vec4f, b: vec4f) {
  if (ox >= OW) { return; }
  store(n, oy, ox, k, a.x);
  store(n, oy, ox, k + 1, a.y);
  store(n, oy, ox, k + 2, a.z);
  store(n, oy, ox, k + 3, a.w);
  store(n, oy, ox, k + 4, b.x);
  store(n, oy, ox, k + 5, b.y);
  store(n, oy, ox, k + 6, b.z);
  store(n, oy, ox, k + 7, b.w);
}

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(workgroup_id) group: vec3u,
) {
  let column_blocks = (OW + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  if (index >= N * OH * column_blocks) { return; }
  let k = group.z * FILTERS;
  let ox = index % column_blocks * COLUMNS;
  let oy = index / column_blocks % OH;
  let n = index / (column_blocks * OH);
  let ix = i32(ox) * STRIDE_X - PAD_LEFT;

  // a: filters k … k+3, b: filters k+4 … k+7; one vec4 a column. p: the pixels.
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var ky = 0u; ky < KH; ky++) {
    let iy = i32(oy) * STRIDE_Y + i32(ky) * DILATION_Y - PAD_TOP;
    let inside = iy >= 0 && iy < H;
    let row = (i32(n) * H + clamp(iy, 0, H - 1)) * W;
    for (var c = 0u; c < C; c++) {
      var p = vec4f();
      if (STRIDE_X == 1 && DILATION_X == 1) {
        p = columns(row, inside, ix - 1, c);
      }
      for (var kx = 0u; kx < KW; kx++) {
        let reach = ix + i32(kx) * DILATION_X;
        if (STRIDE_X == 1 && DILATION_X == 1) {
          p = vec4f(p.yzw, pixel(row, inside, reach + 3, c));
        } else {
          p = columns(row, inside, reach, c);
        }
        // Beyond the last filter this reads a neighbour's weight; the sum it spoils is never stored.
        let w = ((ky * KW + kx) * C + c) * K + k;
        let wa = vec4f(weight[w], weight[w + 1], weight[w + 2], weight[w + 3]);
        let wb = vec4f(weight[w + 4], weight[w + 5], weight[w + 6], weight[w + 7]);
        a0 += p.x * wa; a1 += p.y * wa; a2 += p.z * wa; a3 += p.w * wa;
        b0 += p.x * wb; b1 += p.y * wb; b2 += p.z * wb; b3 += p.w * wb;
      }
    }
  }
  store8(n, oy, ox, k, a0, b0);
  store8(n, oy, ox + 1, k, a1, b1);
  store8(n, oy, ox + 2, k, a2, b2);
  store8(n, oy, ox + 3, k, a3, b3);
}
