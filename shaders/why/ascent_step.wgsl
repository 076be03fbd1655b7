// One step of activation maximisation (Erhan et al. 2009): the picture goes uphill, and is kept a picture by a little
// decay and a little blur (Yosinski et al. 2015, §3).
//
//   u = (1 − decay) · (x + rate · g / (rms + ε))            uphill, by a length that does not depend on how steep it is
//   next = clamp((1 − blur) · u + blur · mean of u over the pixel and its four neighbours, 0, 1)
//
//   x, g, next [HEIGHT, WIDTH, CHANNELS]     measured [2]: the first is rms of g (ascent_measure.wgsl)
//   settings, f32 ×3: rate, decay, blur. Beyond the border the nearest pixel counts.
//
// Work: an invocation a number. It makes the five u it needs itself: two loads each, and no second pass.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read> measured: array<f32>;
@group(0) @binding(3) var<storage, read> settings: array<f32>;
@group(0) @binding(4) var<storage, read_write> next: array<f32>;

override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override CHANNELS: u32 = 1;

const EPSILON: f32 = 1e-8;

fn uphill(row: u32, column: u32, channel: u32) -> f32 {
  let at = (row * WIDTH + column) * CHANNELS + channel;
  return (1.0 - settings[1]) * (x[at] + settings[0] * g[at] / (measured[0] + EPSILON));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= HEIGHT * WIDTH * CHANNELS) { return; }
  let channel = index % CHANNELS;
  let column = index / CHANNELS % WIDTH;
  let row = index / CHANNELS / WIDTH;
  let here = uphill(row, column, channel);
  let around = uphill(max(row, 1u) - 1u, column, channel)
    + uphill(min(row + 1u, HEIGHT - 1u), column, channel)
    + uphill(row, max(column, 1u) - 1u, channel)
    + uphill(row, min(column + 1u, WIDTH - 1u), channel);
  next[index] = clamp(mix(here, (here + around) / 5.0, settings[2]), 0.0, 1.0);
}
