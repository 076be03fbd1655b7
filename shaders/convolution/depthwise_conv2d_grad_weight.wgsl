// Depthwise convolution, gradient with respect to weight and bias, first of two passes.
//
//   dWeight[ky,kx,c,m] = Σ_n Σ_oy Σ_ox  x[n, oy·S + ky·D − P, ox·S + kx·D − P, c] · dy[n,oy,ox, c·M+m]
//   dBias[c·M+m]       = Σ_n Σ_oy Σ_ox  dy[n,oy,ox, c·M+m]
//
//   x [N, H, W, C]     dy [N, OH, OW, C·M]     partials [SPLITS, KH·KW + 1, C·M]
//
// Few outputs, a very long sum: the N·OH output rows are cut into SPLITS runs, each summed into a layer of
// `partials`; sum_partials.wgsl adds the layers in fixed order. No atomics: the same input gives the same bits.
//
// Work: one invocation makes 4 taps of one output channel of one layer, so each dy is loaded once for four products.
// The bias is treated as one more tap, with x = 1.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override N: u32 = 1;
override H: i32 = 8;
override W: i32 = 8;
override C: u32 = 1;
override M: u32 = 1;
override OH: u32 = 8;
override OW: u32 = 8;
override KH: u32 = 3;
override KW: u32 = 3;
override STRIDE_Y: i32 = 1;
override STRIDE_X: i32 = 1;
override DILATION_Y: i32 = 1;
override DILATION_X: i32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;
override SPLITS: u32 = 1;

const TAPS: u32 = 4;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let taps = KH * KW;
  let tap_blocks = (taps + TAPS) / TAPS; // of taps + 1
  let index = linear_id(id, groups, 64);
  if (index >= SPLITS * tap_blocks * C * M) { return; }
  let k = index % (C * M);
  let c = k / M;
  let first_tap = index / (C * M) % tap_blocks * TAPS;
  let split = index / (C * M * tap_blocks);

  let number = vec4u(first_tap) + vec4u(0, 1, 2, 3);
  let tap = vec4i(min(number, vec4u(taps - 1)));
  let reach_x = tap % i32(KW) * DILATION_X - PAD_LEFT;
  let reach_y = tap / i32(KW) * DILATION_Y - PAD_TOP;
  let is_bias = number == vec4u(taps);

  var sum = vec4f();
  let rows_per_split = (N * OH + SPLITS - 1) / SPLITS;
  let last = min(N * OH, (split + 1) * rows_per_split);
  for (var row = split * rows_per_split; row < last; row++) {
    let iy = vec4i(i32(row % OH) * STRIDE_Y) + reach_y;
    let row_inside = (iy >= vec4i(0)) & (iy < vec4i(H));
    let row_from = (vec4i(i32(row / OH) * H) + clamp(iy, vec4i(0), vec4i(H - 1))) * W;
    for (var ox = 0u; ox < OW; ox++) {
      let ix = vec4i(i32(ox) * STRIDE_X) + reach_x;
      let inside = row_inside & (ix >= vec4i(0)) & (ix < vec4i(W));
      let at = vec4u(row_from + clamp(ix, vec4i(0), vec4i(W - 1))) * C + c;
      let seen = select(vec4f(), vec4f(x[at.x], x[at.y], x[at.z], x[at.w]), inside);
      sum += select(seen, vec4f(1.0), is_bias) * dy[(row * OW + ox) * C * M + k];
    }
  }
  let base = (split * (taps + 1) + first_tap) * C * M + k;
  if (number.x <= taps) { partials[base] = sum.x; }
  if (number.y <= taps) { partials[base + C * M] = sum.y; }
  if (number.z <= taps) { partials[base + 2 * C * M] = sum.z; }
  if (number.w <= taps) { partials[base + 3 * C * M] = sum.w; }
}
