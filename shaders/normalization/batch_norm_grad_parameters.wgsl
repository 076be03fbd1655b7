// Batch normalization, gradient of gamma and beta, second pass: adds the runs in fixed order.
//
//   dGamma[c] = Σ_r dy[r,c] · xHat[r,c]          dBeta[c] = Σ_r dy[r,c]          sums = [dGamma, dBeta]
//
//   partials [SPLITS, 2, C]     dGamma, dBeta [C]     sums [2, C]
//
// The gradient of x needs both sums even if dGamma or dBeta are not requested, hence the copy in `sums`.
// Work: one invocation a channel.
@group(0) @binding(0) var<storage, read> partials: array<f32>;
@group(0) @binding(1) var<storage, read_write> dGamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> dBeta: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

override C: u32 = 1;
override SPLITS: u32 = 1;
/// Whether dGamma and dBeta are wanted.
override SCALE: bool = true;
override CENTER: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = linear_id(id, groups, 64);
  if (c >= C) { return; }
  var products = 0.0;
  var sum = 0.0;
  for (var split = 0u; split < SPLITS; split++) {
    products += partials[split * 2 * C + c];
    sum += partials[(split * 2 + 1) * C + c];
  }
  sums[c] = products;
  sums[C + c] = sum;
  if (SCALE) { dGamma[c] = products; }
  if (CENTER) { dBeta[c] = sum; }
}
