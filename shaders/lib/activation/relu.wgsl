// ReLU: y = max(x, 0), dy/dx = [y > 0]. A NaN stays NaN (it is not ≤ 0): max() might hide a blow-up.

fn activate(x: f32) -> f32 {
  return select(x, 0.0, x <= 0.0);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return select(dy, 0.0, y <= 0.0);
}
