// Shows a batch of pictures in other light and with a part hidden, drawn anew for each picture from (seed, step, row).
//
//   y[r, i, j, ·] = tone(x[r, i, j, ·])
//   tone(v) = clamp(((s · v + (1 − s) · mean(v)) · gain − ½) · contrast + ½ + brightness)
//   y = ½ inside the hidden square
//
//   x, y [ROWS, HEIGHT, WIDTH, CHANNELS], 0 … 1     trainingState [32] (lib/training_state.wgsl)
//
// With what moves pictures (training/random_affine.wgsl) this is the twin of src/reference/augment.ts.
// Work: an invocation makes PIXELS neighbours of a row of pixels, which share the cost of the draws.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override ROWS: u32 = 1;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
const CHANNELS: u32 = 3;
override PIXELS: u32 = 16;
/// What tells these numbers from those of layers.
override STREAM: u32 = 0;
/// How far brightness, contrast, saturation and white balance go.
override COLOUR: f32 = 0.0;
/// Side of the hidden square as a share of the picture's shorter side; every second picture has one.
override CUT_OUT: f32 = 0.0;

/// The n-th number that was drawn for this picture and step, −1 … 1.
fn drawn(step_seed: u32, row: u32, n: u32) -> f32 {
  return 2.0 * uniform01(step_seed, n, row) - 1.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let strips = (WIDTH + PIXELS - 1) / PIXELS;
  let row = index / (strips * HEIGHT);
  if (row >= ROWS) { return; }
  let i = index / strips % HEIGHT;
  let first = index % strips * PIXELS;
  let seed = pcg32(trainingState[TRAINING_STATE_SEED], STREAM, trainingState[TRAINING_STATE_STEP]);
  let size = vec2f(f32(WIDTH), f32(HEIGHT));

  let brightness = 0.5 * COLOUR * drawn(seed, row, 5);
  let contrast = 1.0 + COLOUR * drawn(seed, row, 6);
  let saturation = 1.0 + COLOUR * drawn(seed, row, 7);
  var gain: array<f32, CHANNELS>;
  for (var c = 0u; c < CHANNELS; c++) { gain[c] = 1.0 + 0.5 * COLOUR * drawn(seed, row, 11 + c); }

  let hidden = i32(CUT_OUT * f32(min(WIDTH, HEIGHT)) + 0.5) * i32(drawn(seed, row, 8) < 0.0);
  let left = i32(floor(0.5 * (drawn(seed, row, 9) + 1.0) * size.x)) - hidden / 2;
  let top = i32(floor(0.5 * (drawn(seed, row, 10) + 1.0) * size.y)) - hidden / 2;

  for (var j = first; j < min(first + PIXELS, WIDTH); j++) {
    let pixel = ((row * HEIGHT + i) * WIDTH + j) * CHANNELS;
    var sum = 0.0;
    for (var c = 0u; c < CHANNELS; c++) { sum += x[pixel + c]; }
    let mean = sum / f32(CHANNELS);
    let down = i32(i) - top;
    let across = i32(j) - left;
    let out = down >= 0 && down < hidden && across >= 0 && across < hidden;
    for (var c = 0u; c < CHANNELS; c++) {
      let coloured = (mix(mean, x[pixel + c], saturation) * gain[c] - 0.5) * contrast + 0.5 + brightness;
      y[pixel + c] = select(clamp(coloured, 0.0, 1.0), 0.5, out);
    }
  }
}
