// Binary cross-entropy with the sigmoid before it: loss, gradient and the fraction of right numbers, in one dispatch.
// Every number is a yes-or-no question of its own.
//
// From logits x, with p = sigmoid(x):
//   loss = Σ_k ( max(x, 0) − x·t + log(1 + e^−|x|) ) / CLASSES          dOutput[k] = (p − t) / CLASSES / valid
// From probabilities x, kept within [1e-7, 1 − 1e-7] as Keras does; what is cut off passes no gradient:
//   loss = −Σ_k ( t · log x + (1 − t) · log(1 − x) ) / CLASSES          dOutput[k] = (x − t) / (x (1 − x)) / …
//
// Targets are first smoothed, t ← (1 − LABEL_SMOOTHING) · t + LABEL_SMOOTHING / 2, and loss and gradient of a row multiplied by the
// weight of its class, 1 where its first number is wanted (class_weight(), from the library before this).
//
//   x, wanted, dOutput [ROWS, CLASSES]     rowLoss, rowCorrect [ROWS]     valid = real rows · POSITIONS; the rest is 0
//
// A number is right if it lies above the threshold (logit 0, probability 0.5) where the target is 1, and not where
// it is 0.
//
// Work: LANES invocations a row (lib/row.wgsl), two passes over it. The form with |x| only takes powers below 1.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<f32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> rowLoss: array<f32>;
@group(0) @binding(4) var<storage, read_write> rowCorrect: array<f32>;
@group(0) @binding(5) var<storage, read_write> dOutput: array<f32>;

override ROWS: u32 = 1;
override CLASSES: u32 = 1;
override POSITIONS: u32 = 1;
override FROM_LOGITS: bool = true;
override GRADIENT: bool = true;
override LABEL_SMOOTHING: f32 = 0.0;

fn smoothed(t: f32) -> f32 { return t * (1.0 - LABEL_SMOOTHING) + 0.5 * LABEL_SMOOTHING; }

fn loss_of(v: f32, t: f32) -> f32 {
  if (FROM_LOGITS) { return max(v, 0.0) - v * t + log_1_plus(exp(-abs(v))); }
  return t * surprise(v, 1.0 - v) + (1.0 - t) * surprise(1.0 - v, v);
}

fn gradient_of(v: f32, t: f32) -> f32 {
  if (FROM_LOGITS) {
    let e = exp(-abs(v));
    return select(e, 1.0, v >= 0.0) / (1.0 + e) - t;
  }
  return select(0.0, (v - t) / (v * (1.0 - v)), within_limits(v));
}

@compute @workgroup_size(GROUP)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let place = (group.y * groups.x + group.x) * (GROUP / LANES) + local / LANES;
  let lane = local % LANES;
  // All invocations stay for the barriers; those beyond the end repeat the last row and store nothing.
  let row = min(place, ROWS - 1);
  let base = row * CLASSES;

  let threshold = select(0.5, 0.0, FROM_LOGITS);
  var sums = vec3f(); // of losses, of right numbers, of broken numbers
  for (var k = lane; k < CLASSES; k += LANES) {
    let v = x[base + k];
    let t = wanted[base + k];
    let right = select(0.0, 1.0, v > threshold) == t;
    sums += vec3f(loss_of(v, smoothed(t)), select(0.0, 1.0, right), broken(v));
  }
  sums = row_sum(vec4f(sums, 0.0), local).xyz;

  let weight = class_weight(select(0u, 1u, wanted[base] > 0.5));
  let valid = trainingState[TRAINING_STATE_ROWS] * POSITIONS;
  let counts = place < valid;
  if (lane == 0 && place < ROWS) {
    rowLoss[row] = select(0.0, unless_broken(weight * sums.x / f32(CLASSES), sums.z), counts);
    rowCorrect[row] = select(0.0, sums.y / f32(CLASSES), counts && sums.z == 0.0);
  }
  if (!GRADIENT || place >= ROWS) { return; }

  let share = weight / f32(CLASSES) / f32(valid);
  for (var k = lane; k < CLASSES; k += LANES) {
    dOutput[base + k] = select(0.0, gradient_of(x[base + k], smoothed(wanted[base + k])) * share, counts);
  }
}
