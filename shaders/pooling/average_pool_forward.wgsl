// Average pooling, forward: the mean of each window, a channel at a time.
//
//   y[n,oy,ox,c] = 1/taps · Σ_ky Σ_kx  x[n, oy·S + ky − P, ox·S + kx − P, c]
//
//   x [N, H, W, C]     y [N, OH, OW, C]
//
// taps: how many places of the window lie inside the picture. The padding is neither summed nor counted.
//
// Against the plain rung (plain/average_pool_forward.wgsl): no branches, small windows written out, and up to four
// channels by one invocation (lib/channels).
//
// Work: one invocation a window of TOGETHER channels, neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read_write> y: array<Channels>;

const N: i32 = 1;
const H: i32 = 4;
const W: i32 = 4;
const C: i32 = 1;
const OH: i32 = 2;
const OW: i32 = 2;
const KH: i32 = 2;
const KW: i32 = 2;
const STRIDE_Y: i32 = 2;
const STRIDE_X: i32 = 2;
const PAD_TOP: i32 = 0;
const PAD_LEFT: i32 = 0;
/// Vectors a pixel has.
const VECTORS: i32 = C / TOGETHER;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= u32(N * OH * OW * VECTORS)) { return; }
  // Unsigned, since dividing signed numbers takes longer.
  let c = i32(index % u32(VECTORS));
  let ox = i32(index / u32(VECTORS) % u32(OW));
  let oy = i32(index / u32(VECTORS * OW) % u32(OH));
  let n = i32(index / u32(VECTORS * OW * OH));

  let top = oy * STRIDE_Y - PAD_TOP;
  let left = ox * STRIDE_X - PAD_LEFT;
  // Loops without a branch: places in the padding are read inside, and not added.
  var sum = Channels();
  for (var ky = 0; ky < KH; ky++) { // unroll short
    let iy = clamp(top + ky, 0, H - 1);
    for (var kx = 0; kx < KW; kx++) { // unroll short
      let ix = clamp(left + kx, 0, W - 1);
      let inside = iy == top + ky && ix == left + kx;
      sum += select(Channels(), x[((n * H + iy) * W + ix) * VECTORS + c], inside);
    }
  }
  let rows = min(top + KH, H) - max(top, 0);
  let columns = min(left + KW, W) - max(left, 0);
  y[index] = sum / f32(rows * columns);
}
