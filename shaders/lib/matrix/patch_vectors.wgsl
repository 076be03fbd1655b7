// Four numbers of a patch in one load, where the channels of a pixel are whole vectors: I % 4 == 0. Neighbouring k are
// neighbouring addresses.
@group(0) @binding(0) var<storage, read> x: array<vec4f, N * H * W * I / 4>;

/// patch[pixel, k … k + 3], k % 4 == 0; zeros outside the picture and beyond the last k.
fn patch_at(corner: Corner, k: u32) -> vec4f {
  let inside = (k < TERMS) & is_inside(corner, k / I);
  return select(vec4f(), x[pixel_under(corner, k / I) * (I / 4) + k % I / 4], inside);
}
