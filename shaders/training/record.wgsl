// The end of a step's bookkeeping: the mean loss and accuracy of the batch into the history, the clock one step on.
//
//   history[step % CAPACITY] = (Σ rowLoss / valid, Σ rowCorrect / valid, rate, rows)      valid = rows · POSITIONS
//
//   rowLoss, rowCorrect [ROWS · POSITIONS]     clock [16]     history [CAPACITY, 4]
//
// A loss that is not finite halts the clock: from then on this kernel changes nothing and the optimizer, which runs
// after it, leaves the parameters as they are: the last good ones.
//
// Work: one workgroup. Each invocation adds every 256th row, then pairs are added in a tree: always in the same
// order, so the same rows give the same bits.
@group(0) @binding(0) var<storage, read> rowLoss: array<f32>;
@group(0) @binding(1) var<storage, read> rowCorrect: array<f32>;
@group(0) @binding(2) var<storage, read_write> clock: array<u32>;
@group(0) @binding(3) var<storage, read_write> history: array<vec4f>;

override ROWS: u32 = 1;
override POSITIONS: u32 = 1;
override CAPACITY: u32 = 1;
override ADVANCE: bool = true;

const GROUP: u32 = 256;
var<workgroup> sums: array<vec2f, GROUP>;

/// NaN or infinity, by the bits: comparisons with NaN are not to be relied on.
fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  let rows = clock[CLOCK_ROWS];
  let valid = min(rows, ROWS) * POSITIONS;
  var sum = vec2f();
  for (var row = lane; row < valid; row += GROUP) { sum += vec2f(rowLoss[row], rowCorrect[row]); }
  sums[lane] = sum;
  for (var half = GROUP / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  if (lane != 0 || clock[CLOCK_HALTED] != 0) { return; }

  let mean = sums[0] / f32(valid);
  let step = clock[CLOCK_STEP];
  let p = CLOCK_SCHEDULE_PARAMETERS;
  let rate = scheduled_rate(
    clock[CLOCK_SCHEDULE],
    bitcast<f32>(clock[CLOCK_LEARNING_RATE]),
    vec3f(bitcast<f32>(clock[p]), bitcast<f32>(clock[p + 1]), bitcast<f32>(clock[p + 2])),
    step,
  );
  history[step % CAPACITY] = vec4f(mean, rate, f32(rows));
  if (!is_finite(mean.x)) {
    clock[CLOCK_HALTED] = 1;
    return;
  }
  clock[CLOCK_RATE] = bitcast<u32>(rate);
  if (!ADVANCE) { return; }

  let samples = clock[CLOCK_SAMPLES];
  let batch_size = clock[CLOCK_BATCH_SIZE];
  let batches = (samples + batch_size - 1) / batch_size;
  var batch = clock[CLOCK_BATCH] + 1;
  if (batch >= batches) {
    batch = 0;
    clock[CLOCK_EPOCH] += 1;
  }
  clock[CLOCK_STEP] = step + 1;
  clock[CLOCK_BATCH] = batch;
  clock[CLOCK_ROWS] = min(batch_size, samples - batch * batch_size);
}
