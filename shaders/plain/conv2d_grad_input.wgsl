// Convolution, gradient with respect to its input: each input number was used at every place of the kernel, by one
// output or none, so its gradients add up.
//
//   dx[n,iy,ix,c] = f'(x) · Σ_ky Σ_kx Σ_k  dy[n,oy,ox,k] · weight[ky,kx,c,k]
//                   over the outputs with  oy·STRIDE_Y = iy + PAD_TOP − ky·DILATION_Y,
//                                          ox·STRIDE_X = ix + PAD_LEFT − kx·DILATION_X
//
//   x, dx [N, H, W, C]     weight [KH, KW, C, K]     dy [N, OH, OW, K]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// One invocation an input number: it gathers, so no two write one place.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

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
const PAD_TOP: u32 = 1;
const PAD_LEFT: u32 = 1;

alias Weight = f32;
fn activation_gradient(a: f32, da: f32) -> f32 { return da; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= N * H * W * C) { return; }
  let c = index % C;
  let ix = index / C % W;
  let iy = index / (C * W) % H;
  let n = index / (C * W * H);

  var sum = 0.0;
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Where no output is, these are no multiple of the stride, or too large: below zero they wrap around.
      let top = iy + PAD_TOP - ky * DILATION_Y;
      let left = ix + PAD_LEFT - kx * DILATION_X;
      let oy = top / STRIDE_Y;
      let ox = left / STRIDE_X;
      if (top % STRIDE_Y == 0 && left % STRIDE_X == 0 && oy < OH && ox < OW) {
        for (var k = 0u; k < K; k++) {
          sum += dy[((n * OH + oy) * OW + ox) * K + k] * f32(weight[((ky * KW + kx) * C + c) * K + k]);
        }
      }
    }
  }
  dx[index] = activation_gradient(x[index], sum);
}
