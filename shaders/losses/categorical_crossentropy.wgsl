// Categorical cross-entropy with the softmax before it: loss, gradient and whether the row is right, in one dispatch.
//
// From logits x, with p = softmax(x) and m = max x:
//   loss  = Σ_k t[k] · (log Σ_j e^(x[j] − m) + m − x[k])          dOutput[k] = (p[k] · Σ t − t[k]) / valid
// From probabilities x, with q = x / Σ x kept within [1e-7, 1 − 1e-7] as Keras does:
//   loss  = −Σ_k t[k] · log q[k]                                  dOutput[k] = (Σ' t − t[k] / q[k]) / Σ x / valid
//   where Σ' and t[k] / q[k] leave out what was cut off
//
// Targets are first smoothed, t ← (1 − LABEL_SMOOTHING) · t + LABEL_SMOOTHING / CLASSES, and loss and gradient of a row multiplied
// by the weight of its wanted class (class_weight(), from the library before this).
//
//   x, dOutput [ROWS, CLASSES]     rowLoss, rowCorrect [ROWS]     valid = real rows · POSITIONS; the rest is 0
//   wanted [ROWS, CLASSES] f32 bits, or [ROWS] class numbers (LABELS), which stand for a row of 0 with one 1
//
// Work: LANES invocations a row (lib/row.wgsl), three passes over it: largest; sums; gradient. Subtracting m keeps
// every power at most 1; the largest one, e^0, is left out of the sum and comes back in log(1 + rest), which
// keeps small losses exact.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<u32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> rowLoss: array<f32>;
@group(0) @binding(4) var<storage, read_write> rowCorrect: array<f32>;
@group(0) @binding(5) var<storage, read_write> dOutput: array<f32>;

override ROWS: u32 = 1;
override CLASSES: u32 = 1;
override POSITIONS: u32 = 1;
override LABELS: bool = false;
override FROM_LOGITS: bool = true;
override GRADIENT: bool = true;
override LABEL_SMOOTHING: f32 = 0.0;

fn wanted_at(row: u32, k: u32) -> f32 {
  var t = 0.0;
  if (LABELS) { t = select(0.0, 1.0, wanted[row] == k); } else { t = bitcast<f32>(wanted[row * CLASSES + k]); }
  return t * (1.0 - LABEL_SMOOTHING) + LABEL_SMOOTHING / f32(CLASSES);
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

  // 1. The largest output and the largest target; Σ x, Σ t, and how many outputs are NaN or infinite.
  var found = nothing();
  for (var k = lane; k < CLASSES; k += LANES) {
    let v = x[base + k];
    let t = wanted_at(row, k);
    found = together(found, Finding(Top(v, k), Top(t, k), vec4f(v, t, broken(v), 0.0)));
  }
  found = row_finding(found, local);
  let top = found.output;
  let total = found.sums.x;
  let wanted_total = found.sums.y;
  var faults = found.sums.z;
  // A label that is no class, and probabilities that add up to nothing, have no loss either.
  if (LABELS && wanted[row] >= CLASSES) { faults += 1.0; }
  if (!FROM_LOGITS && total == 0.0) { faults += 1.0; }

  // 2. From logits: parts.x = Σ e^(x − m) without the largest, parts.y = Σ t · (m − x).
  //    From probabilities: parts.x = Σ' t, parts.y = −Σ t · log q.
  var parts = vec2f();
  for (var k = lane; k < CLASSES; k += LANES) {
    let v = x[base + k];
    let t = wanted_at(row, k);
    if (FROM_LOGITS) {
      if (k != top.at) { parts.x += exp(v - top.value); }
      if (t != 0.0) { parts.y += t * (top.value - v); }
    } else {
      let q = v / total;
      if (within_limits(q)) { parts.x += t; }
      if (t != 0.0) { parts.y += t * surprise(q, 1.0 - q); }
    }
  }
  parts = row_sum(vec4f(parts, 0.0, 0.0), local).xy;

  var class_wanted = found.wanted.at;
  if (LABELS) { class_wanted = min(wanted[row], CLASSES - 1); }
  let weight = class_weight(class_wanted);
  let valid = trainingState[TRAINING_STATE_ROWS] * POSITIONS;
  let counts = place < valid;
  if (lane == 0 && place < ROWS) {
    var loss = parts.y;
    if (FROM_LOGITS) { loss += wanted_total * log_1_plus(parts.x); }
    var right = top.at == found.wanted.at;
    if (LABELS) { right = top.at == wanted[row]; }
    rowLoss[row] = select(0.0, unless_broken(loss * weight, faults), counts);
    rowCorrect[row] = select(0.0, 1.0, counts && right && faults == 0.0);
  }
  if (!GRADIENT || place >= ROWS) { return; }

  // 3. The gradient.
  let share = weight / f32(valid);
  for (var k = lane; k < CLASSES; k += LANES) {
    let v = x[base + k];
    let t = wanted_at(row, k);
    var gradient = 0.0;
    if (FROM_LOGITS) {
      gradient = exp(v - top.value) / (1.0 + parts.x) * wanted_total - t;
    } else {
      let q = v / total;
      gradient = (parts.x - select(0.0, t / q, within_limits(q))) / total;
    }
    dOutput[base + k] = select(0.0, gradient * share, counts);
  }
}
