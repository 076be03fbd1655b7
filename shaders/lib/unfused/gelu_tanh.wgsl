// GELU by tanh: y = ½ · x · (1 + tanh u), u = √(2/π) · (x + 0.044715 · x³), within 0.0005 of GELU. With the sigmoid σ it is
// x · σ(2u), which loses no digits where tanh u is near −1; dy/dx = σ + x · 2σ · (1 − σ) · du/dx.
// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2

fn activation_share(x: f32) -> f32 {
  // e^88 is near the largest f32.
  return 1.0 / (1.0 + exp(clamp(-1.5957691 * x * (1.0 + 0.044715 * x * x), -87.0, 87.0)));
}

fn activate(x: f32) -> f32 {
  return x * activation_share(x);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  let share = activation_share(x);
  return dy * share * (1.0 + x * (1.0 - share) * 1.5957691 * (1.0 + 0.134145 * x * x));
}
