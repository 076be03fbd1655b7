// Fully connected layer, forward, with bias and activation.
//
//   y[m,j] = f( bias[j] + Σ_i x[m,i] · weight[i,j] )
//
//   x [M, I]     weight [I, J]     bias [J]     y [M, J]          M: rows (the batch, and any axes but the last)
//
// A Weight is an f32 or an f16 (shaders/lib/weight); all sums are f32.
//
// Against the plain rung (plain/dense_forward.wgsl): each number loaded serves several sums. LeNet-5's first dense
// layer on two rows: 1.8 times less CPU time on lavapipe, 3 on SwiftShader.
//
// Work: one invocation makes 8 columns of all rows, which are few: two vec4 registers a row.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

const M: u32 = 1;
override I: u32 = 1;
override J: u32 = 1;
override USE_BIAS: bool = true;

const COLUMNS: u32 = 8;

fn store(m: u32, j: u32, sum: f32) {
  if (j < J) {
    var s = sum;
    if (USE_BIAS) { s += bias[j]; }
    y[m * J + j] = activate(s);
  }
}

fn store4(m: u32, j: u32, sum: vec4f) {
  store(m, j, sum.x);
  store(m, j + 1, sum.y);
  store(m, j + 2, sum.z);
  store(m, j + 3, sum.w);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let j = linear_id(id, groups, 64) * COLUMNS;
  if (j >= J) { return; }

  var a: array<vec4f, M>; // registers
  var b: array<vec4f, M>; // registers
  var w = j;
  for (var i = 0u; i < I; i++) {
    let wa = vec4f(f32(weight[w]), f32(weight[w + 1]), f32(weight[w + 2]), f32(weight[w + 3]));
    let wb = vec4f(f32(weight[w + 4]), f32(weight[w + 5]), f32(weight[w + 6]), f32(weight[w + 7]));
    for (var m = 0u; m < M; m++) { // unroll
      let v = x[m * I + i];
      a[m] += v * wa;
      b[m] += v * wb;
    }
    w += J;
  }
  for (var m = 0u; m < M; m++) { // unroll
    store4(m, j, a[m]);
    store4(m, j + 4, b[m]);
  }
}
