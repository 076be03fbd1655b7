// GELU: y = x · Φ(x), where Φ(x) = ½(1 + erf(x/√2)) is the share of a normal distribution below x.
// dy/dx = Φ(x) + x · φ(x) with its density φ(x) = e^(−x²/2) / √(2π).
// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415; erf: Abramowitz & Stegun 7.1.26, within 1.5e-7

fn activation_share(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x) * 0.70710678);
  let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * series * exp(-0.5 * x * x);
  return select(tail, 1.0 - tail, x > 0.0);
}

fn activate(x: f32) -> f32 {
  return x * activation_share(x);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * (activation_share(x) + x * 0.39894228 * exp(-0.5 * x * x));
}
