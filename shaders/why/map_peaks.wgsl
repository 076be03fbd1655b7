// The largest number of each map of each picture, and where it stands.
//
//   peaks[n, k] = (max_p y[n, p, k], the first p that has it)
//
//   y [ROWS, PLACES, CHANNELS]     peaks [ROWS, CHANNELS, 2]: an f32's bits, a place
//
// Work: an invocation a map; neighbours read neighbouring channels.
@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read_write> peaks: array<vec2u>;

override ROWS: u32 = 1;
override PLACES: u32 = 1;
override CHANNELS: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let row = index / CHANNELS;
  if (row >= ROWS) { return; }
  let first = row * PLACES * CHANNELS + index % CHANNELS;
  var most = y[first];
  var place = 0u;
  for (var p = 1u; p < PLACES; p++) {
    let value = y[first + p * CHANNELS];
    if (value > most) {
      most = value;
      place = p;
    }
  }
  peaks[index] = vec2u(bitcast<u32>(most), place);
}
