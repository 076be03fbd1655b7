// The products of one filter joined again: the number before the activation function.
//
//   sum[p] = bias[k] + Σ_j products[p,j]
//
//   products [POSITIONS, J]     bias [K]     chosen [1]: k     sum [POSITIONS]
//
// Work: one invocation a position, its parts in their order. Small: one map, looked at.
@group(0) @binding(0) var<storage, read> products: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read> chosen: array<u32>;
@group(0) @binding(3) var<storage, read_write> sum: array<f32>;

override POSITIONS: u32 = 1;
override J: u32 = 1;
override USE_BIAS: bool = true;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let p = linear_id(id, groups, 64);
  if (p >= POSITIONS) { return; }
  var s = 0.0;
  if (USE_BIAS) { s = bias[chosen[0]]; }
  for (var j = 0u; j < J; j++) { s += products[p * J + j]; }
  sum[p] = s;
}
