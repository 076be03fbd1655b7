// Two figures of one step of activation maximisation: how long the gradient is, and how high the climb has come.
//
//   measured[0] = √(mean of g²)     measured[1] = Σ seeds · y
//
//   g [PIXELS] the gradient by the picture     y, seeds [OUTPUTS]     measured [2]
//
// Work: one workgroup; each lane strides over both tensors, then a tree in workgroup memory joins the sums.
@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> seeds: array<f32>;
@group(0) @binding(3) var<storage, read_write> measured: array<f32>;

override PIXELS: u32 = 1;
override OUTPUTS: u32 = 1;

const LANES: u32 = 64;
var<workgroup> sums: array<vec2f, LANES>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f();
  for (var i = lane; i < PIXELS; i += LANES) { sum.x += g[i] * g[i]; }
  for (var i = lane; i < OUTPUTS; i += LANES) { sum.y += seeds[i] * y[i]; }
  sums[lane] = sum;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  if (lane == 0) {
    measured[0] = sqrt(sums[0].x / f32(PIXELS));
    measured[1] = sums[0].y;
  }
}
