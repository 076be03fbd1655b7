// Gradient descent over all parameters at once, with momentum if asked for.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)
//   w ← w − rate · WEIGHT_DECAY · w
//   without momentum     w ← w − rate · g
//   with momentum        v ← MOMENTUM · v − rate · g;  w ← w + v
//   Nesterov's           v likewise;                   w ← w + MOMENTUM · v − rate · g
//
//   parameters, gradients [SIZE]     velocity [SIZE], with momentum only     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 12 bytes a parameter, 20 with momentum.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4f>;
@group(0) @binding(3) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(4) var<storage, read> trainingState: array<u32>;

override MOMENTUM: f32 = 0.0;
override NESTEROV: bool = false;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE / 4 || trainingState[TRAINING_STATE_HALTED] != 0) { return; }
  let i = min(index, SIZE / 4 - 1);
  let lambda = decay[i / 16];
  if (lambda.x < 0.0) { return; }

  let w = parameters[i];
  let rate = bitcast<f32>(trainingState[TRAINING_STATE_RATE]);
  let downhill = -rate * penalized(gradients[i], w, lambda);
  let kept = decayed(w, rate);
  if (MOMENTUM == 0.0) {
    parameters[i] = kept + downhill;
    return;
  }
  let v = MOMENTUM * velocity[i] + downhill;
  velocity[i] = v;
  if (NESTEROV) { parameters[i] = kept + MOMENTUM * v + downhill; } else { parameters[i] = kept + v; }
}
