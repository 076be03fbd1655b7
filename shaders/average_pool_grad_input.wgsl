// Average pooling, gradient with respect to its input: every place of a window gets an equal share of its gradient.
//
//   dx[n,iy,ix,c] = f'(x) · Σ over the windows (oy, ox) around (iy, ix) of  dy[n,oy,ox,c] / taps(oy, ox)
//
//   x, dx [N, H, W, C]     dy [N, OH, OW, C]     taps: places of that window inside the picture
//
// f' is the gradient of the activation that made x, where that was fused into the layer before (ACTIVATION 0: none).
//
// Work: one invocation an input, neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

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
override ACTIVATION: u32 = 0;
override ALPHA: f32 = 0.0;

/// Places of the window that starts at `start` that lie inside, along one axis.
fn inside(start: i32, size: i32, length: i32) -> i32 {
  return min(start + size, length) - max(start, 0);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= u32(N * H * W * C)) { return; }
  let i = i32(index);
  let c = i % C;
  let at_x = i / C % W + PAD_LEFT;
  let at_y = i / (C * W) % H + PAD_TOP;
  let n = i / (C * W * H);

  var sum = 0.0;
  for (var oy = first_window(at_y, KH, STRIDE_Y); oy <= last_window(at_y, STRIDE_Y, OH); oy++) {
    let rows = inside(oy * STRIDE_Y - PAD_TOP, KH, H);
    for (var ox = first_window(at_x, KW, STRIDE_X); ox <= last_window(at_x, STRIDE_X, OW); ox++) {
      let columns = inside(ox * STRIDE_X - PAD_LEFT, KW, W);
      sum += dy[((n * OH + oy) * OW + ox) * C + c] / f32(rows * columns);
    }
  }
  if (ACTIVATION == 0) { dx[index] = sum; }
  else { dx[index] = activation_gradient(ACTIVATION, ALPHA, x[index], sum); }
}
