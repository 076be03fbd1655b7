// Gradient of moving pictures at random (training/random_affine.wgsl): every pixel gets back its shares.
//
//   dx[n, pixel, c] = Σ share · dy[n, i, j, c]        over all (i, j) with a tap at that pixel
//
//   dy, dx [N, HEIGHT, WIDTH, C]     trainingState [32] (lib/training_state.wgsl)
//
// Work: an invocation has one map of one picture to itself, so that it may add to any pixel of it, in an order that is always
// the same. These layers usually stand at the front of a network, where no gradient is wanted.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> trainingState: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override N: u32 = 1;
override C: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= N * C) { return; }
  let n = index / C;
  let first = n * HEIGHT * WIDTH * C + index % C;
  for (var pixel = 0u; pixel < HEIGHT * WIDTH; pixel++) { dx[first + pixel * C] = 0.0; }
  let movement = movement_of(n, trainingState[TRAINING_STATE_SEED], trainingState[TRAINING_STATE_STEP]);
  for (var i = 0u; i < HEIGHT; i++) {
    for (var j = 0u; j < WIDTH; j++) {
      let taps = taps_at(moved(movement, j, i));
      let gradient = dy[first + (i * WIDTH + j) * C];
      for (var tap = 0u; tap < 4; tap++) {
        if (taps.pixels[tap] >= 0) { dx[first + u32(taps.pixels[tap]) * C] += taps.shares[tap] * gradient; }
      }
    }
  }
}
