// A convolution taken apart, for one filter k: what each input channel adds to its map, before they are summed.
//
//   products[oy,ox,j] = Σ_ky Σ_kx  x[oy·S + ky·D − P, ox·S + kx·D − P, c] · weight[ky,kx,c,k]
//
//   x [H, W, C]     weight [KH, KW, C, K]     chosen [1]: k     products [OH, OW, J]
//
// A convolution reads all channels: J = C and c = j. A depthwise one reads its own: J = 1, c = k / M, and its weight
// [KH, KW, C, M] is walked as [KH, KW, 1, C·M]. A dense layer is a 1×1 convolution of a 1×1 map with C inputs.
// The filter lies in a buffer, not in a constant: another one is a write of four bytes, not another pipeline.
//
// Work: one invocation a product. Neighbours take neighbouring channels, so their loads of x and stores lie side by
// side. A tap in the padding adds nothing.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> chosen: array<u32>;
@group(0) @binding(3) var<storage, read_write> products: array<f32>;

override H: i32 = 8;
override W: i32 = 8;
override C: u32 = 1;
override K: u32 = 1;
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
/// Kernels a channel where each channel is filtered on its own; 0 where a filter reads them all.
override MULTIPLIER: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let alone = MULTIPLIER > 0;
  let parts = select(C, 1u, alone);
  let index = linear_id(id, groups, 64);
  if (index >= OH * OW * parts) { return; }
  let j = index % parts;
  let ox = index / parts % OW;
  let oy = index / (parts * OW);
  let k = chosen[0];
  let c = select(j, k / max(MULTIPLIER, 1u), alone);
  let top = i32(oy) * STRIDE_Y - PAD_TOP;
  let left = i32(ox) * STRIDE_X - PAD_LEFT;
  var sum = 0.0;
  for (var ky = 0u; ky < KH; ky++) {
    let iy = top + i32(ky) * DILATION_Y;
    if (iy < 0 || iy >= H) { continue; }
    for (var kx = 0u; kx < KW; kx++) {
      let ix = left + i32(kx) * DILATION_X;
      if (ix < 0 || ix >= W) { continue; }
      sum += x[u32(iy * W + ix) * C + c] * weight[((ky * KW + kx) * parts + j) * K + k];
    }
  }
  products[index] = sum;
}
