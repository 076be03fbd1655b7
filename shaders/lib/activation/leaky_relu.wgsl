// Leaky ReLU: y = x > 0 ? x : ALPHA·x, dy/dx = y > 0 ? 1 : ALPHA.
override ALPHA: f32 = 0.3;

fn activate(x: f32) -> f32 {
  return select(x, ALPHA * x, x <= 0.0);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return select(dy, ALPHA * dy, y <= 0.0);
}
