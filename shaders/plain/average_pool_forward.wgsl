// Average pooling, forward: the mean of each window, a channel at a time.
//
//   y[n,oy,ox,c] = 1/taps · Σ_ky Σ_kx  x[n, oy·STRIDE_Y + ky − PAD_TOP, ox·STRIDE_X + kx − PAD_LEFT, c]
//
//   x [N, H, W, C]     y [N, OH, OW, C]     taps: places of the window that lie inside the picture
//
// What lies outside is neither summed nor counted. One invocation a window.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= N * OH * OW * C) { return; }
  let c = index % C;
  let ox = index / C % OW;
  let oy = index / (C * OW) % OH;
  let n = index / (C * OW * OH);

  var sum = 0.0;
  var taps = 0.0;
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
      let iy = oy * STRIDE_Y + ky - PAD_TOP;
      let ix = ox * STRIDE_X + kx - PAD_LEFT;
      if (iy < H && ix < W) {
        sum += x[((n * H + iy) * W + ix) * C + c];
        taps += 1.0;
      }
    }
  }
  y[index] = sum / taps;
}
