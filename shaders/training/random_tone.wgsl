// Contrast and brightness that are drawn for each picture, from (seed, step, layer, picture) alone.
//
//   v = (x − mean) · contrast + mean + brightness        mean: of the map, all pixels of a channel of a picture
override STREAM: u32 = 0;
override CHANGES_CONTRAST: bool = false;
override CONTRAST_FROM: f32 = 1.0;
override CONTRAST_TO: f32 = 1.0;
override BRIGHTNESS_FROM: f32 = 0.0;
override BRIGHTNESS_TO: f32 = 0.0;

fn contrast_of(picture: u32, seed: u32, step: u32) -> f32 {
  return CONTRAST_FROM + (CONTRAST_TO - CONTRAST_FROM) * uniform01(pcg32(seed, STREAM, step), 0, picture);
}

/// Before it is clipped to the range of pixels.
fn toned(x: f32, mean: f32, picture: u32, seed: u32, step: u32) -> f32 {
  var value = x;
  if (CHANGES_CONTRAST) { value = (x - mean) * contrast_of(picture, seed, step) + mean; }
  return value + BRIGHTNESS_FROM + (BRIGHTNESS_TO - BRIGHTNESS_FROM) * uniform01(pcg32(seed, STREAM, step), 1, picture);
}
