// The end of a sum in conv2d_correlate where no pooling is fused: it is finished and stored where it belongs.
fn store(at: u32, sum: f32) {
  if (FLIP) { y[at] = activation_gradient(bias_or_input[at], sum); }
  else { y[at] = activate(sum); }
}

fn beats(v: f32, before: f32) -> bool { return false; }
fn store_winner(at: u32, v: f32, place: u32) {}
