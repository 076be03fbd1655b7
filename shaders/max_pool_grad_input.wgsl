// Max pooling, gradient with respect to its input: a window's whole gradient goes to its winner. Gathered from the
// input's side, so that no two invocations write one number; where windows overlap, an input sums what it won.
//
//   dx[n,iy,ix,c] = Σ over the windows (oy, ox) around (iy, ix) with argmax[n,oy,ox,c] = ky·KW + kx
//                   of  f'(y[n,oy,ox,c]) · dy[n,oy,ox,c]             ky = iy + P − oy·S,  kx = ix + P − ox·S
//
//   dx [N, H, W, C]     argmax, y, dy [N, OH, OW, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before (ACTIVATION 0: none).
// The winner's x is y, so x itself need not be kept for the backward pass.
//
// Work: one invocation an input, neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> argmax: array<u32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

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
    for (var ox = first_window(at_x, KW, STRIDE_X); ox <= last_window(at_x, STRIDE_X, OW); ox++) {
      let o = ((n * OH + oy) * OW + ox) * C + c;
      if (argmax[o] == u32((at_y - oy * STRIDE_Y) * KW + at_x - ox * STRIDE_X)) {
        if (ACTIVATION == 0) { sum += dy[o]; }
        else { sum += activation_gradient(ACTIVATION, ALPHA, y[o], dy[o]); }
      }
    }
  }
  dx[index] = sum;
}
