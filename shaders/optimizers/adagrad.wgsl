// Adagrad over all parameters at once.
//
//   g ← gradient + 2λ₂w + λ₁sign(w)      w ← w − rate · WEIGHT_DECAY · w
//   a ← a + g²      w ← w − rate · g / √(INITIAL + a + ε)
//
// Slots begin at 0, so what Keras's accumulator begins with is added where it is used.
//
//   parameters, gradients, accumulator [SIZE]     decay [SIZE / 64]: λ₂ and λ₁; below 0 means frozen
//
// Work: one invocation for four parameters. Memory decides the speed: 20 bytes a parameter.
@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f, SIZE / 4>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f, SIZE / 4>;
@group(0) @binding(2) var<storage, read_write> accumulator: array<vec4f, SIZE / 4>;
@group(0) @binding(3) var<storage, read> decay: array<vec2f, SIZE / 64>;
@group(0) @binding(4) var<storage, read> trainingState: array<u32>;

override INITIAL_ACCUMULATOR: f32 = 0.1;
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
  let a = accumulator[i] + g * g;
  accumulator[i] = a;
  parameters[i] = decayed(w, rate) - rate * g / sqrt(INITIAL_ACCUMULATOR + a + EPSILON);
}
