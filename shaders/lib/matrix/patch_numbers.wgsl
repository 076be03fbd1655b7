// Four numbers of a patch, each by a load of its own: where vectors of four would span pixels. Stands in for
// patch_vectors.wgsl.
@group(0) @binding(0) var<storage, read> x: array<f32, N * H * W * I>;

fn number_at(corner: Corner, k: u32) -> f32 {
  let inside = (k < TERMS) & is_inside(corner, k / I);
  return select(0.0, x[pixel_under(corner, k / I) * I + k % I], inside);
}

/// patch[pixel, k … k + 3]; zeros outside the picture and beyond the last k.
fn patch_at(corner: Corner, k: u32) -> vec4f {
  return vec4f(number_at(corner, k), number_at(corner, k + 1), number_at(corner, k + 2), number_at(corner, k + 3));
}
