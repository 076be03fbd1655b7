// Hard shrink: y = x, but 0 between −½ and ½.

fn activate(x: f32) -> f32 {
  return select(0.0, x, abs(x) > 0.5);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return select(0.0, dy, abs(x) > 0.5);
}
