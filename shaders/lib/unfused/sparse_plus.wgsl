// Sparse plus: y = 0 up to −1, ¼ · (x + 1)² up to 1, then x.

fn activate(x: f32) -> f32 {
  return select(select(0.25 * (x + 1.0) * (x + 1.0), x, x >= 1.0), 0.0, x <= -1.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * clamp(0.5 * (x + 1.0), 0.0, 1.0);
}
