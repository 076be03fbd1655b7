// Depthwise convolution, forward, with bias and activation: every channel is filtered on its own, channels never mix.
//
//   y[n,oy,ox, c·M+m] = f( bias[c·M+m] + Σ_ky Σ_kx  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · weight[ky,kx,c,m] )
//
//   x [N, H, W, C]     weight [KH, KW, C, M]     bias [C·M]     y [N, OH, OW, C·M]
//
// A Weight is an f32 or an f16 (shaders/lib/weight); all sums are f32.
//
// Work: one invocation makes 4 neighbouring columns of one output channel, so each weight is loaded once for four
// products. Neighbours take neighbouring channels: their loads lie side by side. There is no sum over channels, so
// there is little else to share, and memory sets the pace.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override H: i32 = 8;
override W: i32 = 8;
override C: u32 = 1;
override M: u32 = 1;
override OH: u32 = 8;
override OW: u32 = 8;
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

fn store(n: u32, oy: u32, ox: u32, k: u32, sum: f32) {
  if (ox < OW) {
    var s = sum;
    if (USE_BIAS) { s += bias[k]; }
    y[((n * OH + oy) * OW + ox) * C * M + k] = activate(s);
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let column_blocks = (OW + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  if (index >= N * OH * column_blocks * C * M) { return; }
  let k = index % (C * M);
  let c = k / M;
  let ox = index / (C * M) % column_blocks * COLUMNS;
  let row = index / (C * M * column_blocks);
  let oy = row % OH;
  let n = row / OH;

  var sum = vec4f();
  for (var ky = 0; ky < i32(KH); ky++) {
    let iy = i32(oy) * STRIDE_Y + ky * DILATION_Y - PAD_TOP;
    if (iy < 0 || iy >= H) { continue; }
    for (var kx = 0; kx < i32(KW); kx++) {
      let ix = vec4i(i32(ox) * STRIDE_X + kx * DILATION_X - PAD_LEFT) + vec4i(0, 1, 2, 3) * STRIDE_X;
      let inside = (ix >= vec4i(0)) & (ix < vec4i(W));
      let at = vec4u(vec4i(i32(n) * H + iy) * W + clamp(ix, vec4i(0), vec4i(W - 1))) * C + c;
      let v = select(vec4f(), vec4f(x[at.x], x[at.y], x[at.z], x[at.w]), inside);
      sum += v * f32(weight[(u32(ky) * KW + u32(kx)) * C * M + k]);
    }
  }
  store(n, oy, ox, k, sum.x);
  store(n, oy, ox + 1, k, sum.y);
  store(n, oy, ox + 2, k, sum.z);
  store(n, oy, ox + 3, k, sum.w);
}
