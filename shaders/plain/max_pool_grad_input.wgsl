// Max pooling, gradient with respect to its input: a window's whole gradient goes to its largest number. Where windows
// overlap, an input sums what it gets of each.
//
//   dx[n,iy,ix,c] = Σ_ky Σ_kx  f'(y[n,oy,ox,c]) · dy[n,oy,ox,c]   where argmax[n,oy,ox,c] = ky·KW + kx
//                   over the windows with  oy·STRIDE_Y = iy + PAD_TOP − ky,  ox·STRIDE_X = ix + PAD_LEFT − kx
//
//   dx [N, H, W, C]     argmax, y, dy [N, OH, OW, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before. The largest x is y.
// One invocation an input number: it gathers, so no two write one place.
@group(0) @binding(0) var<storage, read> argmax: array<u32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

const N: u32 = 1;
const H: u32 = 4;
const W: u32 = 4;
const C: u32 = 1;
const OH: u32 = 2;
const OW: u32 = 2;
const KH: u32 = 2;
const KW: u32 = 2;
const STRIDE_Y: u32 = 2;
const STRIDE_X: u32 = 2;
const PAD_TOP: u32 = 0;
const PAD_LEFT: u32 = 0;

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
      // Where no window is, these are no multiple of the stride, or too large: below zero they wrap around.
      let top = iy + PAD_TOP - ky;
      let left = ix + PAD_LEFT - kx;
      let oy = top / STRIDE_Y;
      let ox = left / STRIDE_X;
      if (top % STRIDE_Y == 0 && left % STRIDE_X == 0 && oy < OH && ox < OW) {
        let o = ((n * OH + oy) * OW + ox) * C + c;
        if (argmax[o] == ky * KW + kx) { sum += activation_gradient(y[o], dy[o]); }
      }
    }
  }
  dx[index] = sum;
}
