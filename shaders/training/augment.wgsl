// Shows a batch of pictures as they might have been taken as well: mirrored, turned, nearer, moved, in other light, with
// a part hidden. Every step draws anew, from (seed, step, row), so a run can be repeated and resumed.
//
//   y[r, i, j, ·] = tone(x[r, at], ·)      at = R(angle) · F · (i, j) / zoom + shift, about the middle, F: mirrored or not
//   tone(v) = clamp(((s · v + (1 − s) · mean(v)) · gain − ½) · contrast + ½ + brightness)
//   y = ½ inside the hidden square
//
//   x, y [ROWS, HEIGHT, WIDTH, CHANNELS], 0 … 1     trainingState [16] (lib/training_state.wgsl)
//
// Between pixels x is mixed from four; beyond an edge it is mirrored. The twin of src/reference/augment.ts.
// Work: an invocation makes PIXELS neighbours of a row of pixels, which share the cost of the draws.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
const CHANNELS: u32 = 3;
override PIXELS: u32 = 16;
/// 1: every second picture, by lot, is mirrored left to right.
override FLIP: bool = true;
/// Share of the picture's size, to either side.
override SHIFT: f32 = 0.0;
/// Zoom from 1 − SCALE to 1 + SCALE.
override SCALE: f32 = 0.0;
/// Radians to either side, at most π/4.
override ROTATE: f32 = 0.0;
/// How far brightness, contrast, saturation and white balance go.
override COLOUR: f32 = 0.0;
/// Side of the hidden square as a share of the picture's shorter side; every second picture has one.
override CUT_OUT: f32 = 0.0;

/// Keeps these numbers apart from a layer's under the same seed.
const AUGMENT_DOMAIN: u32 = 0xa36e1715u;

/// The n-th number that was drawn for this picture and step, −1 … 1.
fn drawn(step_seed: u32, row: u32, n: u32) -> f32 {
  return 2.0 * uniform01(step_seed, n, row) - 1.0;
}

/// Beyond the edge the picture is seen in a mirror.
fn mirrored(place: i32, length: u32) -> u32 {
  let n = i32(length);
  let inside = select(place, -1 - place, place < 0);
  return u32(clamp(select(inside, 2 * n - 1 - inside, inside >= n), 0, n - 1));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let strips = (WIDTH + PIXELS - 1) / PIXELS;
  let row = index / (strips * HEIGHT);
  if (row >= ROWS) { return; }
  let i = index / strips % HEIGHT;
  let first = index % strips * PIXELS;
  let seed = pcg32(trainingState[TRAINING_STATE_SEED], AUGMENT_DOMAIN, trainingState[TRAINING_STATE_STEP]);
  let size = vec2f(f32(WIDTH), f32(HEIGHT));

  let side = select(1.0, -1.0, FLIP && drawn(seed, row, 0) < 0.0);
  // Sine and cosine by their series: WGSL's own may be off by a pixel's thirtieth.
  let angle = ROTATE * drawn(seed, row, 1);
  let a = angle * angle;
  let sine = angle * (1.0 - a / 6.0 * (1.0 - a / 20.0 * (1.0 - a / 42.0 * (1.0 - a / 72.0))));
  let cosine = 1.0 - a / 2.0 * (1.0 - a / 12.0 * (1.0 - a / 30.0 * (1.0 - a / 56.0)));
  let zoom = 1.0 + SCALE * drawn(seed, row, 2);
  let shift = SHIFT * size * vec2f(drawn(seed, row, 3), drawn(seed, row, 4));

  let brightness = 0.5 * COLOUR * drawn(seed, row, 5);
  let contrast = 1.0 + COLOUR * drawn(seed, row, 6);
  let saturation = 1.0 + COLOUR * drawn(seed, row, 7);
  var gain: array<f32, CHANNELS>;
  for (var c = 0u; c < CHANNELS; c++) { gain[c] = 1.0 + 0.5 * COLOUR * drawn(seed, row, 11 + c); }

  let hidden = i32(CUT_OUT * f32(min(WIDTH, HEIGHT)) + 0.5) * i32(drawn(seed, row, 8) < 0.0);
  let left = i32(floor(0.5 * (drawn(seed, row, 9) + 1.0) * size.x)) - hidden / 2;
  let top = i32(floor(0.5 * (drawn(seed, row, 10) + 1.0) * size.y)) - hidden / 2;

  for (var j = first; j < min(first + PIXELS, WIDTH); j++) {
    let from_middle = (vec2f(f32(j), f32(i)) + 0.5 - 0.5 * size) * vec2f(side, 1.0) / zoom;
    let rotated = vec2f(cosine * from_middle.x - sine * from_middle.y, sine * from_middle.x + cosine * from_middle.y);
    let at = rotated + shift + 0.5 * size - 0.5;
    let corner = vec2i(floor(at));
    let part = at - floor(at);
    let x0 = mirrored(corner.x, WIDTH);
    let x1 = mirrored(corner.x + 1, WIDTH);
    let y0 = (row * HEIGHT + mirrored(corner.y, HEIGHT)) * WIDTH;
    let y1 = (row * HEIGHT + mirrored(corner.y + 1, HEIGHT)) * WIDTH;
    var value: array<f32, CHANNELS>;
    var sum = 0.0;
    for (var c = 0u; c < CHANNELS; c++) {
      let upper = mix(x[(y0 + x0) * CHANNELS + c], x[(y0 + x1) * CHANNELS + c], part.x);
      let lower = mix(x[(y1 + x0) * CHANNELS + c], x[(y1 + x1) * CHANNELS + c], part.x);
      value[c] = mix(upper, lower, part.y);
      sum += value[c];
    }
    let mean = sum / f32(CHANNELS);
    let down = i32(i) - top;
    let across = i32(j) - left;
    let out = down >= 0 && down < hidden && across >= 0 && across < hidden;
    for (var c = 0u; c < CHANNELS; c++) {
      let coloured = (mix(mean, value[c], saturation) * gain[c] - 0.5) * contrast + 0.5 + brightness;
      y[((row * HEIGHT + i) * WIDTH + j) * CHANNELS + c] = select(clamp(coloured, 0.0, 1.0), 0.5, out);
    }
  }
}
