// The end of a sum in conv2d_correlate where the max pooling after it is fused: of a window only the largest number is stored,
// and its place.
//
// As in max_pool_forward.wgsl: of equal numbers the first wins, and a NaN wins over every number, told by its bits.
@group(0) @binding(4) var<storage, read_write> argmax: array<u32>;

fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
}

fn beats(v: f32, before: f32) -> bool {
  return !is_nan(before) & ((v > before) | is_nan(v));
}

fn store_winner(at: u32, v: f32, place: u32) {
  y[at] = v;
  argmax[at] = place;
}

fn store(at: u32, sum: f32) {}
