// The end of a step's bookkeeping: the mean loss and accuracy of the batch into the history, the training state one
// step on.
//
//   history[step % CAPACITY] = (Σ rowLoss / valid, Σ rowCorrect / valid, rate, rows)      valid = rows · POSITIONS
//
//   rowLoss, rowCorrect [ROWS · POSITIONS]     trainingState [32]     history [CAPACITY, 4]
//
// A loss that is not finite halts training, and so does a weight beyond f16 (round_weights.wgsl): from then on this kernel
// changes nothing and the optimizer, which runs after it, leaves the parameters as they are: the last good ones.
//
// Work: one workgroup. Each invocation adds every GROUP-th row, then pairs are added in a tree, if there is more than one: always
// in the same order, so the same rows give the same bits.
@group(0) @binding(0) var<storage, read> rowLoss: array<f32>;
@group(0) @binding(1) var<storage, read> rowCorrect: array<f32>;
@group(0) @binding(2) var<storage, read_write> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> history: array<vec4f>;

override ROWS: u32 = 1;
override POSITIONS: u32 = 1;
override CAPACITY: u32 = 1;
override ADVANCE: bool = true;

const GROUP: u32 = 128;
/// log₂ GROUP.
const HALVINGS: u32 = 7;
var<workgroup> sums: array<vec2f, GROUP>;

/// NaN or infinity, by the bits: comparisons with NaN are not to be relied on.
fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  let rows = trainingState[TRAINING_STATE_ROWS];
  let valid = min(rows, ROWS) * POSITIONS;
  var sum = vec2f();
  for (var row = lane; row < valid; row += GROUP) { sum += vec2f(rowLoss[row], rowCorrect[row]); }
  sums[lane] = sum;
  for (var i = 0u; i < HALVINGS; i++) { // unroll
    let half = GROUP >> (i + 1);
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  let halted = trainingState[TRAINING_STATE_HALTED];
  if (lane != 0 || halted == 1) { return; }

  let mean = sums[0] / f32(valid);
  let step = trainingState[TRAINING_STATE_STEP];
  var p: array<f32, SCHEDULE_NUMBERS>;
  for (var i = 0u; i < SCHEDULE_NUMBERS; i++) {
    p[i] = bitcast<f32>(trainingState[TRAINING_STATE_SCHEDULE_PARAMETERS + i]);
  }
  let rate = scheduled_rate(
    trainingState[TRAINING_STATE_SCHEDULE],
    bitcast<f32>(trainingState[TRAINING_STATE_LEARNING_RATE]),
    p,
    step,
  );
  history[step % CAPACITY] = vec4f(mean, rate, f32(rows));
  if (!is_finite(mean.x) || halted != 0) {
    trainingState[TRAINING_STATE_HALTED] = 1;
    return;
  }
  trainingState[TRAINING_STATE_RATE] = bitcast<u32>(rate);
  if (!ADVANCE) { return; }

  let samples = trainingState[TRAINING_STATE_SAMPLES];
  let batch_size = trainingState[TRAINING_STATE_BATCH_SIZE];
  let batches = (samples + batch_size - 1) / batch_size;
  var batch = trainingState[TRAINING_STATE_BATCH] + 1;
  if (batch >= batches) {
    batch = 0;
    trainingState[TRAINING_STATE_EPOCH] += 1;
  }
  trainingState[TRAINING_STATE_STEP] = step + 1;
  trainingState[TRAINING_STATE_BATCH] = batch;
  trainingState[TRAINING_STATE_ROWS] = min(batch_size, samples - batch * batch_size);
}
