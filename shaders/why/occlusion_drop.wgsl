// How much a number falls when a part of the picture is painted over (Zeiler & Fergus 2014, §4.2).
//
//   map[p] = values[positions] − values[p]     positive: that part spoke for it; negative: against it
//
//   values [positions + 1]     map [positions]     settings, u32 ×7: the third is `positions`; see occlude.wgsl
//
// Work: an invocation a position, up to MOST of them.
@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read> settings: array<u32>;
@group(0) @binding(2) var<storage, read_write> map: array<f32>;

override MOST: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let position = linear_id(id, groups, 64);
  let positions = settings[2];
  if (position >= min(MOST, positions)) { return; }
  map[position] = values[positions] - values[position];
}
