// Convolution, forward (cross-correlation: the kernel is not flipped), with bias and activation.
//
//   y[n,oy,ox,k] = f( bias[k] + Σ_ky Σ_kx Σ_c  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · weight[ky,kx,c,k] )
//
//   x       [N, H, W, C]     weight [KH, KW, C, K]     bias [K]     y [N, OH, OW, K]
//
// Work: one invocation makes a block of 4 neighbouring columns × 8 filters of one output row. Per tap it loads
// 4 numbers of x and 8 of weight and does 32 multiply-adds on them, held in eight vec4 registers: a load costs
// far more than a multiply-add. All of a workgroup works on the same 8 filters, so the compiler sees that the
// weights are uniform and loads them once for all. Outside the picture x counts as zero (padding is never stored).
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
override STRIDE_Y: u32 = 1;
override STRIDE_X: u32 = 1;
override DILATION_Y: u32 = 1;
override DILATION_X: u32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;
override USE_BIAS: bool = true;
override ACTIVATION: u32 = 0;
override ALPHA: f32 = 0.0;

const COLUMNS: u32 = 4;
const FILTERS: u32 = 8;

fn store(n: u32, oy: u32, ox: u32, k: u32, sum: f32) {
  if (ox < OW && k < K) {
    var s = sum;
    if (USE_BIAS) { s += bias[k]; }
    y[((n * OH + oy) * OW + ox) * K + k] = activate(ACTIVATION, ALPHA, s);
  }
}

fn store4(n: u32, oy: u32, ox: u32, k: u32, sum: vec4f) {
  store(n, oy, ox, k, sum.x);
  store(n, oy, ox, k + 1, sum.y);
  store(n, oy, ox, k + 2, sum.z);
  store(n, oy, ox, k + 3, sum.w);
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
  let row = index / column_blocks;
  let oy = row % OH;
  let n = row / OH;

  // a: filters k … k+3, b: filters k+4 … k+7; one vec4 a column.
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var ky = 0u; ky < KH; ky++) {
    let iy = i32(oy * STRIDE_Y + ky * DILATION_Y) - PAD_TOP;
    if (iy < 0 || iy >= H) { continue; }
    for (var kx = 0u; kx < KW; kx++) {
      let ix0 = i32(ox * STRIDE_X + kx * DILATION_X) - PAD_LEFT;
      let ix = vec4i(ix0) + vec4i(0, 1, 2, 3) * i32(STRIDE_X);
      let inside = (ix >= vec4i(0)) & (ix < vec4i(W));
      let origin = vec4u((vec4i(i32(n) * H + iy) * W + clamp(ix, vec4i(0), vec4i(W - 1))) * i32(C));
      var w = (ky * KW + kx) * C * K + k;
      for (var c = 0u; c < C; c++) {
        let v = select(vec4f(), vec4f(x[origin.x + c], x[origin.y + c], x[origin.z + c], x[origin.w + c]), inside);
        // Beyond the last filter this reads a neighbour's weight; the sum it spoils is never stored.
        let wa = vec4f(weight[w], weight[w + 1], weight[w + 2], weight[w + 3]);
        let wb = vec4f(weight[w + 4], weight[w + 5], weight[w + 6], weight[w + 7]);
        a0 += v.x * wa; a1 += v.y * wa; a2 += v.z * wa; a3 += v.w * wa;
        b0 += v.x * wb; b1 += v.y * wb; b2 += v.z * wb; b3 += v.w * wb;
        w += K;
      }
    }
  }
  store4(n, oy, ox, k, a0); store4(n, oy, ox, k + 4, b0);
  store4(n, oy, ox + 1, k, a1); store4(n, oy, ox + 1, k + 4, b1);
  store4(n, oy, ox + 2, k, a2); store4(n, oy, ox + 2, k + 4, b2);
  store4(n, oy, ox + 3, k, a3); store4(n, oy, ox + 3, k + 4, b3);
}
