// Local response normalization, forward: a number is held back by its neighbours on the channels beside it.
//
//   scale[p,c] = BIAS + ALPHA · Σ_j x[p,j]²        y[p,c] = x[p,c] · scale[p,c]^−BETA
//                                                   j from c − RADIUS to c + RADIUS, inside 0 … C−1
//
//   x, scale, y [POSITIONS, C]                      POSITIONS = N·H·W
//
// `scale` is kept for the gradient. ALPHA is not divided by the width of the window: as in the paper and in TensorFlow.
// Work: one invocation a number, neighbours on neighbouring channels, so that their windows lie in the same few cache lines.
// Source: Krizhevsky, Sutskever, Hinton 2012, "ImageNet Classification with Deep Convolutional Neural Networks", §3.3.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> scale: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override POSITIONS: u32 = 1;
override C: u32 = 1;
override RADIUS: u32 = 5;
override BIAS: f32 = 1.0;
override ALPHA: f32 = 1.0;
override BETA: f32 = 0.5;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= POSITIONS * C) { return; }
  let c = index % C;
  let row = index - c;
  var squares = 0.0;
  for (var j = c - min(c, RADIUS); j <= min(c + RADIUS, C - 1); j++) { squares += x[row + j] * x[row + j]; }
  let s = BIAS + ALPHA * squares;
  scale[index] = s;
  y[index] = x[index] * pow(s, -BETA);
}
