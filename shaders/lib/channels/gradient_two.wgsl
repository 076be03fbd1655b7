// The gradient of an activation, two neighbouring channels at a time.
fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return vec2f(
    activation_gradient(y.x, dy.x),
    activation_gradient(y.y, dy.y),
  );
}
