// Sums and maxima over a row that LANES invocations of a workgroup share, a power of two: each takes every LANES-th number, and
// what they found is joined in a tree, so that the same numbers always give the same bits. One lane needs no tree and no barrier.
override LANES: u32 = 1;

var<workgroup> lane_parts: array<vec2f, 64>;

/// Σ over the lanes of a row. `local` is the invocation's place in its workgroup of 64. To be called by all invocations.
fn lane_total(mine: vec2f, local: u32) -> vec2f {
  if (LANES == 1) { return mine; }
  let lane = local % LANES;
  workgroupBarrier(); // the result of the call before has been read
  lane_parts[local] = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { lane_parts[local] += lane_parts[local + half]; }
  }
  workgroupBarrier();
  return lane_parts[local - lane];
}

/// The largest number that the lanes of a row have, likewise.
fn lane_highest(mine: f32, local: u32) -> f32 {
  if (LANES == 1) { return mine; }
  let lane = local % LANES;
  workgroupBarrier();
  lane_parts[local].x = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { lane_parts[local].x = max(lane_parts[local].x, lane_parts[local + half].x); }
  }
  workgroupBarrier();
  return lane_parts[local - lane].x;
}
