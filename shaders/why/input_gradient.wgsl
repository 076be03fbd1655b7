// The gradient of a number by the picture, one number a pixel (Simonyan et al. 2014, §3).
//
//   map[p] = g[p, c] of the channel c with the largest |g[p, c]|; with MAGNITUDE its absolute value
//
//   g [PIXELS, CHANNELS]     map [PIXELS]
//
// Work: an invocation a pixel.
@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> map: array<f32>;

override PIXELS: u32 = 1;
override CHANNELS: u32 = 1;
override MAGNITUDE: bool = false;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let pixel = linear_id(id, groups, 64);
  if (pixel >= PIXELS) { return; }
  var most = g[pixel * CHANNELS];
  for (var c = 1u; c < CHANNELS; c++) {
    let value = g[pixel * CHANNELS + c];
    most = select(most, value, abs(value) > abs(most));
  }
  map[pixel] = select(most, abs(most), MAGNITUDE);
}
