// Gradients, with those of the penalties, between −CLIP and CLIP: Keras's clipvalue.
//
//   clipped ← min(max(g, −CLIP), CLIP)      g = gradient + 2λ₂w + λ₁sign(w)
//
//   parameters, gradients, clipped [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters.
@group(0) @binding(0) var<storage, read> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(3) var<storage, read_write> clipped: array<vec4f, SIZE / 4>;

override CLIP: f32 = 1.0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE / 4) { return; }
  let i = min(index, SIZE / 4 - 1);
  let lambda = max(decay[i / 16], vec2f());
  let g = penalized(gradients[i], parameters[i], lambda);
  clipped[i] = clamp(g, vec4f(-CLIP), vec4f(CLIP));
}
