// Average pooling, gradient with respect to its input: every place of a window gets an equal share of its gradient.
//
//   dx[n,iy,ix,c] = f'(x) · Σ over the windows (oy, ox) around (iy, ix) of  dy[n,oy,ox,c] / taps(oy, ox)
//
//   x, dx [N, H, W, C]     dy [N, OH, OW, C]     taps: places of that window inside the picture
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
//
// Against the plain rung (plain/average_pool_grad_input.wgsl): one invocation for several inputs of up to four channels
// (lib/channels), and one share where windows do not overlap.
//
// Work: one invocation a cell of TOGETHER channels, the STRIDE_Y × STRIDE_X inputs from where one window starts to where the next does;
// neighbours take neighbouring channels. Where windows do not overlap, a cell meets one window, whose share is worked
// out once for all its inputs.
@group(0) @binding(0) var<storage, read> x: array<Channels>;
@group(0) @binding(1) var<storage, read> dy: array<Channels>;
@group(0) @binding(2) var<storage, read_write> dx: array<Channels>;

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

/// Places of the window that starts at `start` that lie inside, along one axis.
fn inside(start: i32, size: i32, length: i32) -> i32 {
  return min(start + size, length) - max(start, 0);
}

/// What a window gives to each of its places; 0 where there is no such window.
fn share(n: i32, oy: i32, ox: i32, c: i32) -> Channels {
  if (oy < 0 || oy >= OH || ox < 0 || ox >= OW) { return Channels(); }
  let taps = inside(oy * STRIDE_Y - PAD_TOP, KH, H) * inside(ox * STRIDE_X - PAD_LEFT, KW, W);
  return dy[((n * OH + oy) * OW + ox) * VECTORS + c] / f32(taps);
}

fn store(n: i32, iy: i32, ix: i32, c: i32, v: Channels) {
  if (iy < 0 || iy >= H || ix < 0 || ix >= W) { return; }
  let at = ((n * H + iy) * W + ix) * VECTORS + c;
  dx[at] = activation_gradients(x[at], v);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  const cell_rows = (H + PAD_TOP + STRIDE_Y - 1) / STRIDE_Y;
  const cell_columns = (W + PAD_LEFT + STRIDE_X - 1) / STRIDE_X;
  let index = linear_id(id, groups, 64);
  if (index >= u32(N * cell_rows * cell_columns * VECTORS)) { return; }
  // Unsigned, since dividing signed numbers takes longer.
  let c = i32(index % u32(VECTORS));
  let cell_x = i32(index / u32(VECTORS) % u32(cell_columns));
  let cell_y = i32(index / u32(VECTORS * cell_columns) % u32(cell_rows));
  let n = i32(index / u32(VECTORS * cell_columns * cell_rows));
  let top = cell_y * STRIDE_Y - PAD_TOP;
  let left = cell_x * STRIDE_X - PAD_LEFT;

  if (KH <= STRIDE_Y && KW <= STRIDE_X) {
    let g = share(n, cell_y, cell_x, c);
    for (var ky = 0; ky < STRIDE_Y; ky++) { // unroll short
      for (var kx = 0; kx < STRIDE_X; kx++) { // unroll short
        store(n, top + ky, left + kx, c, select(Channels(), g, ky < KH && kx < KW));
      }
    }
    return;
  }

  // Place (j, i) of the cell is place (j, i) of its own window, (j + STRIDE_Y, i) of the one above, and so on.
  for (var j = 0; j < STRIDE_Y; j++) {
    for (var i = 0; i < STRIDE_X; i++) {
      var sum = Channels();
      for (var ky = j; ky < KH; ky += STRIDE_Y) {
        for (var kx = i; kx < KW; kx += STRIDE_X) {
          sum += share(n, cell_y - ky / STRIDE_Y, cell_x - kx / STRIDE_X, c);
        }
      }
      store(n, top + j, left + i, c, sum);
    }
  }
}
