// Where each map is most active.
//
//   x [ROWS, POSITIONS, CHANNELS]     moves: i32, the row looked at stands at place 4 (shaders/training/shift.wgsl)
//   peaks [·, 2]: row FIRST + c becomes (largest number of x[row, ·, c], its position); of equal ones, the first
//
// What is not finite is passed over, told by its bits; a map of nothing else has the lowest number and position 0.
// Work: a workgroup a channel; each invocation strides over the positions, then a tree in workgroup memory joins them.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> moves: array<i32>;
@group(0) @binding(2) var<storage, read_write> peaks: array<vec2f>;

override POSITIONS: u32 = 1;
override CHANNELS: u32 = 1;
override FIRST: u32 = 0;

const LANES: u32 = 16;
const ROW: u32 = 4;

/// (value, position). Positions stay exact up to 2²⁴.
var<workgroup> found: array<vec2f, LANES>;

fn higher(a: vec2f, b: vec2f) -> vec2f {
  return select(a, b, b.x > a.x || (b.x == a.x && b.y < a.y));
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let channel = group.x;
  let start = u32(moves[ROW]) * POSITIONS;
  var mine = vec2f(-3.4e38, 0.0);
  for (var i = lane; i < POSITIONS; i += LANES) {
    let value = x[(start + i) * CHANNELS + channel];
    if ((bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u) { mine = higher(mine, vec2f(value, f32(i))); }
  }
  found[lane] = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { found[lane] = higher(found[lane], found[lane + half]); }
  }
  if (lane == 0) { peaks[FIRST + channel] = found[0]; }
}
