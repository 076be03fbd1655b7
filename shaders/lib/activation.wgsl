// Activation functions and their gradients, the latter written in terms of the OUTPUT y = f(x),
// so that only y needs to be kept for the backward pass. Kinds are numbered as in src/kernels/activation.ts.
//   0 linear     y = x                     dy/dx = 1
//   1 relu       y = max(x, 0)             dy/dx = [y > 0]
//   2 relu6      y = min(max(x, 0), 6)     dy/dx = [0 < y < 6]
//   3 leakyRelu  y = x > 0 ? x : a·x       dy/dx = y > 0 ? 1 : a
//   4 sigmoid    y = 1 / (1 + e^-x)        dy/dx = y (1 - y)
//   5 tanh       y = tanh x                dy/dx = 1 - y²
//   6 elu        y = x > 0 ? x : a(e^x-1)  dy/dx = y > 0 ? 1 : y + a
// A NaN goes through every one of them as NaN: a select on x > 0 would turn it into 0 and hide a blow-up,
// hence the form of relu below, in which a NaN takes the "else" arm.
fn activate(kind: u32, alpha: f32, x: f32) -> f32 {
  switch kind {
    case 1u: { return select(x, 0.0, x <= 0.0); }
    case 2u: { return select(select(x, 6.0, x >= 6.0), 0.0, x <= 0.0); }
    case 3u: { return select(x, alpha * x, x <= 0.0); }
    case 4u: { return 1.0 / (1.0 + exp(-x)); }
    case 5u: {
      // tanh overflows to NaN on some drivers for large |x|: beyond ±15 it is ±1 in f32 anyway.
      return select(tanh(clamp(x, -15.0, 15.0)), x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
    }
    case 6u: { return select(x, alpha * (exp(x) - 1.0), x <= 0.0); }
    default: { return x; }
  }
}

/// dL/dx from dL/dy and y.
fn activation_gradient(kind: u32, alpha: f32, y: f32, dy: f32) -> f32 {
  switch kind {
    case 1u: { return select(dy, 0.0, y <= 0.0); }
    case 2u: { return select(dy, 0.0, y <= 0.0 || y >= 6.0); }
    case 3u: { return select(dy, alpha * dy, y <= 0.0); }
    case 4u: { return dy * y * (1.0 - y); }
    case 5u: { return dy * (1.0 - y * y); }
    case 6u: { return select(dy, dy * (y + alpha), y <= 0.0); }
    default: { return dy; }
  }
}
