// Adam and AdamW over all parameters at once.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w          (Keras's weight_decay; 0 in Adam by default)
//   m ← m + (1 − β₁)(g − m)      v ← v + (1 − β₂)(g² − v)
//   w ← w − α · m / (√v + ε)     α = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)
//
//   parameters, gradients, momentum, velocity [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// α undoes that m and v start at 0 and are too small at first. t is the step of the training state, counted from 1:
// `record`, which runs before, has set it on. 1 − β comes from the host, where it does not round.
// Work: one invocation for four parameters. Memory decides the speed: 28 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> momentum: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read_write> velocity: array<vec4f, SIZE / 4>;
@group(0) @binding(4) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(5) var<storage, read> trainingState: array<u32>;

override LOG_BETA1: f32 = -0.1;
override LOG_BETA2: f32 = -0.001;
override ONE_MINUS_BETA1: f32 = 0.1;
override ONE_MINUS_BETA2: f32 = 0.001;
override EPSILON: f32 = 1e-7;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE / 4 || trainingState[TRAINING_STATE_HALTED] != 0) { return; }
  let i = min(index, SIZE / 4 - 1); // which the compiler does not see from the line before
  let lambda = decay[i / 16];
  if (lambda.x < 0.0) { return; }

  let rate = bitcast<f32>(trainingState[TRAINING_STATE_RATE]);
  let t = trainingState[TRAINING_STATE_STEP];
  let alpha = rate * sqrt(one_minus_power(LOG_BETA2, t)) / one_minus_power(LOG_BETA1, t);
  let w = parameters[i];
  let g = penalized(gradients[i], w, lambda);
  let m_before = momentum[i];
  let v_before = velocity[i];
  let m = m_before + ONE_MINUS_BETA1 * (g - m_before);
  let v = v_before + ONE_MINUS_BETA2 * (g * g - v_before);
  momentum[i] = m;
  velocity[i] = v;
  parameters[i] = decayed(w, rate) - alpha * m / (sqrt(v) + EPSILON);
}
