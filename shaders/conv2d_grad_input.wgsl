// Convolution, gradient of the loss with respect to its input: each output spread dy through the kernel,
// gathered here from the input's side, so that no two invocations write one number.
//
//   dx[n,iy,ix,c] = f'(x) · Σ_ky Σ_kx Σ_k  dy[n, oy, ox, k] · weight[ky,kx,c,k]
//                   over the outputs with  oy·S + ky·D − P = iy  and  ox·S + kx·D − P = ix
//
//   x, dx [N, H, W, C]     weight [KH, KW, C, K]     dy [N, OH, OW, K]
//
// f' is the gradient of the activation that made x, if that activation was fused into the layer before;
// it saves that layer a dispatch.
//
// Work: one invocation makes 4 neighbouring columns × 8 channels, all of a workgroup the same 8.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override H: u32 = 8;
override W: u32 = 8;
override C: u32 = 1;
override OH: i32 = 8;
override OW: i32 = 8;
override K: u32 = 1;
override KH: u32 = 3;
override KW: u32 = 3;
override STRIDE_Y: i32 = 1;
override STRIDE_X: i32 = 1;
override DILATION_Y: i32 = 1;
override DILATION_X: i32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;

const COLUMNS: u32 = 4;
const CHANNELS: u32 = 8;

fn store(n: u32, iy: u32, ix: u32, c: u32, sum: f32) {
  if (ix < W && c < C) {
    let at = ((n * H + iy) * W + ix) * C + c;
    dx[at] = activation_gradient(x[at], sum);
  }
}

fn store4(n: u32, iy: u32, ix: u32, c: u32, sum: vec4f) {
  store(n, iy, ix, c, sum.x);
  store(n, iy, ix, c + 1, sum.y);
  store(n, iy, ix, c + 2, sum.z);
  store(n, iy, ix, c + 3, sum.w);
}

@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(workgroup_id) group: vec3u,
) {
  let column_blocks = (W + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  if (index >= N * H * column_blocks) { return; }
  let c = group.z * CHANNELS;
  let ix = index % column_blocks * COLUMNS;
  let row = index / column_blocks;
  let iy = row % H;
  let n = row / H;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var ky = 0; ky < i32(KH); ky++) {
    let ty = i32(iy) + PAD_TOP - ky * DILATION_Y;
    let oy = ty / STRIDE_Y;
    if (ty < 0 || ty % STRIDE_Y != 0 || oy >= OH) { continue; }
    for (var kx = 0; kx < i32(KW); kx++) {
      let tx = vec4i(i32(ix) + PAD_LEFT - kx * DILATION_X) + vec4i(0, 1, 2, 3);
      var ox = tx;
      var inside = tx >= vec4i(0);
      if (STRIDE_X != 1) { // Division is slow; a column has an output only where the stride lands on it.
        ox = tx / STRIDE_X;
        inside &= tx % STRIDE_X == vec4i(0);
      }
      inside &= ox < vec4i(OW);
      let origin = vec4u((vec4i(i32(n) * OH + oy) * OW + clamp(ox, vec4i(0), vec4i(OW - 1))) * i32(K));
      let w = (u32(ky) * KW + u32(kx)) * C * K + c * K;
      for (var k = 0u; k < K; k++) {
        let v = select(vec4f(), vec4f(dy[origin.x + k], dy[origin.y + k], dy[origin.z + k], dy[origin.w + k]), inside);
        let wk = w + k;
        let wa = vec4f(weight[wk], weight[wk + K], weight[wk + 2 * K], weight[wk + 3 * K]);
        let wb = vec4f(weight[wk + 4 * K], weight[wk + 5 * K], weight[wk + 6 * K], weight[wk + 7 * K]);
        a0 += v.x * wa; a1 += v.y * wa; a2 += v.z * wa; a3 += v.w * wa;
        b0 += v.x * wb; b1 += v.y * wb; b2 += v.z * wb; b3 += v.w * wb;
      }
    }
  }
  store4(n, iy, ix, c, a0); store4(n, iy, ix, c + 4, b0);
  store4(n, iy, ix + 1, c, a1); store4(n, iy, ix + 1, c + 4, b1);
  store4(n, iy, ix + 2, c, a2); store4(n, iy, ix + 2, c + 4, b2);
  store4(n, iy, ix + 3, c, a3); store4(n, iy, ix + 3, c + 4, b3);
}
