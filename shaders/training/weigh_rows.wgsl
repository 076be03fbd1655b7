// Sample weights: loss and gradient of each row multiplied by the weight of its sample.
//
//   weights [samples]     rowLoss [ROWS · POSITIONS]     dOutput [ROWS · POSITIONS, CLASSES]
//
// Row r of the batch is the sample that `gather` took for it, by the same rule.
// Work: one invocation for a row of the loss.
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> rowLoss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dOutput: array<f32>;

override ROWS: u32 = 1;
override POSITIONS: u32 = 1;
override CLASSES: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = linear_id(id, groups, 64);
  if (row >= ROWS * POSITIONS) { return; }
  let samples = trainingState[TRAINING_STATE_SAMPLES];
  let place = trainingState[TRAINING_STATE_BATCH] * trainingState[TRAINING_STATE_BATCH_SIZE] + row / POSITIONS;
  var sample = place % samples;
  if (trainingState[TRAINING_STATE_SHUFFLE] == 1) {
    sample = permute(sample, samples, trainingState[TRAINING_STATE_SEED], trainingState[TRAINING_STATE_EPOCH]);
  }
  let weight = weights[sample];
  rowLoss[row] *= weight;
  for (var k = 0u; k < CLASSES; k++) { dOutput[row * CLASSES + k] *= weight; }
}
