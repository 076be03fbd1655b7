// A ReLU with a threshold t, a slope a below it and an upper bound m.
//
//   y = min(x, m)        where x > t
//   y = a · (x − t)      elsewhere
//
//   x, y [SIZE]
//
// Work: one invocation a number. A NaN stays a NaN.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;
override THRESHOLD: f32 = 0;
override SLOPE: f32 = 0;
override BOUND: f32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= SIZE) { return; }
  let value = x[at];
  y[at] = select(select(value, BOUND, value > BOUND), SLOPE * (value - THRESHOLD), value <= THRESHOLD);
}
