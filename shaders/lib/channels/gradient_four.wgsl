// The gradient of an activation, four neighbouring channels at a time.
fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return vec4f(
    activation_gradient(y.x, dy.x),
    activation_gradient(y.y, dy.y),
    activation_gradient(y.z, dy.z),
    activation_gradient(y.w, dy.w),
  );
}
