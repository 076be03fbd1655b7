// Lion over all parameters at once: every parameter moves by the rate, in the direction of the sign of a mean gradient.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w
//   w ← w − rate · sign(β₁ · m + (1 − β₁) · g)      m ← β₂ · m + (1 − β₂) · g
//
//   parameters, gradients, momentum [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 20 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> momentum: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(4) var<storage, read> trainingState: array<u32>;

override BETA1: f32 = 0.9;
override ONE_MINUS_BETA1: f32 = 0.1;
override ONE_MINUS_BETA2: f32 = 0.01;

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
  let m = momentum[i];
  momentum[i] = m + ONE_MINUS_BETA2 * (g - m);
  parameters[i] = decayed(w, rate) - rate * sign(BETA1 * m + ONE_MINUS_BETA1 * g);
}
