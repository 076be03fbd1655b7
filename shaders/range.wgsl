// The smallest and the largest number of a tensor: what the colours of a map have to span.
//
//   x [SIZE]     range [SLOTS, 2]: row SLOT becomes (min, max)
//
// NaN and ±∞ are left out, tested by their bits (the exponent all ones): they are drawn with a pattern of their own.
// Work: one workgroup; each invocation strides over the tensor, then a tree in workgroup memory joins them.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> range: array<f32>;

override SIZE: u32 = 1;
override SLOT: u32 = 0;

const LANES: u32 = 64;
var<workgroup> lows: array<f32, LANES>;
var<workgroup> highs: array<f32, LANES>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var low = 3.4e38;
  var high = -3.4e38;
  for (var i = lane; i < SIZE; i += LANES) {
    let value = x[i];
    let finite = (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
    low = select(low, min(low, value), finite);
    high = select(high, max(high, value), finite);
  }
  lows[lane] = low;
  highs[lane] = high;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      lows[lane] = min(lows[lane], lows[lane + half]);
      highs[lane] = max(highs[lane], highs[lane + half]);
    }
  }
  if (lane == 0) {
    range[2 * SLOT] = lows[0];
    range[2 * SLOT + 1] = highs[0];
  }
}
