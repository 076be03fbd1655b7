// Log-sigmoid: y = −ln(1 + e^−x), dy/dx = sigmoid(−x). e is only raised to negative powers, so that nothing overflows; where
// e^-|x| is small, the series keeps the digits that 1 + e^-|x| would lose.

fn activate(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(0.0, x, x < 0.0) - select(log(1.0 + e), e - 0.5 * e * e, e < 1e-3);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy / (1.0 + exp(x));
}
