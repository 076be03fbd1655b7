// Local response normalization, gradient with respect to its input: a number feeds its own result, and holds back those of
// its neighbours (the window looks the same from both sides).
//
//   dx[p,c] = f'(x) · ( dy[p,c] · scale[p,c]^−BETA  −  2 · ALPHA · BETA · x[p,c] · Σ_j dy[p,j] · y[p,j] / scale[p,j] )
//                                                   j from c − RADIUS to c + RADIUS, inside 0 … C−1
//
//   x, scale, y, dy, dx [POSITIONS, C]              POSITIONS = N·H·W; y and scale as the forward pass left them
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// Work: one invocation a number, neighbours on neighbouring channels.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> scale: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

override POSITIONS: u32 = 1;
override C: u32 = 1;
override RADIUS: u32 = 5;
override ALPHA: f32 = 1.0;
override BETA: f32 = 0.5;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= POSITIONS * C) { return; }
  let c = index % C;
  let row = index - c;
  var held_back = 0.0;
  for (var j = row + c - min(c, RADIUS); j <= row + min(c + RADIUS, C - 1); j++) {
    held_back += dy[j] * y[j] / scale[j];
  }
  let own = dy[index] * pow(scale[index], -BETA);
  dx[index] = activation_gradient(x[index], own - 2.0 * ALPHA * BETA * x[index] * held_back);
}
