// Exponential: y = e^x, which is its own derivative.

fn activate(x: f32) -> f32 {
  return exp(x);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * exp(x);
}
