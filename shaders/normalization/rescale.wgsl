// A scale and an offset that are options of a layer: y[…,c] = x[…,c] · scale[c] + offset[c].
//
//   x, y [SIZE / CHANNELS, CHANNELS]     CHANNELS: 1 to 4; 1 where all channels have the same
//
// Work: one invocation a number.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

override SIZE: u32 = 1;
override CHANNELS: u32 = 1;
override SCALE_0: f32 = 1.0;
override SCALE_1: f32 = 1.0;
override SCALE_2: f32 = 1.0;
override SCALE_3: f32 = 1.0;
override OFFSET_0: f32 = 0.0;
override OFFSET_1: f32 = 0.0;
override OFFSET_2: f32 = 0.0;
override OFFSET_3: f32 = 0.0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = linear_id(id, groups, 64);
  if (i >= SIZE) { return; }
  let scale = vec4f(SCALE_0, SCALE_1, SCALE_2, SCALE_3);
  let offset = vec4f(OFFSET_0, OFFSET_1, OFFSET_2, OFFSET_3);
  y[i] = x[i] * scale[i % CHANNELS] + offset[i % CHANNELS];
}
