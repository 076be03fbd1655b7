// Leaky ReLU: y = x > 0 ? x : ACTIVATION_ALPHA·x, dy/dx = y > 0 ? 1 : ACTIVATION_ALPHA.
override ACTIVATION_ALPHA: f32 = 0.3;

fn activate(x: f32) -> f32 {
  return select(x, ACTIVATION_ALPHA * x, x <= 0.0);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return select(dy, ACTIVATION_ALPHA * dy, y <= 0.0);
}
