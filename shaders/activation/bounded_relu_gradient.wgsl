// A ReLU with a threshold t, a slope a below it and an upper bound m: gradient with respect to its input.
//
//   dx = dy         where t < x < m
//   dx = 0          where x ≥ m and x > t
//   dx = a · dy     elsewhere
//
//   x, dy, dx [SIZE]
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override SIZE: u32 = 1;
override THRESHOLD: f32 = 0;
override SLOPE: f32 = 0;
override BOUND: f32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  if (at >= SIZE) { return; }
  let value = x[at];
  dx[at] = dy[at] * select(select(1.0, 0.0, value >= BOUND), SLOPE, value <= THRESHOLD);
}
