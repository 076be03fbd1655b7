// Max pooling, forward: the largest number of each window, a channel at a time.
//
//   y[n,oy,ox,c]      = max over ky, kx of  x[n, oy·S + ky − P, ox·S + kx − P, c]
//   argmax[n,oy,ox,c] = ky·KW + kx of that number; of equal ones the first
//
//   x [N, H, W, C]     y, argmax [N, OH, OW, C]
//
// Padding never wins: a window that sticks out is only as large as its part inside. A NaN wins over every number,
// for a blow-up must stay visible; it is told by its bits, since WGSL leaves open how NaNs compare.
//
// Against the plain rung (plain/max_pool_forward.wgsl): no branches, small windows written out, and up to four channels
// by one invocation (lib/channels), which share the index and load as one vector.
//
// Work: one invocation a window of TOGETHER channels. Neighbours take neighbouring channels, so their loads and stores
// lie side by side.
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read_write> y: array<Channels>;
@group(0) @binding(2) var<storage, read_write> argmax: array<Places>;

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
const PADDED: bool = (OH - 1) * STRIDE_Y + KH > H || (OW - 1) * STRIDE_X + KW > W || PAD_TOP > 0 || PAD_LEFT > 0;

/// The nearest place inside; asked only where a window can stick out.
fn inside(at: i32, size: i32) -> i32 {
  if (!PADDED) { return at; }
  return clamp(at, 0, size - 1);
}

fn is_nan(v: Channels) -> Conditions {
  return (bitcast<Places>(v) & Places(0x7fffffffu)) > Places(0x7f800000u);
}

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
  let image = n * H * W * VECTORS + c;
  var best = Channels();
  var winner = Places();
  // A place in the padding stands for the nearest one inside: meeting a number twice changes nothing. Nothing here
  // branches, hence `|` and `&`: that is what makes it fast.
  for (var ky = 0; ky < KH; ky++) { // unroll short
    let iy = inside(top + ky, H);
    for (var kx = 0; kx < KW; kx++) { // unroll short
      let ix = inside(left + kx, W);
      let v = x[image + (iy * W + ix) * VECTORS];
      let is_first = Conditions((ky == 0) & (kx == 0));
      let wins = is_first | (!is_nan(best) & ((v > best) | is_nan(v)));
      best = select(best, v, wins);
      winner = select(winner, Places(u32((iy - top) * KW + ix - left)), wins);
    }
  }
  y[index] = best;
  argmax[index] = winner;
}
