// Adadelta over all parameters at once.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w
//   a ← ρ · a + (1 − ρ) · g²      d = √(b + ε) · g / √(a + ε)      b ← ρ · b + (1 − ρ) · d²
//   w ← w − rate · d
//
//   parameters, gradients, squares, moves [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 28 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> squares: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read_write> moves: array<vec4f, SIZE / 4>;
@group(0) @binding(4) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(5) var<storage, read> trainingState: array<u32>;

override ONE_MINUS_RHO: f32 = 0.05;
override EPSILON: f32 = 1e-7;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE / 4 || trainingState[TRAINING_STATE_HALTED] != 0) { return; }
  let i = min(index, SIZE / 4 - 1);
  let lambda = decay[i / 16];
  if (lambda.x < 0.0) { return; }

  let rate = bitcast<f32>(trainingState[TRAINING_STATE_RATE]);
  let w = parameters[i];
  let g = penalized(gradients[i], w, lambda);
  let a = squares[i] + ONE_MINUS_RHO * (g * g - squares[i]);
  let b = moves[i];
  let d = sqrt(b + EPSILON) * g / sqrt(a + EPSILON);
  squares[i] = a;
  moves[i] = b + ONE_MINUS_RHO * (d * d - b);
  parameters[i] = decayed(w, rate) - rate * d;
}
