// The learning rate of a step: the twin of src/optimizers/schedules.ts, where the kinds are numbered.
//
//   0 constant   rate
//   1 step       rate · p.x ^ ⌊step / p.y⌋                              p: factor, every
//   2 cosine     rate · ((1 − p.y) · ½(1 + cos(π · min(s / p.x, 1))) + p.y)    p: decaySteps, alpha, warmupSteps, warmupFrom
//                s = step − p.z; before that, a straight line from p.w · rate to rate
//
//   3 exponential     rate · p.y ^ (step / p.x)                                     p: decaySteps, decayRate, staircase, ln decayRate
//   4 inverseTime     rate / (1 + p.y · step / p.x)                                 p: decaySteps, decayRate, staircase
//   5 polynomial      rate · ((1 − p.y) · (1 − step / length) ^ p.z + p.y)          p: decaySteps, alpha, power, cycle
//   6 piecewise       rate · the factor after the last boundary below step          p: count, boundary, factor, boundary, …
//   7 cosineRestarts  rate · ((1 − p.w) · p.z ^ restarts · ½(1 + cos πu) + p.w)     p: firstDecaySteps, tMul, mMul, alpha
//
// step counts from 0. Steps are exact in f32 up to 2^24.

const SCHEDULE_NUMBERS: u32 = 20;

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

/// base^exponent for a base from 0 to 1: the whole part by squaring, as pow() loses digits.
fn power(base: f32, exponent: f32) -> f32 {
  let whole = floor(exponent);
  let result = whole_power(base, u32(whole));
  if (exponent == whole) { return result; }
  if (base <= 0.0) { return 0.0; }
  return result * pow(base, exponent - whole);
}

/// p: the numbers of the schedule, by the kind.
fn scheduled_rate(kind: u32, rate: f32, p: array<f32, SCHEDULE_NUMBERS>, step: u32) -> f32 {
  switch kind {
    case 1u: { return rate * whole_power(p[0], step / u32(p[1])); }
    case 2u: {
      let taken = f32(step) - p[2];
      if (taken < 0.0) { return rate * (p[3] + (1.0 - p[3]) * f32(step) / p[2]); }
      return rate * ((1.0 - p[1]) * half_cosine(min(taken / p[0], 1.0)) + p[1]);
    }
    case 3u: {
      let length = u32(p[0]);
      let stairs = rate * whole_power(p[1], step / length);
      if (p[2] > 0.0) { return stairs; }
      return stairs * exp(p[3] * f32(step % length) / p[0]);
    }
    case 4u: {
      let length = u32(p[0]);
      let between = select(f32(step % length) / p[0], 0.0, p[2] > 0.0);
      return rate / (1.0 + p[1] * (f32(step / length) + between));
    }
    case 5u: {
      let length = u32(p[0]);
      let whole = length * select(1u, max(1u, (step + length - 1u) / length), p[3] > 0.0);
      let left = f32(whole - min(step, whole)) / f32(whole);
      return rate * ((1.0 - p[1]) * power(left, p[2]) + p[1]);
    }
    case 6u: {
      var numbers = p;
      var factor = 1.0;
      for (var i = 0u; i < u32(p[0]); i++) {
        if (f32(step) > numbers[1u + 2u * i]) { factor = numbers[2u + 2u * i]; }
      }
      return rate * factor;
    }
    case 7u: {
      var length = p[0];
      var taken = f32(step);
      var restarts = 0u;
      if (p[1] == 1.0) {
        restarts = step / u32(length);
        taken = f32(step % u32(length));
      }
      for (; taken >= length; restarts++) {
        taken -= length;
        length *= p[1];
      }
      return rate * ((1.0 - p[3]) * whole_power(p[2], restarts) * half_cosine(taken / length) + p[3]);
    }
    default: { return rate; }
  }
}
