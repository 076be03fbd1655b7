// SiLU (swish): y = x · σ(x) with the sigmoid σ, dy/dx = σ(x) · (1 + x · (1 − σ(x))).

fn activate(x: f32) -> f32 {
  return x / (1.0 + exp(-x));
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  let sigmoid = 1.0 / (1.0 + exp(-x));
  return dy * sigmoid * (1.0 + x * (1.0 - sigmoid));
}
