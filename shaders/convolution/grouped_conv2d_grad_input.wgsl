// Convolution in groups, gradient of the input: each input number was used by the filters of its group.
//
//   dx[n,iy,ix,c] = f'(x) · Σ_ky Σ_kx Σ_k  dy[n,oy,ox,k] · weight[ky,kx, c mod C/G, k]   over the filters k of c's group
//                   and the outputs with  oy·STRIDE_Y = iy + PAD_TOP − ky·DILATION_Y,  ox likewise
//
//   x, dx [N, H, W, C]     weight [KH, KW, C/G, K]     dy [N, OH, OW, K]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation an input number; it gathers, so no two write one place.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

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

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * H * W * C) { return; }
  let c = index % C;
  let ix = index / C % W;
  let iy = index / (C * W) % H;
  let n = index / (C * W * H);
  let each = C / G;
  let filters = K / G;
  let first = c / each * filters;

  var sum = 0.0;
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Where no output is, these are no multiple of the stride, or too large: below zero they wrap around.
      let top = iy + PAD_TOP - ky * DILATION_Y;
      let left = ix + PAD_LEFT - kx * DILATION_X;
      let oy = top / STRIDE_Y;
      let ox = left / STRIDE_X;
      if (top % STRIDE_Y == 0 && left % STRIDE_X == 0 && oy < OH && ox < OW) {
        let pixel = ((n * OH + oy) * OW + ox) * K + first;
        let tap = ((ky * KW + kx) * each + c % each) * K + first;
        for (var k = 0u; k < filters; k++) { sum += dy[pixel + k] * weight[tap + k]; }
      }
    }
  }
  dx[index] = activation_gradient(x[index], sum);
}
