// What the optimizer kernels share. Parameters, gradients and slots are slabs of SIZE numbers, a multiple of 64;
// an invocation updates four neighbours, which always share λ₂ and λ₁ of the L2 and L1 decay.
const SIZE: u32 = 64;
override WEIGHT_DECAY: f32 = 0.0;

/// The gradient with that of the penalties λ₂w² + λ₁|w|; sign(0) is 0.
fn penalized(gradient: vec4f, w: vec4f, lambda: vec2f) -> vec4f {
  return gradient + 2.0 * lambda.x * w + lambda.y * sign(w);
}

/// The share of the weight that goes before each update, apart from the gradient: Keras's weight_decay.
fn decayed(w: vec4f, rate: f32) -> vec4f { return w - rate * WEIGHT_DECAY * w; }

/// 1 − base^exponent from log_base = ln base ≤ 0, with a relative error below 1e-6 however small the result is.
/// With y = −exponent · ln base it is 1 − e^−y. Written so, for small y it would subtract nearly equal numbers, and
/// base itself, rounded to f32, would spoil what is left (1 − 0.999 already by 2e-5). So the logarithm comes rounded
/// from f64, and below ½ the series y − y²/2! + y³/3! − … takes over: 8 terms, the next is below 2^-8/9! of the first.
fn one_minus_power(log_base: f32, exponent: u32) -> f32 {
  let y = -log_base * f32(exponent);
  if (y > 0.5) { return 1.0 - exp(-y); }
  var series = 1.0;
  for (var n = 8u; n > 1; n--) { series = 1.0 - y / f32(n) * series; }
  return y * series;
}
