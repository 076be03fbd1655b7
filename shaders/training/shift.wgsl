// Moves pictures without an upload, and covers a part of them.
//
//   y[r, i, j, c] = 0 inside the cover, else x[s, i − dy, j − dx, c] with (dx, dy) = moves[r], 0 beyond the edge
//
//   x [SOURCES, HEIGHT, WIDTH, CHANNELS]: one picture for all rows (s = 0), or one for each (s = r)
//   y [ROWS, HEIGHT, WIDTH, CHANNELS]
//   moves: i32: top, left, bottom, right of the cover (bottom and right excluded), a row and three unused numbers, then
//          dx, dy for each of OFFSETS rows, or once for all of them
//
// Work: an invocation a number, so that neighbours read and write neighbouring numbers.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> moves: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override SOURCES: u32 = 1;
override OFFSETS: u32 = 1;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override CHANNELS: u32 = 1;

const HEADER: u32 = 8;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= ROWS * HEIGHT * WIDTH * CHANNELS) { return; }
  let channel = index % CHANNELS;
  let j = i32(index / CHANNELS % WIDTH);
  let i = i32(index / (CHANNELS * WIDTH) % HEIGHT);
  let row = index / (CHANNELS * WIDTH * HEIGHT);

  let place = HEADER + 2 * (row % OFFSETS);
  let from_j = j - moves[place];
  let from_i = i - moves[place + 1];
  let covered = i >= moves[0] && j >= moves[1] && i < moves[2] && j < moves[3];
  let inside = from_i >= 0 && from_j >= 0 && from_i < i32(HEIGHT) && from_j < i32(WIDTH);
  var value = 0.0;
  if (inside && !covered) {
    value = x[(((row % SOURCES) * HEIGHT + u32(from_i)) * WIDTH + u32(from_j)) * CHANNELS + channel];
  }
  y[index] = value;
}
