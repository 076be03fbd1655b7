// Sparse sigmoid: y = ½ · (x + 1), at least 0 and at most 1.

fn activate(x: f32) -> f32 {
  return select(select(0.5 * (x + 1.0), 1.0, x >= 1.0), 0.0, x <= -1.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return select(0.5 * dy, 0.0, abs(x) >= 1.0);
}
