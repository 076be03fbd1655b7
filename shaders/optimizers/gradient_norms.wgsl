// The length of the gradient of each variable, from the sums of its runs.
//
//   sums: one number a run     ranges [variables]: the first run of each, and how many it has     norms [variables]
//
// Work: a workgroup for a variable. Each invocation adds every 64th run, then pairs are added in a tree: always in the
// same order, so the same gradients give the same bits.
@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read> ranges: array<vec2u>;
@group(0) @binding(2) var<storage, read_write> norms: array<f32>;

override VARIABLES: u32 = 1;

const GROUP: u32 = 64;
var<workgroup> parts: array<f32, GROUP>;

@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let variable = id.y * groups.x + id.x;
  let range = ranges[min(variable, VARIABLES - 1)];
  var sum = 0.0;
  for (var run = lane; run < range.y; run += GROUP) { sum += sums[range.x + run]; }
  parts[lane] = sum;
  for (var half = GROUP / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { parts[lane] += parts[lane + half]; }
  }
  if (lane == 0 && variable < VARIABLES) { norms[variable] = sqrt(parts[0]); }
}
