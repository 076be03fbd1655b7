// Mish: y = x · t with t = tanh(ln(1 + e^x)), dy/dx = t + x · (1 − t²) · sigmoid(x).
// t = (e^2x + 2e^x) / (e^2x + 2e^x + 2), here by negative powers of e only, so that nothing overflows.
// Source: Misra 2019, arXiv:1908.08681

fn activation_bend(x: f32) -> f32 {
  let e = exp(-abs(x));
  let above = select(e * e + 2.0 * e, 1.0 + 2.0 * e, x > 0.0);
  return above / (above + 2.0 * select(1.0, e * e, x > 0.0));
}

fn activate(x: f32) -> f32 {
  return x * activation_bend(x);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  let t = activation_bend(x);
  return dy * (t + x * (1.0 - t * t) / (1.0 + exp(-x)));
}
