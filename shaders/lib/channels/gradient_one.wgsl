// The gradient of an activation, one channel at a time.
fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return activation_gradient(y, dy);
}
