// Sigmoid: y = 1 / (1 + e^-x), dy/dx = y (1 - y).

fn activate(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(-x));
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return dy * y * (1.0 - y);
}
