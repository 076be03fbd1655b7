// Builds a batch on the GPU from a data set that lies there as a whole.
//
//   i = (batch · batchSize + r) mod samples, and where `shuffle` is on, i ← permute(i)
//   x[r, f] = features[i, f] · SCALE + OFFSET (bytes) or features[i, f] (f32)          t[r, ·] = targets[i, ·]
//
//   features [samples, FEATURES], or of them the samples FIRST … FIRST + COUNT − 1: a data set larger than a binding lies in
//   several buffers, and a dispatch for each writes the rows that lie in it; bytes four to a u32, lowest first, samples without gaps; or f32 bits
//   targets [samples, TARGETS] any 32 bits     x [ROWS, FEATURES]     t [ROWS, TARGETS]
//
// The last batch of an epoch may be short; rows beyond its end are filled from the beginning and never counted.
//
// Work: a row is shared by LANES invocations, which take its features four by four in turn, so that neighbours read
// and write neighbouring numbers. Each computes the shuffled index itself: 32 features share that cost.
@group(0) @binding(0) var<storage, read> features: array<u32>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> t: array<u32>;

override ROWS: u32 = 1;
override FEATURES: u32 = 1;
override TARGETS: u32 = 1;
override LANES: u32 = 1;
override BYTES: bool = true;
override SCALE: f32 = 1.0;
override OFFSET: f32 = 0.0;
override FIRST: u32 = 0;
/// By default all.
override COUNT: u32 = 0xffffffffu;

/// Four bytes from any byte on, as numbers. The second word is read even where it is not needed.
fn bytes_at(byte: u32) -> vec4f {
  let word = byte >> 2;
  let shift = (byte & 3) * 8;
  let high = select(features[word + 1] << ((32 - shift) & 31), 0u, shift == 0);
  let packed = (features[word] >> shift) | high;
  return vec4f((vec4u(packed) >> vec4u(0, 8, 16, 24)) & vec4u(255)) * SCALE + OFFSET;
}

fn floats_at(word: u32) -> vec4f {
  return bitcast<vec4f>(vec4u(features[word], features[word + 1], features[word + 2], features[word + 3]));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let row = index / LANES;
  let lane = index % LANES;
  if (row >= ROWS) { return; }

  let samples = trainingState[TRAINING_STATE_SAMPLES];
  var sample = (trainingState[TRAINING_STATE_BATCH] * trainingState[TRAINING_STATE_BATCH_SIZE] + row) % samples;
  if (trainingState[TRAINING_STATE_SHUFFLE] == 1) {
    sample = permute(sample, samples, trainingState[TRAINING_STATE_SEED], trainingState[TRAINING_STATE_EPOCH]);
  }

  // Below FIRST the difference wraps round and is large.
  let place = sample - FIRST;
  if (place >= COUNT) { return; }

  for (var f = lane * 4; f < FEATURES; f += LANES * 4) {
    var four: vec4f;
    if (BYTES) { four = bytes_at(place * FEATURES + f); } else { four = floats_at(place * FEATURES + f); }
    let to = row * FEATURES + f;
    x[to] = four.x;
    if (f + 1 < FEATURES) { x[to + 1] = four.y; }
    if (f + 2 < FEATURES) { x[to + 2] = four.z; }
    if (f + 3 < FEATURES) { x[to + 3] = four.w; }
  }
  for (var k = lane; k < TARGETS; k += LANES) { t[row * TARGETS + k] = targets[sample * TARGETS + k]; }
}
