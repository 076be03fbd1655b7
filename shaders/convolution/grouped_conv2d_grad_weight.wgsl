// Convolution in groups, gradient of weight and bias, first of two passes: each split adds every SPLITS-th row of outputs
// (sum_partials.wgsl adds the splits).
//
//   partials[split] = dWeight [KH, KW, C/G, K], then dBias [K]
//   dWeight[ky,kx,c,k] = Σ_n Σ_oy Σ_ox  x[n,iy,ix, g·C/G + c] · dy[n,oy,ox,k],  g = ⌊k · G/K⌋
//   dBias[k]           = Σ_n Σ_oy Σ_ox  dy[n,oy,ox,k]
//
//   x [N, H, W, C]     dy [N, OH, OW, K]
//
// Outside the picture x counts as zero. Work: one invocation a weight and split, and one a bias and split.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

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
override SPLITS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let each = C / G;
  let weights = KH * KW * each * K;
  if (index >= SPLITS * (weights + K)) { return; }
  let at = index % (weights + K);
  let k = at % K;
  let c = k / (K / G) * each + at / K % each;
  let kx = at / (K * each) % KW;
  let ky = at / (K * each * KW);

  var sum = 0.0;
  for (var row = index / (weights + K); row < N * OH; row += SPLITS) {
    // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
    let iy = row % OH * STRIDE_Y + ky * DILATION_Y - PAD_TOP;
    for (var ox = 0u; ox < OW; ox++) {
      let ix = ox * STRIDE_X + kx * DILATION_X - PAD_LEFT;
      let d = dy[(row * OW + ox) * K + k];
      if (at >= weights) { sum += d; }
      else if (iy < H && ix < W) { sum += x[((row / OH * H + iy) * W + ix) * C + c] * d; }
    }
  }
  partials[index] = sum;
}
