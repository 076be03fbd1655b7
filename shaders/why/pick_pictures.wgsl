// Some pictures of a data set that lies on the GPU, by their numbers, with their labels.
//
//   x[n, f] = features[picks[n], f] · SCALE + OFFSET          labels[n] = targets[picks[n]]
//
//   features [samples, FEATURES], or of them the samples FIRST … FIRST + COUNT − 1 (rows of others are left as they are);
//   bytes four to a u32, lowest first     targets [samples]     picks, labels [ROWS]
//   x [ROWS, FEATURES]
//
// Work: an invocation a number; a handful of pictures, once in a while.
@group(0) @binding(0) var<storage, read> features: array<u32>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> picks: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> labels: array<u32>;

override ROWS: u32 = 1;
override FEATURES: u32 = 1;
override SCALE: f32 = 1.0;
override OFFSET: f32 = 0.0;
override FIRST: u32 = 0;
/// By default all.
override COUNT: u32 = 0xffffffffu;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let row = index / FEATURES;
  if (row >= ROWS) { return; }
  // Below FIRST the difference wraps round and is large.
  let place = picks[row] - FIRST;
  if (place >= COUNT) { return; }
  let byte = place * FEATURES + index % FEATURES;
  x[index] = f32((features[byte >> 2u] >> ((byte & 3u) * 8u)) & 255u) * SCALE + OFFSET;
  if (index % FEATURES == 0) { labels[row] = targets[picks[row]]; }
}
