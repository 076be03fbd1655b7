// Average pooling, forward: the mean of each window, a channel at a time.
//
//   y[n,oy,ox,c] = 1/taps · Σ_ky Σ_kx  x[n, oy·S + ky − P, ox·S + kx − P, c]
//
//   x [N, H, W, C]     y [N, OH, OW, C]
//
// taps: how many places of the window lie inside the picture. The padding is neither summed nor counted.
//
// Work: one invocation a window, neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override N: i32 = 1;
override H: i32 = 4;
override W: i32 = 4;
override C: i32 = 1;
override OH: i32 = 2;
override OW: i32 = 2;
override KH: i32 = 2;
override KW: i32 = 2;
override STRIDE_Y: i32 = 2;
override STRIDE_X: i32 = 2;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= u32(N * OH * OW * C)) { return; }
  let i = i32(index);
  let c = i % C;
  let ox = i / C % OW;
  let oy = i / (C * OW) % OH;
  let n = i / (C * OW * OH);

  let top = oy * STRIDE_Y - PAD_TOP;
  let left = ox * STRIDE_X - PAD_LEFT;
  // Loops without a branch: places in the padding are read inside, and not added.
  var sum = 0.0;
  for (var ky = 0; ky < KH; ky++) {
    let iy = clamp(top + ky, 0, H - 1);
    for (var kx = 0; kx < KW; kx++) {
      let ix = clamp(left + kx, 0, W - 1);
      let inside = iy == top + ky && ix == left + kx;
      sum += select(0.0, x[((n * H + iy) * W + ix) * C + c], inside);
    }
  }
  let rows = min(top + KH, H) - max(top, 0);
  let columns = min(left + KW, W) - max(left, 0);
  y[index] = sum / f32(rows * columns);
}
