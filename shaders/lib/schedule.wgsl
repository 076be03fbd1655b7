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

fn scheduled_rate(kind: u32, rate: f32, p: vec3f, step: u32) -> f32 {
  switch kind {
    case 1u: { return rate * whole_power(p.x, step / u32(p.y)); }
    case 2u: {
      let taken = f32(step) - p.z;
      if (taken < 0.0) { return rate * f32(step) / p.z; }
      let cosine = 0.5 * (1.0 + cos(3.14159265 * min(taken / p.x, 1.0)));
      return rate * ((1.0 - p.y) * cosine + p.y);
    }
    default: { return rate; }
  }
}
