// Zero padding, gradient with respect to its input: the gradient of the border is discarded, the inner part is cut out.
//
//   dx[n,iy,ix,c] = f'(x) · dy[n, TOP + iy, LEFT + ix, c]
//
//   x, dx [N, H, W, C]     dy [N, OH, OW, C]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation a number of dx.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

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
  if (index >= N * H * W * C) { return; }
  let ix = index / C % W;
  let iy = index / (C * W) % H;
  let n = index / (C * W * H);
  let g = dy[((n * OH + iy + TOP) * OW + ix + LEFT) * C + index % C];
  dx[index] = activation_gradient(x[index], g);
}
