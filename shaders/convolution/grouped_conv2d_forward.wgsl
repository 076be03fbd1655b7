// Convolution in groups, forward: the filters of a group see the channels of that group only.
//
//   y[n,oy,ox,k] = activate( bias[k] + Σ_ky Σ_kx Σ_c  x[n,iy,ix, g·C/G + c] · weight[ky,kx,c,k] ),  g = ⌊k · G/K⌋
//                  iy = oy·STRIDE_Y + ky·DILATION_Y − PAD_TOP,  ix = ox·STRIDE_X + kx·DILATION_X − PAD_LEFT
//
//   x [N, H, W, C]     weight [KH, KW, C/G, K]     bias [K]     y [N, OH, OW, K]
//
// Outside the picture x counts as zero. Work: one invocation an output number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override H: u32 = 1;
override W: u32 = 1;
override C: u32 = 1;
override OH: u32 = 1;
override OW: u32 = 1;
override K: u32 = 1;
override G: u32 = 1;
override KH: u32 = 1;
override KW: u32 = 1;
override STRIDE_Y: u32 = 1;
override STRIDE_X: u32 = 1;
override DILATION_Y: u32 = 1;
override DILATION_X: u32 = 1;
override PAD_TOP: u32 = 0;
override PAD_LEFT: u32 = 0;
override USE_BIAS: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * OH * OW * K) { return; }
  let k = index % K;
  let ox = index / K % OW;
  let oy = index / (K * OW) % OH;
  let n = index / (K * OW * OH);
  let each = C / G;
  let first = k / (K / G) * each;

  var sum = 0.0;
  if (USE_BIAS) { sum = bias[k]; }
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
      let iy = oy * STRIDE_Y + ky * DILATION_Y - PAD_TOP;
      let ix = ox * STRIDE_X + kx * DILATION_X - PAD_LEFT;
      if (iy < H && ix < W) {
        let pixel = ((n * H + iy) * W + ix) * C + first;
        let tap = (ky * KW + kx) * each * K + k;
        for (var c = 0u; c < each; c++) { sum += x[pixel + c] * weight[tap + c * K]; }
      }
    }
  }
  y[index] = activate(sum);
}
