// Second pass of a split convolution (conv2d_tiles.wgsl): adds the SPLITS partial sums in fixed order, so that the same input
// always gives the same bits, then does what the first pass left out.
//
//   partials [SPLITS, SIZE]     forward: y = f(Σ_s partials[s] + bias)     gradient of the input (FLIP): y = Σ_s partials[s] · f'(a)
//
// Bindings 0 and 1 are not read here; with them the plain rung can do the whole work. Work: one invocation a number.
@group(0) @binding(2) var<storage, read> bias_or_input: array<f32, BIAS_OR_INPUT_SIZE>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, SIZE>;
@group(0) @binding(4) var<storage, read> partials: array<f32, SPLITS * SIZE>;

const SIZE: u32 = 64;
const O: u32 = 1;
const SPLITS: u32 = 1;
const FLIP: bool = false;
const WITH_BIAS: u32 = 1;
const BIAS_OR_INPUT_SIZE: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SIZE) { return; }
  var sum = 0.0;
  for (var split = 0u; split < SPLITS; split++) {
    sum += partials[split * SIZE + index];
  }
  if (FLIP) { y[index] = activation_gradient(bias_or_input[index], sum); }
  else if (WITH_BIAS == 1) { y[index] = activate(sum + bias_or_input[index % O]); }
  else { y[index] = activate(sum); }
}
