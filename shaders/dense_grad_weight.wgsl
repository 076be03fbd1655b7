// Fully connected layer, gradient with respect to weight and bias: a sum over the rows.
//
//   dWeight[i,j] = Σ_m x[m,i] · dy[m,j]          dBias[j] = Σ_m dy[m,j]
//
//   x [M, I]     dy [M, J]     dWeight [I, J]     dBias [J]
//
// Work: one invocation makes a block of 4 inputs × 8 columns; the bias is one more input, whose x is 1.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dWeight: array<f32>;
@group(0) @binding(3) var<storage, read_write> dBias: array<f32>;

override M: u32 = 1;
override I: u32 = 1;
override J: u32 = 1;
override USE_BIAS: bool = true;

const ROWS: u32 = 4;
const COLUMNS: u32 = 8;

fn store(i: u32, j: u32, sum: f32) {
  if (j >= J) { return; }
  if (i < I) { dWeight[i * J + j] = sum; }
  else if (i == I && USE_BIAS) { dBias[j] = sum; }
}

fn store4(i: u32, j: u32, sum: vec4f) {
  store(i, j, sum.x);
  store(i, j + 1, sum.y);
  store(i, j + 2, sum.z);
  store(i, j + 3, sum.w);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let column_blocks = (J + COLUMNS - 1) / COLUMNS;
  let index = linear_id(id, groups, 64);
  let j = index % column_blocks * COLUMNS;
  let i = index / column_blocks * ROWS;
  if (i > I) { return; }

  let rows = vec4u(i) + vec4u(0, 1, 2, 3);
  let is_bias = rows == vec4u(I);
  let origin = min(rows, vec4u(I - 1));
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var m = 0u; m < M; m++) {
    let at = origin + m * I;
    let v = select(vec4f(x[at.x], x[at.y], x[at.z], x[at.w]), vec4f(1.0), is_bias);
    let d = m * J + j;
    let da = vec4f(dy[d], dy[d + 1], dy[d + 2], dy[d + 3]);
    let db = vec4f(dy[d + 4], dy[d + 5], dy[d + 6], dy[d + 7]);
    a0 += v.x * da; a1 += v.y * da; a2 += v.z * da; a3 += v.w * da;
    b0 += v.x * db; b1 += v.y * db; b2 += v.z * db; b3 += v.w * db;
  }
  store4(i, j, a0); store4(i, j + 4, b0);
  store4(i + 1, j, a1); store4(i + 1, j + 4, b1);
  store4(i + 2, j, a2); store4(i + 2, j + 4, b2);
  store4(i + 3, j, a3); store4(i + 3, j + 4, b3);
}
