// Carries a short list of the highest peaks of every map from batch to batch.
//
//   top[k] = the KEEP highest of top[k] and the batch's peaks[·, k], highest first; of equals the earlier picture first
//
//   peaks [ROWS, CHANNELS, 2] (map_peaks.wgsl)     top [CHANNELS, KEEP, 3]: an f32's bits, picture, place
//   trainingState: which batch it is, and how many of its rows are pictures
//
// Work: an invocation a map: it takes the batch's peaks one after another and lets each sink to its place in the list.
@group(0) @binding(0) var<storage, read> peaks: array<vec2u>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> top: array<u32>;

override ROWS: u32 = 1;
override CHANNELS: u32 = 1;
override KEEP: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (k >= CHANNELS) { return; }
  let rows = min(ROWS, trainingState[TRAINING_STATE_ROWS]);
  let first = trainingState[TRAINING_STATE_BATCH] * trainingState[TRAINING_STATE_BATCH_SIZE];
  for (var row = 0u; row < rows; row++) {
    let peak = peaks[row * CHANNELS + k];
    let value = bitcast<f32>(peak.x);
    var slot = KEEP;
    while (slot > 0 && value > bitcast<f32>(top[(k * KEEP + slot - 1) * 3])) {
      slot--;
      if (slot + 1 < KEEP) {
        let moved = (k * KEEP + slot) * 3;
        top[moved + 3] = top[moved];
        top[moved + 4] = top[moved + 1];
        top[moved + 5] = top[moved + 2];
      }
    }
    if (slot < KEEP) {
      let to = (k * KEEP + slot) * 3;
      top[to] = peak.x;
      top[to + 1] = first + row;
      top[to + 2] = peak.y;
    }
  }
}
