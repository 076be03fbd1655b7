// Products of matrices, each of one by its counterpart of the other.
//
//   y[n,i,j] = Σ_k a[n,i,k] · b[n,k,j]
//
//   a [N, I·K], b [N, K·J] in any order of their two axes, which the steps between neighbours say     y [N, I, J]
//
// Against the plain rung (plain/dot.wgsl): each number loaded serves four sums.
//
// Work: one invocation makes a block of 4 rows × 4 columns, held in four vec4 registers.
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

fn store4(n: u32, i: u32, j: u32, sum: vec4f) {
  if (i >= I) { return; }
  let at = (n * I + i) * J + j;
  y[at] = sum.x;
  if (j + 1 < J) { y[at + 1] = sum.y; }
  if (j + 2 < J) { y[at + 2] = sum.z; }
  if (j + 3 < J) { y[at + 3] = sum.w; }
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
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  for (var k = 0u; k < K; k++) {
    let v = vec4f(b[q.x], b[q.y], b[q.z], b[q.w]);
    s0 += a[p.x] * v;
    s1 += a[p.y] * v;
    s2 += a[p.z] * v;
    s3 += a[p.w] * v;
    p += vec4u(A_INNER);
    q += vec4u(B_INNER);
  }
  store4(n, i, j, s0);
  store4(n, i + 1, j, s1);
  store4(n, i + 2, j, s2);
  store4(n, i + 3, j, s3);
}
