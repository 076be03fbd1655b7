// How the numbers of a tensor are spread: how many lie in each of 64 bins of equal width, and their sums.
//
//   x [n]     range [channels, 4]: the ranges of its channels (range.wgsl)
//   counts [groups, 64]     sums [groups, 4]: the sum, that of the squares, how many are 0, how many are counted
//
// The bins go from 0 to the largest number where none is negative, else from −m to m, m the largest absolute value, so 0 is
// the edge in the middle. A number that is 0 is in no bin: behind ReLU most are, and would hide the rest. What is not finite is
// in no bin and in no sum.
// Work: each workgroup a share of the tensor and a row of the result, which the host adds up. Its bins are atomic: whole
// numbers give the same sum in any order.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> range: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;

override LANES: u32 = 64;
const BINS = 64u;

var<workgroup> bins: array<atomic<u32>, BINS>;
var<workgroup> shared_ends: array<vec2f, LANES>;
var<workgroup> shared_sums: array<vec4f, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  var ends = vec2f(0.0);
  for (var c = lane; c < arrayLength(&range); c += LANES) {
    // Of a channel without finite numbers, min > max.
    if (range[c].x <= range[c].y) { ends = vec2f(min(ends.x, range[c].x), max(ends.y, range[c].y)); }
  }
  shared_ends[lane] = ends;
  for (var bin = lane; bin < BINS; bin += LANES) { atomicStore(&bins[bin], 0u); }
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let other = shared_ends[lane + half];
      shared_ends[lane] = vec2f(min(shared_ends[lane].x, other.x), max(shared_ends[lane].y, other.y));
    }
  }
  workgroupBarrier();
  let most = max(-shared_ends[0].x, shared_ends[0].y);
  let low = select(0.0, -most, shared_ends[0].x < 0.0);
  let per_bin = select(0.0, f32(BINS) / (most - low), most > low);

  var mine = vec4f(0.0);
  let count = arrayLength(&x);
  for (var i = group.x * LANES + lane; i < count; i += groups.x * LANES) {
    let value = x[i];
    if ((bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u) { continue; }
    if (value != 0.0) { atomicAdd(&bins[min(BINS - 1u, u32((value - low) * per_bin))], 1u); }
    mine += vec4f(value, value * value, select(0.0, 1.0, value == 0.0), 1.0);
  }
  shared_sums[lane] = mine;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { shared_sums[lane] += shared_sums[lane + half]; }
  }
  workgroupBarrier();
  if (lane == 0u) { sums[group.x] = shared_sums[0]; }
  for (var bin = lane; bin < BINS; bin += LANES) {
    counts[group.x * BINS + bin] = atomicLoad(&bins[bin]);
  }
}
