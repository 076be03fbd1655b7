// ELU: y = x > 0 ? x : ACTIVATION_ALPHA·(e^x - 1), dy/dx = y > 0 ? 1 : y + ACTIVATION_ALPHA.
override ACTIVATION_ALPHA: f32 = 0.3;

fn activate(x: f32) -> f32 {
  return select(x, ACTIVATION_ALPHA * (exp(x) - 1.0), x <= 0.0);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return select(dy, dy * (y + ACTIVATION_ALPHA), y <= 0.0);
}
