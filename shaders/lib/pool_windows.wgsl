// Which windows of a pooling see an input, along one axis. Windows start at o·stride − pad and are `size` long, so
// `at` = input + pad lies in the windows  ceil((at − size + 1) / stride) … floor(at / stride).
fn first_window(at: i32, size: i32, stride: i32) -> i32 {
  return (max(at - size + 1, 0) + stride - 1) / stride;
}

fn last_window(at: i32, stride: i32, windows: i32) -> i32 {
  return min(at / stride, windows - 1);
}
