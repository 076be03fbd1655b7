// Which input pixels make pixel i of a resized picture, along one axis. Pixels are areas (half-pixel centres): the middle of
// output pixel i, at (i + ½) · INPUT / OUTPUT, lies in input pixel `low` or, for bilinear, between the middles of `low` and
// `high`, with the share of `high` given. All but the share are whole numbers, so no rounding picks another pixel.
override BILINEAR: u32 = 0;

struct Between { low: u32, high: u32, share: f32 }

fn between(i: u32, input: u32, output: u32) -> Between {
  let middle = (2u * i + 1u) * input;
  if (BILINEAR == 0) {
    let nearest = middle / (2u * output);
    return Between(nearest, nearest, 0.0);
  }
  // Outside of the middles of the first and the last pixel these stand alone.
  let at = max(middle, output) - output;
  let low = min(at / (2u * output), input - 1u);
  let high = min(low + 1u, input - 1u);
  return Between(low, high, f32(at % (2u * output)) / f32(2u * output));
}

/// The share of input pixel p in output pixel i.
fn share_of(p: u32, i: u32, input: u32, output: u32) -> f32 {
  let b = between(i, input, output);
  return select(0.0, 1.0 - b.share, b.low == p) + select(0.0, b.share, b.high == p);
}

/// The first output pixel whose middle lies at `half` half input pixels or behind.
fn first_from(half: u32, input: u32, output: u32) -> u32 {
  return min((half * output + input - 1u) / (2u * input), output);
}

/// The output pixels [x, y) in which input pixel p may have a share.
fn readers_of(p: u32, input: u32, output: u32) -> vec2u {
  if (BILINEAR == 0) { return vec2u(first_from(2u * p, input, output), first_from(2u * p + 2u, input, output)); }
  return vec2u(
    select(first_from(max(2u * p, 1u) - 1u, input, output), 0u, p == 0u),
    select(first_from(2u * p + 3u, input, output), output, p == input - 1u),
  );
}
