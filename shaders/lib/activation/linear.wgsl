// No activation: y = x.
// Each activation is a library of two functions; a kernel's plan chooses one (src/kernels/activation.ts). The gradient is
// written in terms of the OUTPUT y, so that only y needs to be kept for the backward pass.

fn activate(x: f32) -> f32 {
  return x;
}

/// dL/dx from y and dL/dy.
fn activation_gradient(y: f32, dy: f32) -> f32 {
  return dy;
}
