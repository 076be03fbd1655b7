// Hard tanh: y = x between −1 and 1, else the nearer of the two.

fn activate(x: f32) -> f32 {
  return select(select(x, 1.0, x >= 1.0), -1.0, x <= -1.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return select(dy, 0.0, abs(x) >= 1.0);
}
