// Mean squared error: loss, gradient and whether the row is right, in one dispatch.
//
//   loss = Σ_k (x[k] − t[k])² / CLASSES          dOutput[k] = 2 (x[k] − t[k]) / CLASSES / valid
//
//   x, wanted, dOutput [ROWS, CLASSES]     rowLoss, rowCorrect [ROWS]     valid = real rows · POSITIONS; the rest is 0
//
// A row is right if its largest output stands where the largest target stands; a row of one number, if that number is
// above 0.5 where the target is 1, and not where it is 0.
//
// Work: LANES invocations a row (lib/row.wgsl), two passes over it.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<f32>;
@group(0) @binding(2) var<storage, read> trainingState: array<u32>;
@group(0) @binding(3) var<storage, read_write> rowLoss: array<f32>;
@group(0) @binding(4) var<storage, read_write> rowCorrect: array<f32>;
@group(0) @binding(5) var<storage, read_write> dOutput: array<f32>;

override ROWS: u32 = 1;
override CLASSES: u32 = 1;
override POSITIONS: u32 = 1;
override GRADIENT: bool = true;

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

  var found = nothing();
  for (var k = lane; k < CLASSES; k += LANES) {
    let v = x[base + k];
    let t = wanted[base + k];
    found = together(found, Finding(Top(v, k), Top(t, k), vec4f((v - t) * (v - t), broken(v), 0.0, 0.0)));
  }
  found = row_finding(found, local);
  let squares = found.sums.x;
  let faults = found.sums.y;

  let valid = trainingState[TRAINING_STATE_ROWS] * POSITIONS;
  let counts = place < valid;
  if (lane == 0 && place < ROWS) {
    var right = found.output.at == found.wanted.at;
    if (CLASSES == 1) { right = select(0.0, 1.0, x[base] > 0.5) == wanted[base]; }
    rowLoss[row] = select(0.0, unless_broken(squares / f32(CLASSES), faults), counts);
    rowCorrect[row] = select(0.0, 1.0, counts && right && faults == 0.0);
  }
  if (!GRADIENT || place >= ROWS) { return; }

  let share = 2.0 / f32(CLASSES) / f32(valid);
  for (var k = lane; k < CLASSES; k += LANES) {
    dOutput[base + k] = select(0.0, (x[base + k] - wanted[base + k]) * share, counts);
  }
}
