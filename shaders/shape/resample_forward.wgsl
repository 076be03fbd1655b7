// Resizing pictures, nearest or bilinear (BILINEAR).
//
//   y[n,i,j,c] = Σ_p Σ_q s(p,i) · t(q,j) · x[n,p,q,c]
//
//   x [N, H, W, C]     y [N, OH, OW, C]     s, t: the shares of rows and columns (lib/resample.wgsl); two of each at most
//
// Work: one invocation a number of y.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override H: u32 = 1;
override W: u32 = 1;
override C: u32 = 1;
override OH: u32 = 1;
override OW: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= N * OH * OW * C) { return; }
  let c = at % C;
  let column = between(at / C % OW, W, OW);
  let row = between(at / (C * OW) % OH, H, OH);
  let n = at / (C * OW * OH);
  let above = (n * H + row.low) * W;
  let below = (n * H + row.high) * W;
  y[at] = mix(
    mix(x[(above + column.low) * C + c], x[(above + column.high) * C + c], column.share),
    mix(x[(below + column.low) * C + c], x[(below + column.high) * C + c], column.share),
    row.share,
  );
}
