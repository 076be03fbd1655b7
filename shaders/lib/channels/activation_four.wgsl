// An activation and its gradient, four neighbouring channels at a time.
fn activate_each(x: Channels) -> Channels {
  return vec4f(activate(x.x), activate(x.y), activate(x.z), activate(x.w));
}

fn activation_gradients(y: Channels, dy: Channels) -> Channels {
  return vec4f(
    activation_gradient(y.x, dy.x),
    activation_gradient(y.y, dy.y),
    activation_gradient(y.z, dy.z),
    activation_gradient(y.w, dy.w),
  );
}
