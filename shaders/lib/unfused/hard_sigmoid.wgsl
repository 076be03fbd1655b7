// Hard sigmoid, three straight lines: y = 0 up to −3, 1 from 3 on, x/6 + ½ between them.

fn activate(x: f32) -> f32 {
  return select(select(x / 6.0 + 0.5, 1.0, x >= 3.0), 0.0, x <= -3.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return select(dy / 6.0, 0.0, abs(x) >= 3.0);
}
