// Which input pixels make pixel i of a resized picture, along one axis. Pixels are areas (half-pixel centres): the middle of
// output pixel i, at (i + ½) · INPUT / OUTPUT, lies in input pixel `low` or, for bilinear, between the middles of `low` and
// `high`, with the share of `high` given. All but the share are whole numbers, so no rounding picks another pixel.
override BILINEAR: u32 = 0;

struct Between { low: u32, high: u32, share: f32 }

fn between(i: u32, input: u32, output: u32) -> Between {
  let middle = (2 * i + 1) * input;
  if (BILINEAR == 0) {
    let nearest = middle / (2 * output);
    return Between(nearest, nearest, 0.0);
  }
  // Outside of the middles of the first and the last pixel these stand alone.
  let at = max(middle, output) - output;
  let low = min(at / (2 * output), input - 1);
  let high = min(low + 1, input - 1);
  return Between(low, high, f32(at % (2 * output)) / f32(2 * output));
}

/// The share of input pixel p in output pixel i.
fn share_of(p: u32, i: u32, input: u32, output: u32) -> f32 {
  let b = between(i, input, output);
  return select(0.0, 1.0 - b.share, b.low == p) + select(0.0, b.share, b.high == p);
}

/// The first output pixel whose middle lies at `half` half input pixels or behind.
fn first_from(half: u32, input: u32, output: u32) -> u32 {
  return min((half * output + input - 1) / (2 * input), output);
}

/// The output pixels [x, y) in which input pixel p may have a share.
fn readers_of(p: u32, input: u32, output: u32) -> vec2u {
  if (BILINEAR == 0) { return vec2u(first_from(2 * p, input, output), first_from(2 * p + 2, input, output)); }
  return vec2u(
    select(first_from(max(2 * p, 1) - 1, input, output), 0, p == 0),
    select(first_from(2 * p + 3, input, output), output, p == input - 1),
  );
}
