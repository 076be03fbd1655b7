// Moves every picture of a batch at random (training/random_affine.wgsl).
//
//   y[n, i, j, c] = Σ share · x[n, pixel, c]        over the taps of (i, j)
//
//   x, y [N, HEIGHT, WIDTH, C]     trainingState [32] (lib/training_state.wgsl)
//
// Work: an invocation makes PIXELS neighbours of a row of pixels, which share the cost of the draws.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override N: u32 = 1;
override C: u32 = 1;
override PIXELS: u32 = 16;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let strips = (WIDTH + PIXELS - 1) / PIXELS;
  let n = index / (strips * HEIGHT);
  if (n >= N) { return; }
  let i = index / strips % HEIGHT;
  let first = index % strips * PIXELS;
  let movement = movement_of(n, trainingState[TRAINING_STATE_SEED], trainingState[TRAINING_STATE_STEP]);
  let picture = n * HEIGHT * WIDTH;
  for (var j = first; j < min(first + PIXELS, WIDTH); j++) {
    let taps = taps_at(moved(movement, j, i));
    for (var c = 0u; c < C; c++) {
      var sum = 0.0;
      for (var tap = 0u; tap < 4; tap++) {
        var value = FILL_VALUE;
        if (taps.pixels[tap] >= 0) { value = x[(picture + u32(taps.pixels[tap])) * C + c]; }
        sum += taps.shares[tap] * value;
      }
      y[(picture + i * WIDTH + j) * C + c] = sum;
    }
  }
}
