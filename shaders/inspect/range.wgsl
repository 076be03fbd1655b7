// What the colours of a tensor have to span, map by map: the smallest and the largest finite number of each channel,
// and how many of its numbers are none.
//
//   x [POSITIONS, CHANNELS]     range [CHANNELS, 4]: row c becomes (min, max, NaN, ±∞) of x[·, c]; where nothing is
//   finite, min > max
//
// Both sizes are those of the dispatch and of the binding: tensors of all shapes share a pipeline.
//
// NaN and ∞ are told by their bits (the exponent all ones; NaN has a mantissa): comparisons with NaN are left to the
// implementation. They are drawn with a pattern of their own, so the range leaves them out.
// Work: a workgroup a channel; each invocation strides over the positions, then a tree in workgroup memory joins them.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> range: array<vec4f>;

override LANES: u32 = 64;

/// (min, max, NaN, ±∞). Counts stay exact up to 2²⁴.
var<workgroup> found: array<vec4f, LANES>;

fn together(a: vec4f, b: vec4f) -> vec4f {
  return vec4f(min(a.x, b.x), max(a.y, b.y), a.zw + b.zw);
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let channel = group.x;
  let channels = groups.x;
  let positions = arrayLength(&x) / channels;
  var mine = vec4f(3.4e38, -3.4e38, 0.0, 0.0);
  for (var i = lane; i < positions; i += LANES) {
    let value = x[i * channels + channel];
    let bits = bitcast<u32>(value);
    if ((bits & 0x7f800000u) == 0x7f800000u) {
      let nan = (bits & 0x007fffffu) != 0u;
      mine += select(vec4f(0.0, 0.0, 0.0, 1.0), vec4f(0.0, 0.0, 1.0, 0.0), nan);
    } else {
      mine = together(mine, vec4f(value, value, 0.0, 0.0));
    }
  }
  found[lane] = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { found[lane] = together(found[lane], found[lane + half]); }
  }
  if (lane == 0) { range[channel] = found[0]; }
}
