// Adamax over all parameters at once: Adam with the largest gradient, which fades, in place of the mean square.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w
//   m ← m + (1 − β₁)(g − m)      u ← max(β₂ · u, |g|)
//   w ← w − α · m / (u + ε)      α = rate / (1 − β₁ᵗ)
//
//   parameters, gradients, momentum, largest [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 28 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> momentum: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read_write> largest: array<vec4f, SIZE / 4>;
@group(0) @binding(4) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(5) var<storage, read> trainingState: array<u32>;

override LOG_BETA1: f32 = -0.1;
override ONE_MINUS_BETA1: f32 = 0.1;
override BETA2: f32 = 0.999;
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
  let m = momentum[i] + ONE_MINUS_BETA1 * (g - momentum[i]);
  let u = max(BETA2 * largest[i], abs(g));
  momentum[i] = m;
  largest[i] = u;
  let alpha = rate / one_minus_power(LOG_BETA1, trainingState[TRAINING_STATE_STEP]);
  parameters[i] = decayed(w, rate) - alpha * m / (u + EPSILON);
}
