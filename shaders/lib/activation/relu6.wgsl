// ReLU6: y = min(max(x, 0), 6), dy/dx = [0 < y < 6].

fn activate(x: f32) -> f32 {
  return select(select(x, 6.0, x >= 6.0), 0.0, x <= 0.0);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return select(dy, 0.0, y <= 0.0 || y >= 6.0);
}
