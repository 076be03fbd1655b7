// Max pooling, forward: the largest number of each window, a channel at a time.
//
//   y[n,oy,ox,c]      = max over ky, kx of  x[n, oy·STRIDE_Y + ky − PAD_TOP, ox·STRIDE_X + kx − PAD_LEFT, c]
//   argmax[n,oy,ox,c] = ky·KW + kx of that number; of equal ones the first
//
//   x [N, H, W, C]     y, argmax [N, OH, OW, C]
//
// Outside the picture nothing is compared. A NaN wins over every number, so that a blow-up stays visible.
// One invocation a window.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> argmax: array<u32>;

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
const NONE: u32 = KH * KW;

/// By its bits: WGSL leaves open how a NaN compares.
fn is_nan(v: f32) -> bool { return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= N * OH * OW * C) { return; }
  let c = index % C;
  let ox = index / C % OW;
  let oy = index / (C * OW) % OH;
  let n = index / (C * OW * OH);

  var best = 0.0;
  var winner = NONE;
  for (var ky = 0u; ky < KH; ky++) {
    for (var kx = 0u; kx < KW; kx++) {
      // Above or left of the picture these wrap around to large numbers, so one comparison finds all that is outside.
      let iy = oy * STRIDE_Y + ky - PAD_TOP;
      let ix = ox * STRIDE_X + kx - PAD_LEFT;
      if (iy < H && ix < W) {
        let v = x[((n * H + iy) * W + ix) * C + c];
        if (winner == NONE || (!is_nan(best) && (v > best || is_nan(v)))) {
          best = v;
          winner = ky * KW + kx;
        }
      }
    }
  }
  y[index] = best;
  argmax[index] = winner;
}
