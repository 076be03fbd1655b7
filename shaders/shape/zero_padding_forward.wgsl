// Zero padding, forward: a border of zeros around every picture.
//
//   y[n, TOP + iy, LEFT + ix, c] = x[n,iy,ix,c], everything else 0
//
//   x [N, H, W, C]     y [N, OH, OW, C]
//
// Work: one invocation a number of y.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override H: u32 = 1;
override W: u32 = 1;
override C: u32 = 1;
override OH: u32 = 1;
override OW: u32 = 1;
override TOP: u32 = 0;
override LEFT: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * OH * OW * C) { return; }
  // Left of or above the picture these wrap around to huge numbers, and so lie outside too.
  let ix = index / C % OW - LEFT;
  let iy = index / (C * OW) % OH - TOP;
  let n = index / (C * OW * OH);
  var v = 0.0;
  if (iy < H && ix < W) { v = x[((n * H + iy) * W + ix) * C + index % C]; }
  y[index] = v;
}
