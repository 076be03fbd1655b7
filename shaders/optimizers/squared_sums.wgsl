// The sum of the squared gradients, with those of the penalties, of each run of 64 parameters. Frozen ones count 0.
//
//   parameters, gradients [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen     sums [SIZE / 64]
//
// Work: one invocation for a run.
@group(0) @binding(0) var<storage, read> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read> decay: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let run = linear_id(id, groups, 64);
  if (run >= SIZE / 64) { return; }
  let lambda = decay[run];
  var sum = vec4f();
  if (lambda.x >= 0.0) {
    for (var i = 16 * run; i < 16 * run + 16; i++) {
      let g = penalized(gradients[i], parameters[i], lambda);
      sum += g * g;
    }
  }
  sums[run] = (sum.x + sum.y) + (sum.z + sum.w);
}
