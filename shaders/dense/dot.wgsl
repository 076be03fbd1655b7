// Products of matrices, each of one by its counterpart of the other.
//
//   y[n,i,j] = Σ_k a[n,i,k] · b[n,k,j]
//
//   a [N, I·K], b [N, K·J] in any order of their two axes, which the steps between neighbours say     y [N, I, J]
//
// Work: one invocation makes a block of 4 rows × 4 columns, held in four columns of registers, so each number loaded serves four sums.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override I: u32 = 1;
override J: u32 = 1;
override K: u32 = 1;
// From a row of a to the next, along k in a, along k in b, from a column of b to the next.
override A_ROW: u32 = 1;
override A_INNER: u32 = 1;
override B_INNER: u32 = 1;
override B_COLUMN: u32 = 1;

const FOUR = vec4u(0, 1, 2, 3);

fn store(n: u32, i: u32, j: u32, sum: vec4f) {
  for (var c = 0u; c < 4 && j + c < J && i < I; c++) { y[(n * I + i) * J + j + c] = sum[c]; }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let across = (J + 3) / 4;
  let down = (I + 3) / 4;
  let index = linear_id(id, groups, 64);
  let j = index % across * 4;
  let i = index / across % down * 4;
  let n = index / (across * down);
  if (n >= N) { return; }

  // Rows and columns beyond the last repeat it; they are not stored.
  var p = n * I * K + min(vec4u(i) + FOUR, vec4u(I - 1)) * A_ROW;
  var q = n * K * J + min(vec4u(j) + FOUR, vec4u(J - 1)) * B_COLUMN;
  var s = mat4x4f();
  for (var k = 0u; k < K; k++) {
    let v = vec4f(b[q.x], b[q.y], b[q.z], b[q.w]);
    s += mat4x4f(a[p.x] * v, a[p.y] * v, a[p.z] * v, a[p.w] * v);
    p += vec4u(A_INNER);
    q += vec4u(B_INNER);
  }
  store(n, i, j, s[0]);
  store(n, i + 1, j, s[1]);
  store(n, i + 2, j, s[2]);
  store(n, i + 3, j, s[3]);
}
