// Average pooling, gradient with respect to its input: every place of a window gets an equal share of its gradient.
//
//   dx[n,iy,ix,c] = f'(x) · Σ_ky Σ_kx  dy[n,oy,ox,c] / taps(oy, ox)
//                   over the windows with  oy·STRIDE_Y = iy + PAD_TOP − ky,  ox·STRIDE_X = ix + PAD_LEFT − kx
//
//   x, dx [N, H, W, C]     dy [N, OH, OW, C]     taps: places of that window that lie inside the picture
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// One invocation an input number: it gathers, so no two write one place.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

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
      // Where the window begins, counted from the first row and column of the padding. Where no window is, these are no
      // multiple of the stride, or too large: below zero they wrap around.
      let top = iy + PAD_TOP - ky;
      let left = ix + PAD_LEFT - kx;
      let oy = top / STRIDE_Y;
      let ox = left / STRIDE_X;
      if (top % STRIDE_Y == 0 && left % STRIDE_X == 0 && oy < OH && ox < OW) {
        let rows = min(top + KH, PAD_TOP + H) - max(top, PAD_TOP);
        let columns = min(left + KW, PAD_LEFT + W) - max(left, PAD_LEFT);
        sum += dy[((n * OH + oy) * OW + ox) * C + c] / f32(rows * columns);
      }
    }
  }
  dx[index] = activation_gradient(x[index], sum);
}
