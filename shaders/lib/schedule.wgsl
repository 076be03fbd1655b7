// The learning rate of a step: the twin of src/optimizers/schedules.ts, where the kinds are numbered.
//
//   0 constant   rate
//   1 step       rate · p.x ^ ⌊step / p.y⌋                              p: factor, every
//   2 cosine     rate · ((1 − p.y) · ½(1 + cos(π · min(s / p.x, 1))) + p.y)    p: decaySteps, alpha, warmupSteps
//                s = step − p.z; before that, a straight line from 0 to rate
//
// step counts from 0. Steps are exact in f32 up to 2^24.

/// base^exponent for a whole exponent, by squaring: pow() would lose digits with every stair.
fn whole_power(base: f32, exponent: u32) -> f32 {
  var result = 1.0;
  var square = base;
  for (var n = exponent; n > 0u; n >>= 1u) {
    if ((n & 1u) == 1u) { result *= square; }
    square *= square;
  }
  return result;
}

/// ½(1 + cos πu) for u from 0 to 1, as ½(1 − sin v) with v = π(u − ½), by the sine's series to v^13: WGSL's cos may
/// be off by 5e-4, and every device should take the same steps.
fn half_cosine(u: f32) -> f32 {
  let v = 3.14159265 * (u - 0.5);
  var series = 1.0;
  for (var n = 12.0; n > 1.0; n -= 2.0) { series = 1.0 - v * v / (n * (n + 1.0)) * series; }
  return 0.5 * (1.0 - v * series);
}

fn scheduled_rate(kind: u32, rate: f32, p: vec3f, step: u32) -> f32 {
  switch kind {
    case 1u: { return rate * whole_power(p.x, step / u32(p.y)); }
    case 2u: {
      let taken = f32(step) - p.z;
      if (taken < 0.0) { return rate * f32(step) / p.z; }
      return rate * ((1.0 - p.y) * half_cosine(min(taken / p.x, 1.0)) + p.y);
    }
    default: { return rate; }
  }
}
