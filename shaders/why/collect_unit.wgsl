// One number of each row of a batch, put where the row's position says.
//
//   values[first + n] = y[n, unit]     for positions up to LAST; rows beyond are surplus of the last batch
//
//   y [ROWS, SIZE]     values [LAST + 1]     settings, u32 ×7: first, …, unit (the seventh); see occlude.wgsl
//
// Work: an invocation a row.
@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> settings: array<u32>;
@group(0) @binding(2) var<storage, read_write> values: array<f32>;

override ROWS: u32 = 1;
override SIZE: u32 = 1;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let position = settings[0] + id.x;
  // The one after the last position is the picture as it is.
  if (id.x >= ROWS || position > settings[2]) { return; }
  values[position] = y[id.x * SIZE + settings[6]];
}
