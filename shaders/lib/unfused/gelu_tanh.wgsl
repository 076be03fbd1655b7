// GELU by tanh: y = ½ · x · (1 + tanh u), u = √(2/π) · (x + 0.044715 · x³), within 0.0005 of GELU.
// dy/dx = ½ · (1 + t) + ½ · x · (1 − t²) · du/dx with t = tanh u. Beyond ±15 t is ±1 in f32; some drivers' tanh gives NaN there.
// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2

fn activation_bend(x: f32) -> f32 {
  return tanh(clamp(0.79788456 * x * (1.0 + 0.044715 * x * x), -15.0, 15.0));
}

fn activate(x: f32) -> f32 {
  return 0.5 * x * (1.0 + activation_bend(x));
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  let t = activation_bend(x);
  return dy * 0.5 * (1.0 + t + x * (1.0 - t * t) * 0.79788456 * (1.0 + 0.134145 * x * x));
}
