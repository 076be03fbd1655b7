// Depthwise convolution, gradient with respect to its input, gathered from the input's side.
//
//   dx[n,iy,ix,c] = f'(x) · Σ_ky Σ_kx Σ_m  dy[n, oy, ox, c·M+m] · weight[ky,kx,c,m]
//                   over the outputs with  oy·S + ky·D − P = iy  and  ox·S + kx·D − P = ix
//
//   x, dx [N, H, W, C]     weight [KH, KW, C, M]     dy [N, OH, OW, C·M]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
//
// Work: one invocation makes 4 neighbouring columns of one channel, as in depthwise_conv2d_forward.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override H: u32 = 8;
override W: u32 = 8;
override C: u32 = 1;
override M: u32 = 1;
override OH: i32 = 8;
override OW: i32 = 8;
override KH: u32 = 3;
override KW: u32 = 3;
override STRIDE_Y: i32 = 1;
override STRIDE_X: i32 = 1;
override DILATION_Y: i32 = 1;
override DILATION_X: i32 = 1;
override PAD_TOP: i32 = 0;
override PAD_LEFT: i32 = 0;

const COLUMNS: u32 = 4;

fn store(n: u32, iy: u32, ix: u32, c: u32, sum: f32) {
  if (ix < W) {
    let at = ((n * H + iy) * W + ix) * C + c;
    dx[at] = activation_gradient(x[at], sum);
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let column_blocks = (W + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  if (index >= N * H * column_blocks * C) { return; }
  let c = index % C;
  let ix = index / C % column_blocks * COLUMNS;
  let row = index / (C * column_blocks);
  let iy = row % H;
  let n = row / H;

  var sum = vec4f();
  for (var ky = 0; ky < i32(KH); ky++) {
    let ty = i32(iy) + PAD_TOP - ky * DILATION_Y;
    let oy = ty / STRIDE_Y;
    if (ty < 0 || ty % STRIDE_Y != 0 || oy >= OH) { continue; }
    for (var kx = 0; kx < i32(KW); kx++) {
      let tx = vec4i(i32(ix) + PAD_LEFT - kx * DILATION_X) + vec4i(0, 1, 2, 3);
      let ox = tx / STRIDE_X;
      // The column has an output only where the stride lands on it.
      let inside = (tx >= vec4i(0)) & (tx % STRIDE_X == vec4i(0)) & (ox < vec4i(OW));
      let at = (vec4u(vec4i(i32(n) * OH + oy) * OW + clamp(ox, vec4i(0), vec4i(OW - 1))) * C + c) * M;
      let w = ((u32(ky) * KW + u32(kx)) * C + c) * M;
      for (var m = 0u; m < M; m++) {
        let v = select(vec4f(), vec4f(dy[at.x + m], dy[at.y + m], dy[at.z + m], dy[at.w + m]), inside);
        sum += v * f32(weight[w + m]);
      }
    }
  }
  store(n, iy, ix, c, sum.x);
  store(n, iy, ix + 1, c, sum.y);
  store(n, iy, ix + 2, c, sum.z);
  store(n, iy, ix + 3, c, sum.w);
}
