// Parametric ReLU, gradient of the slopes, first of two passes: each split adds every SPLITS-th picture (sum_partials.wgsl
// adds the splits).
//
//   x, dy [N, A, B, C]     partials [SPLITS, SLOPES] = Σ dy · x over the numbers x ≤ 0 that share the slope
//
// A slope belongs to one place of an axis that is not shared, and to all of one that is. Work: one invocation a slope and split.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override N: u32 = 1;
override A: u32 = 1;
override B: u32 = 1;
override C: u32 = 1;
override STEP_A: u32 = 0;
override STEP_B: u32 = 0;
override STEP_C: u32 = 0;
override SLOPES: u32 = 1;
override SPLITS: u32 = 1;

/// Where the places of an axis begin and end for a slope.
fn places(slope: u32, step: u32, length: u32) -> vec2u {
  let own = slope / max(step, 1) % length;
  return select(vec2u(own, own + 1), vec2u(0, length), step == 0);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  if (index >= SPLITS * SLOPES) { return; }
  let slope = index % SLOPES;
  let rows = places(slope, STEP_A, A);
  let columns = places(slope, STEP_B, B);
  let channels = places(slope, STEP_C, C);
  var sum = 0.0;
  for (var n = index / SLOPES; n < N; n += SPLITS) {
    for (var a = rows.x; a < rows.y; a++) {
      for (var b = columns.x; b < columns.y; b++) {
        for (var c = channels.x; c < channels.y; c++) {
          let i = ((n * A + a) * B + b) * C + c;
          sum += select(0.0, dy[i] * x[i], x[i] <= 0.0);
        }
      }
    }
  }
  partials[index] = sum;
}
