// Convolution, gradient with respect to weight and bias: each weight was used at every place of the picture.
//
//   dWeight[ky,kx,c,k] = Σ_n Σ_oy Σ_ox  x[n,iy,ix,c] · dy[n,oy,ox,k]
//                        iy = oy·STRIDE_Y + ky·DILATION_Y − PAD_TOP,  ix = ox·STRIDE_X + kx·DILATION_X − PAD_LEFT
//   dBias[k]           = Σ_n Σ_oy Σ_ox  dy[n,oy,ox,k]
//
//   x [N, H, W, C]     dy [N, OH, OW, K]     dWeight [KH, KW, C, K]     dBias [K]
//
// Outside the picture x counts as zero. One invocation a weight, and one a bias. Usually SPLITS is 1. Else each split
// sums every SPLITS-th row into a partial sum of its own, and sum_partials.wgsl adds them: dWeight is then [SPLITS,
// WEIGHTS + K].
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32>;
@group(0) @binding(3) var<storage, read_write> dBias: array<f32>;

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
const SPLITS: u32 = 1;
const USE_BIAS: bool = true;
const WEIGHTS: u32 = KH * KW * C * K;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= WEIGHTS + K) { return; }
  let k = index % K;
  let c = index / K % C;
  let kx = index / (K * C) % KW;
  let ky = index / (K * C * KW);

  var sum = 0.0;
  for (var row = id.z; row < N * OH; row += SPLITS) {
    let n = row / OH;
    // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
    let iy = row % OH * STRIDE_Y + ky * DILATION_Y - PAD_TOP;
    for (var ox = 0u; ox < OW; ox++) {
      let ix = ox * STRIDE_X + kx * DILATION_X - PAD_LEFT;
      let d = dy[(row * OW + ox) * K + k];
      if (index >= WEIGHTS) { sum += d; }
      else if (iy < H && ix < W) { sum += x[((n * H + iy) * W + ix) * C + c] * d; }
    }
  }
  if (SPLITS > 1) { dWeight[id.z * (WEIGHTS + K) + index] = sum; }
  else if (index < WEIGHTS) { dWeight[index] = sum; }
  else if (USE_BIAS) { dBias[k] = sum; }
}
