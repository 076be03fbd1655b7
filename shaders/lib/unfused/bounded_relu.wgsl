// A ReLU with a threshold, a slope below it and an upper bound: y = min(x, bound) where x > threshold, slope·(x - threshold)
// elsewhere. dy/dx = 1, but 0 from the bound on, slope up to the threshold. A NaN stays a NaN.
override ACTIVATION_THRESHOLD: f32 = 0;
override ACTIVATION_SLOPE: f32 = 0;
override ACTIVATION_BOUND: f32 = 1;

fn activate(x: f32) -> f32 {
  let bounded = select(x, ACTIVATION_BOUND, x > ACTIVATION_BOUND);
  return select(bounded, ACTIVATION_SLOPE * (x - ACTIVATION_THRESHOLD), x <= ACTIVATION_THRESHOLD);
}

/// dL/dx from x and dL/dy.
fn activation_gradient(x: f32, dy: f32) -> f32 {
  return dy * select(select(1.0, 0.0, x >= ACTIVATION_BOUND), ACTIVATION_SLOPE, x <= ACTIVATION_THRESHOLD);
}
