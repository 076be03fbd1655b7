// Numbers of a tensor of up to four axes by their places along these, the last axis fastest.

/// The places of number `index` of a tensor with these lengths.
fn coordinates(index: u32, lengths: vec4u) -> vec4u {
  let steps = vec4u(lengths.y * lengths.z * lengths.w, lengths.z * lengths.w, lengths.w, 1);
  return vec4u(index) / steps % lengths;
}
