// Hard SiLU (hard swish): y = x · hard sigmoid(x).
// Source: Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244

fn activate(x: f32) -> f32 {
  return x * select(select(x / 6.0 + 0.5, 1.0, x >= 3.0), 0.0, x <= -3.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * select(select(x / 3.0 + 0.5, 1.0, x >= 3.0), 0.0, x <= -3.0);
}
