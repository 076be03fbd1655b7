// SELU: y = SCALE · (x > 0 ? x : ALPHA·(e^x − 1)). With these constants layers keep mean 0 and variance 1.
// Source: Klambauer et al. 2017, arXiv:1706.02515
const ACTIVATION_SCALE: f32 = 1.0507009873554805;
const ACTIVATION_SLOPE: f32 = 1.6732632423543772;

fn activate(x: f32) -> f32 {
  // e^x − 1; near 0 the series keeps the digits that the difference would lose.
  let near = x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0)))));
  let below = select(exp(x) - 1.0, near, x > -0.3);
  return ACTIVATION_SCALE * select(x, ACTIVATION_SLOPE * below, x <= 0.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * ACTIVATION_SCALE * select(1.0, ACTIVATION_SLOPE * exp(x), x <= 0.0);
}
