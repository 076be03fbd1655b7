// Resizing pictures, gradient with respect to the picture.
//
//   dx[n,p,q,c] = Σ_i Σ_j s(p,i) · t(q,j) · dy[n,i,j,c]
//
//   dx [N, H, W, C]     dy [N, OH, OW, C]     s, t: the shares of rows and columns (lib/resample.wgsl)
//
// Work: one invocation a number of dx; it gathers from the output pixels that read it, so no two write one place.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override H: u32 = 1;
override W: u32 = 1;
override C: u32 = 1;
override OH: u32 = 1;
override OW: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= N * H * W * C) { return; }
  let c = at % C;
  let q = at / C % W;
  let p = at / (C * W) % H;
  let n = at / (C * W * H);
  let rows = readers_of(p, H, OH);
  let columns = readers_of(q, W, OW);
  var sum = 0.0;
  for (var i = rows.x; i < rows.y; i++) {
    var line = 0.0;
    for (var j = columns.x; j < columns.y; j++) {
      line += share_of(q, j, W, OW) * dy[((n * OH + i) * OW + j) * C + c];
    }
    sum += share_of(p, i, H, OH) * line;
  }
  dx[at] = sum;
}
