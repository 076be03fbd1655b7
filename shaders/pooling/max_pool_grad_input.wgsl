// Max pooling, gradient with respect to its input: a window's whole gradient goes to its winner. Gathered from the
// input's side, so that no two invocations write one number; where windows overlap, an input sums what it won.
//
//   dx[n,iy,ix,c] = Σ over the windows (oy, ox) around (iy, ix) with argmax[n,oy,ox,c] = ky·KW + kx
//                   of  f'(y[n,oy,ox,c]) · dy[n,oy,ox,c]             ky = iy + P − oy·S,  kx = ix + P − ox·S
//
//   dx [N, H, W, C]     argmax, y, dy [N, OH, OW, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// The winner's x is y, so x itself need not be kept for the backward pass.
//
// Against the plain rung (plain/max_pool_grad_input.wgsl): one invocation for several inputs of up to four channels
// (lib/channels), no division, and one look where windows do not overlap.
//
// Work: one invocation a cell of TOGETHER channels, the STRIDE_Y × STRIDE_X inputs from where one window starts to where the next does;
// neighbours take neighbouring channels. Where windows do not overlap, a cell meets one window, whose winner and
// gradient are loaded once for all its inputs.
@group(0) @binding(0) var<storage, read> argmax: array<Places>;
@group(0) @binding(1) var<storage, read> y: array<Channels>;
@group(0) @binding(2) var<storage, read> dy: array<Channels>;
@group(0) @binding(3) var<storage, read_write> dx: array<Channels>;

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
/// Whether cells come out even, and each has a window.
const EVEN: bool = PAD_TOP == 0 && PAD_LEFT == 0 && OH * STRIDE_Y == H && OW * STRIDE_X == W;

/// What a window sends to its winner.
fn sent(o: i32) -> Channels {
  return activation_gradients(y[o], dy[o]);
}

fn store(n: i32, iy: i32, ix: i32, c: i32, v: Channels) {
  if (EVEN || (iy >= 0 && iy < H && ix >= 0 && ix < W)) { dx[((n * H + iy) * W + ix) * VECTORS + c] = v; }
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
    var winner = Places(0xffffffffu);
    var g = Channels();
    if (EVEN || (cell_y < OH && cell_x < OW)) {
      let o = ((n * OH + cell_y) * OW + cell_x) * VECTORS + c;
      winner = argmax[o];
      g = sent(o);
    }
    for (var ky = 0; ky < STRIDE_Y; ky++) { // unroll short
      for (var kx = 0; kx < STRIDE_X; kx++) { // unroll short
        let won = (Places(u32(ky * KW + kx)) == winner) & Conditions(kx < KW);
        store(n, top + ky, left + kx, c, select(Channels(), g, won));
      }
    }
    return;
  }

  // Place (j, i) of the cell is place (j, i) of its own window, (j + STRIDE_Y, i) of the one above, and so on.
  for (var j = 0; j < STRIDE_Y; j++) {
    for (var i = 0; i < STRIDE_X; i++) {
      var sum = Channels();
      for (var ky = j; ky < KH; ky += STRIDE_Y) {
        let oy = cell_y - ky / STRIDE_Y;
        for (var kx = i; kx < KW; kx += STRIDE_X) {
          let ox = cell_x - kx / STRIDE_X;
          let inside = oy >= 0 && oy < OH && ox >= 0 && ox < OW;
          let o = ((n * OH + clamp(oy, 0, OH - 1)) * OW + clamp(ox, 0, OW - 1)) * VECTORS + c;
          let won = (argmax[o] == Places(u32(ky * KW + kx))) & Conditions(inside);
          sum += select(Channels(), sent(o), won);
        }
      }
      store(n, top + j, left + i, c, sum);
    }
  }
}
