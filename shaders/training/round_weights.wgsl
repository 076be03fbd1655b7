// The weights that a step of mixed precision reads as f16: copies of the f32 parameters, rounded to nearest
// (lib/rounding.wgsl).
//
//   halves[places[r] + i] = f16(parameters[64r + 2i]) | f16(parameters[64r + 2i + 1]) << 16     for 0 ≤ i < 32
//
//   parameters [64 · RUNS]     places [RUNS]: where the words of a run go; NOWHERE: it stays f32     halves, two to a word
//   trainingState [32]
//
// A finite weight that becomes infinite halts training in this step: the loss of infinite weights can be finite, as where
// ReLU makes 0 of what comes of them.
//
// Work: one invocation makes one word.
@group(0) @binding(0) var<storage, read> parameters: array<vec2u>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read_write> halves: array<u32>;
@group(0) @binding(3) var<storage, read_write> trainingState: array<atomic<u32>>;

override RUNS: u32 = 1;
/// Words of `halves` before those that are bound.
override FIRST: u32 = 0;

/// `halted` in the step that finds such a weight; its record makes it 1.
const BEYOND_F16: u32 = 2;
const NOWHERE: u32 = 0xffffffffu;
const WORDS: u32 = 32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let word = linear_id(id, groups, 64);
  if (word >= RUNS * WORDS) { return; }
  let place = places[word / WORDS];
  if (place == NOWHERE) { return; }
  let pair = parameters[word];
  halves[place - FIRST + word % WORDS] = rounded(pair.x) | (rounded(pair.y) << 16u);
  if ((is_beyond(pair.x) || is_beyond(pair.y)) && atomicLoad(&trainingState[TRAINING_STATE_HALTED]) == 0u) {
    atomicStore(&trainingState[TRAINING_STATE_HALTED], BEYOND_F16);
  }
}
