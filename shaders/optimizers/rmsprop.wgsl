// RMSprop over all parameters at once.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      v ← ρ · v + (1 − ρ) · g²
//   spread = v, or centered: a ← ρ · a + (1 − ρ) · g;  spread = v − a²
//   step = rate · g / √(spread + ε)
//   w ← w − rate · WEIGHT_DECAY · w
//   without momentum  w ← w − step          with momentum  m ← MOMENTUM · m + step;  w ← w − m
//
//   parameters, gradients, velocity [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//   momentum [SIZE], with momentum only        average [SIZE], centered only
//
// Work: one invocation for four parameters. Memory decides the speed: 20 bytes a parameter, 8 more for each option.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read_write> momentum: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> average: array<vec4f>;
@group(0) @binding(5) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(6) var<storage, read> trainingState: array<u32>;

override ONE_MINUS_RHO: f32 = 0.1;
override MOMENTUM: f32 = 0.0;
override EPSILON: f32 = 1e-7;
override CENTERED: bool = false;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE / 4 || trainingState[TRAINING_STATE_HALTED] != 0) { return; }
  let i = min(index, SIZE / 4 - 1);
  let lambda = decay[i / 16];
  if (lambda.x < 0.0) { return; }

  let w = parameters[i];
  let g = penalized(gradients[i], w, lambda);
  let v = velocity[i] + ONE_MINUS_RHO * (g * g - velocity[i]);
  velocity[i] = v;
  var spread = v;
  if (CENTERED) {
    let a = average[i] + ONE_MINUS_RHO * (g - average[i]);
    average[i] = a;
    // v − a² is a mean of squares, which rounding may take below 0.
    spread = max(v - a * a, vec4f());
  }
  let rate = bitcast<f32>(trainingState[TRAINING_STATE_RATE]);
  var step = rate * g / sqrt(spread + EPSILON);
  if (MOMENTUM > 0.0) {
    step += MOMENTUM * momentum[i];
    momentum[i] = step;
  }
  parameters[i] = decayed(w, rate) - step;
}
