// Nadam over all parameters at once: Adam that looks one step ahead, as Nesterov's momentum does.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w
//   m ← m + (1 − β₁)(g − m)      v ← v + (1 − β₂)(g² − v)
//   uₜ = β₁(1 − ½ · 0.96ᵗ)      Pₜ = u₁ · u₂ · … · uₜ
//   n = uₜ₊₁ · m / (1 − Pₜ₊₁) + (1 − uₜ) · g / (1 − Pₜ)
//   w ← w − rate · n / (√(v / (1 − β₂ᵗ)) + ε)
//
// P follows from t alone, so that it needs no memory: see product().
//
//   parameters, gradients, momentum, velocity [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 28 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> momentum: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read_write> velocity: array<vec4f, SIZE / 4>;
@group(0) @binding(4) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(5) var<storage, read> trainingState: array<u32>;

override LOG_BETA1: f32 = -0.1;
override LOG_BETA2: f32 = -0.001;
override BETA1: f32 = 0.9;
override ONE_MINUS_BETA1: f32 = 0.1;
override ONE_MINUS_BETA2: f32 = 0.001;
override EPSILON: f32 = 1e-7;

const LOG_DECAY: f32 = -0.040821995; // ln 0.96

/// uₜ
fn factor(t: u32) -> f32 { return BETA1 * (1.0 - 0.5 * exp(LOG_DECAY * f32(t))); }

/// Pₜ = β₁ᵗ · Π (1 − ½ · 0.96ⁱ) for i from 1 to t. Of the product the logarithm is −Σₖ ½ᵏ/k · Σᵢ 0.96ᵏⁱ, with a geometric
/// series inside; 20 terms leave out less than 1e-8. What is left of P after some hundred steps no longer matters.
fn product(t: u32) -> f32 {
  var sum = 0.0;
  var half = 1.0;
  for (var k = 1u; k <= 20u; k++) {
    half *= 0.5;
    let log_ratio = f32(k) * LOG_DECAY;
    sum += half / f32(k) * exp(log_ratio) * one_minus_power(log_ratio, t) / one_minus_power(log_ratio, 1u);
  }
  return exp(f32(t) * LOG_BETA1 - sum);
}

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
  let t = trainingState[TRAINING_STATE_STEP];
  let m = momentum[i] + ONE_MINUS_BETA1 * (g - momentum[i]);
  let v = velocity[i] + ONE_MINUS_BETA2 * (g * g - velocity[i]);
  momentum[i] = m;
  velocity[i] = v;
  let now = product(t);
  let next = factor(t + 1u);
  let n = next * m / (1.0 - now * next) + (1.0 - factor(t)) * g / (1.0 - now);
  parameters[i] = decayed(w, rate) - rate * n / (sqrt(v / one_minus_power(LOG_BETA2, t)) + EPSILON);
}
