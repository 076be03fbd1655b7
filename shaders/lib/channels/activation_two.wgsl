// An activation and its gradient, two neighbouring channels at a time.
fn activate_each(x: Channels) -> Channels {
  return vec2f(activate(x.x), activate(x.y));
}

fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return vec2f(
    activation_gradient(y.x, dy.x),
    activation_gradient(y.y, dy.y),
  );
}
