// Sums over a row that LANES invocations of a workgroup share, a power of two: each adds every LANES-th number, and what
// they found is added in a tree, so that the same numbers always give the same bits.
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
