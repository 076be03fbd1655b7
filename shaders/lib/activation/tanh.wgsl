// Hyperbolic tangent: dy/dx = 1 - y². Some drivers' tanh gives NaN for large |x|; beyond ±15 it is ±1 in f32 anyway.
// A NaN (by its bits) stays one.

fn activate(x: f32) -> f32 {
  let is_nan = (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
  return select(tanh(clamp(x, -15.0, 15.0)), x, is_nan);
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return dy * (1.0 - y * y);
}
