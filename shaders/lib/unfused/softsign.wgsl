// Softsign: y = x / (1 + |x|), dy/dx = 1 / (1 + |x|)².

fn activate(x: f32) -> f32 {
  return x / (1.0 + abs(x));
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  let reach = 1.0 + abs(x);
  return dy / (reach * reach);
}
