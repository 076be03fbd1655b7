// Fully connected layer, gradient with respect to its input: every input was used by all outputs.
//
//   dx[m,i] = f'(x) · Σ_j dy[m,j] · weight[i,j]
//
//   x, dx [M, I]     weight [I, J]     dy [M, J]
//
// f' is the gradient of the activation that made x, where that was fused into the layer before.
// One invocation an input number.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<Weight>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

const M: u32 = 1;
const I: u32 = 1;
const J: u32 = 1;

alias Weight = f32;
fn activation_gradient(a: f32, da: f32) -> f32 { return da; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64 + id.x;
  if (index >= M * I) { return; }
  let i = index % I;
  let m = index / I;

  var sum = 0.0;
  for (var j = 0u; j < J; j++) {
    sum += dy[m * J + j] * f32(weight[i * J + j]);
  }
  dx[index] = activation_gradient(x[index], sum);
}
