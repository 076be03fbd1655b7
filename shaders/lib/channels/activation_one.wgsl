// An activation and its gradient, one channel at a time.
fn activate_each(x: Channels) -> Channels {
  return activate(x);
}

fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return activation_gradient(y, dy);
}
