// Squareplus: y = ½ · (x + √(x² + 4)), dy/dx = ½ · (1 + x / √(x² + 4)). Where x < 0 the two terms nearly cancel: there
// y = 2 / (√(x² + 4) − x), which is the same.
// Source: Barron 2021, arXiv:2112.11687

fn activate(x: f32) -> f32 {
  let root = sqrt(x * x + 4.0);
  return select(2.0 / (root + abs(x)), 0.5 * (x + root), x > 0.0);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * 0.5 * (1.0 + x / sqrt(x * x + 4.0));
}
