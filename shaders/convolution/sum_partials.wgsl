// Second pass of a split sum: adds the SPLITS partial sums in fixed order, so that the same input
// always gives the same bits.
//
//   partials [SPLITS, WEIGHTS + BIASES]     dWeight [WEIGHTS] = Σ_s partials[s, 0 …]     dBias [BIASES] = the rest
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> partials: array<f32, SPLITS * (WEIGHTS + BIASES)>;
@group(0) @binding(1) var<storage, read_write> dWeight: array<f32, WEIGHTS>;
@group(0) @binding(2) var<storage, read_write> dBias: array<f32>;

const WEIGHTS: u32 = 1;
const BIASES: u32 = 1;
const SPLITS: u32 = 1;
override USE_BIAS: bool = true;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 32);
  if (index >= WEIGHTS + BIASES) { return; }
  let number = min(index, WEIGHTS + BIASES - 1);
  var sum = 0.0;
  for (var split = 0u; split < SPLITS; split++) {
    sum += partials[split * (WEIGHTS + BIASES) + number];
  }
  if (index < WEIGHTS) { dWeight[index] = sum; }
  else if (USE_BIAS) { dBias[index - WEIGHTS] = sum; }
}
