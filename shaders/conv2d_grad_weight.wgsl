// Convolution, gradient of the loss with respect to weight and bias, first of two passes.
//
//   dWeight[ky,kx,c,k] = Σ_n Σ_oy Σ_ox  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · dy[n,oy,ox,k]
//   dBias[k]           = Σ_n Σ_oy Σ_ox  dy[n,oy,ox,k]
//
//   x [N, H, W, C]     dy [N, OH, OW, K]     partials [SPLITS, KH·KW·C + 1, K]
//
// Few outputs, a very long sum: one invocation per output would leave a GPU idle. So the batch is cut into
// SPLITS runs of whole images, each summed into a layer of `partials`; sum_partials.wgsl adds the layers in
// fixed order. No atomics, so the same input always gives the same bits.
//
// Work: one invocation makes a block of 4 rows × 8 filters of one layer, where a row is one (ky, kx, c). The bias
// is one more row, whose x is 1. All of a workgroup works on the same filters and images, so dy is loaded once for all.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override N: u32 = 1;
override H: i32 = 8;
override W: i32 = 8;
override C: u32 = 1;
override OH: u32 = 8;
override OW: u32 = 8;
override K: u32 = 1;
override KH: u32 = 3;
override KW: u32 = 3;
override STRIDE_Y: i32 = 1;
override STRIDE_X: i32 = 1;
override DILATION_Y: u32 = 1;
override DILATION_X: u32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;
override SPLITS: u32 = 1;

const ROWS: u32 = 4;
const FILTERS: u32 = 8;

fn store4(at: u32, k: u32, sum: vec4f) {
  if (k < K) { partials[at] = sum.x; }
  if (k + 1 < K) { partials[at + 1] = sum.y; }
  if (k + 2 < K) { partials[at + 2] = sum.z; }
  if (k + 3 < K) { partials[at + 3] = sum.w; }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let taps = KH * KW * C;
  let first_row = id.x * ROWS;
  if (first_row > taps) { return; } // of taps + 1 rows
  let k = group.y * FILTERS;
  let split = group.z;

  let row = vec4u(first_row) + vec4u(0, 1, 2, 3);
  let tap = min(row, vec4u(taps - 1));
  let c = vec4i(tap % C);
  let reach_x = vec4i(tap / C % KW * DILATION_X) - PAD_LEFT;
  let reach_y = vec4i(tap / (C * KW) * DILATION_Y) - PAD_TOP;
  let is_bias = row == vec4u(taps);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  let images_per_split = (N + SPLITS - 1) / SPLITS;
  let last = min(N, (split + 1) * images_per_split);
  for (var n = split * images_per_split; n < last; n++) {
    for (var oy = 0u; oy < OH; oy++) {
      let iy = vec4i(i32(oy) * STRIDE_Y) + reach_y;
      let row_inside = (iy >= vec4i(0)) & (iy < vec4i(H));
      let row_from = (vec4i(i32(n) * H) + clamp(iy, vec4i(0), vec4i(H - 1))) * W;
      var d = (n * OH + oy) * OW * K + k;
      for (var ox = 0u; ox < OW; ox++) {
        let ix = vec4i(i32(ox) * STRIDE_X) + reach_x;
        let inside = row_inside & (ix >= vec4i(0)) & (ix < vec4i(W));
        let at = (row_from + clamp(ix, vec4i(0), vec4i(W - 1))) * i32(C) + c;
        let seen = select(vec4f(), vec4f(x[at.x], x[at.y], x[at.z], x[at.w]), inside);
        let v = select(seen, vec4f(1.0), is_bias);
        let da = vec4f(dy[d], dy[d + 1], dy[d + 2], dy[d + 3]);
        let db = vec4f(dy[d + 4], dy[d + 5], dy[d + 6], dy[d + 7]);
        a0 += v.x * da; a1 += v.y * da; a2 += v.z * da; a3 += v.w * da;
        b0 += v.x * db; b1 += v.y * db; b2 += v.z * db; b3 += v.w * db;
        d += K;
      }
    }
  }
  let base = (split * (taps + 1) + first_row) * K + k;
  if (row.x <= taps) { store4(base, k, a0); store4(base + 4, k + 4, b0); }
  if (row.y <= taps) { store4(base + K, k, a1); store4(base + K + 4, k + 4, b1); }
  if (row.z <= taps) { store4(base + 2 * K, k, a2); store4(base + 2 * K + 4, k + 4, b2); }
  if (row.w <= taps) { store4(base + 3 * K, k, a3); store4(base + 3 * K + 4, k + 4, b3); }
}
