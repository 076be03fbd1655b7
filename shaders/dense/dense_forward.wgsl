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
// Work: one invocation makes a block of 4 rows × 8 columns, held in eight vec4 registers.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override M: u32 = 1;
override I: u32 = 1;
override J: u32 = 1;
override USE_BIAS: bool = true;

const ROWS: u32 = 4;
const COLUMNS: u32 = 8;

fn store(m: u32, j: u32, sum: f32) {
  if (m < M && j < J) {
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
  let column_blocks = (J + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  let j = index % column_blocks * COLUMNS;
  let m = index / column_blocks * ROWS;
  if (m >= M) { return; }

  // Rows beyond the last repeat it; they are not stored.
  let origin = min(vec4u(m) + vec4u(0, 1, 2, 3), vec4u(M - 1)) * I;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var w = j;
  for (var i = 0u; i < I; i++) {
    let v = vec4f(x[origin.x + i], x[origin.y + i], x[origin.z + i], x[origin.w + i]);
    let wa = vec4f(f32(weight[w]), f32(weight[w + 1]), f32(weight[w + 2]), f32(weight[w + 3]));
    let wb = vec4f(f32(weight[w + 4]), f32(weight[w + 5]), f32(weight[w + 6]), f32(weight[w + 7]));
    a0 += v.x * wa; a1 += v.y * wa; a2 += v.z * wa; a3 += v.w * wa;
    b0 += v.x * wb; b1 += v.y * wb; b2 += v.z * wb; b3 += v.w * wb;
    w += J;
  }
  store4(m, j, a0); store4(m, j + 4, b0);
  store4(m + 1, j, a1); store4(m + 1, j + 4, b1);
  store4(m + 2, j, a2); store4(m + 2, j + 4, b2);
  store4(m + 3, j, a3); store4(m + 3, j + 4, b3);
}
