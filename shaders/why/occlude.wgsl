// Copies of a picture, each with one square of it painted over: a batch that asks "what if this part were not there?"
//
//   x[n, i, j, c] = FILL where (i, j) lies under the square of position p = first + n, else picture[i, j, c]
//
// Position p is cell (a, b) = (p / columns, p mod columns) of the map; its square has SIZE pixels a side and the middle
// of that cell, STRIDE pixels a side: it begins at (a · STRIDE + ⌊(STRIDE − SIZE) / 2⌋, …) and is cut at the border.
// From position `positions` on nothing is painted over: that is the picture as it is.
//
//   picture [HEIGHT, WIDTH, CHANNELS]     x [ROWS, HEIGHT, WIDTH, CHANNELS]
//   settings, u32 ×6: first, columns, positions, SIZE, STRIDE, FILL (the bits of an f32); changed without a new pipeline
//
// Work: an invocation a number.
@group(0) @binding(0) var<storage, read> picture: array<f32>;
@group(0) @binding(1) var<storage, read> settings: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;

override ROWS: u32 = 1;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override CHANNELS: u32 = 1;

/// Does the square of map cell `cell` cover pixel `at`, along one axis?
fn covers(cell: u32, at: u32, size: i32, stride: i32) -> bool {
  // The shift rounds down, also below zero.
  let start = i32(cell) * stride + ((stride - size) >> 1u);
  return i32(at) >= start && i32(at) < start + size;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let numbers = HEIGHT * WIDTH * CHANNELS;
  let row = index / numbers;
  if (row >= ROWS) { return; }
  let at = index % numbers;
  let pixel = at / CHANNELS;
  let position = settings[0] + row;
  let size = i32(settings[3]);
  let stride = i32(settings[4]);
  let hidden = position < settings[2]
    && covers(position / settings[1], pixel / WIDTH, size, stride)
    && covers(position % settings[1], pixel % WIDTH, size, stride);
  x[index] = select(picture[at], bitcast<f32>(settings[5]), hidden);
}
