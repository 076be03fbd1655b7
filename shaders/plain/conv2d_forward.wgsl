// Convolution, forward: a kernel slides over a picture. Each place gives, for each filter, the sum of products over the
// window and over all channels.
//
//   y[n,oy,ox,k] = activate( bias[k] + Σ_ky Σ_kx Σ_c  x[n,iy,ix,c] · weight[ky,kx,c,k] )
//                  iy = oy·STRIDE_Y + ky·DILATION_Y − PAD_TOP,  ix = ox·STRIDE_X + kx·DILATION_X − PAD_LEFT
//
//   x [N, H, W, C]     weight [KH, KW, C, K]     bias [K]     y [N, OH, OW, K]
//
// Outside the picture x counts as zero. One invocation an output number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

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
const USE_BIAS: bool = true;

alias Weight = f32;
fn activate(z: f32) -> f32 { return z; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= N * OH * OW * K) { return; }
  let k = index % K;
  let ox = index / K % OW;
  let oy = index / (K * OW) % OH;
  let n = index / (K * OW * OH);

  var sum = 0.0;
  if (USE_BIAS) { sum = bias[k]; }
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
      let iy = oy * STRIDE_Y + ky * DILATION_Y - PAD_TOP;
      let ix = ox * STRIDE_X + kx * DILATION_X - PAD_LEFT;
      if (iy < H && ix < W) {
        for (var c = 0u; c < C; c++) {
          sum += x[((n * H + iy) * W + ix) * C + c] * f32(weight[((ky * KW + kx) * C + c) * K + k]);
        }
      }
    }
  }
  y[index] = activate(sum);
}
