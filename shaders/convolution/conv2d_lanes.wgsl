// Convolution forward for graphics cards: neighbouring invocations, the lanes of a warp, are neighbouring filters.
//
//   y[pixel, o] = f(bias[o] + Σ_k patch[pixel, k] · w[k, o])     (lib/matrix/correlation.wgsl)     I % 4 == O % 4 == 0
//
// A card loads whole lines of 128 bytes for 32 lanes at once. In conv2d_correlate.wgsl lanes are neighbouring pixels: each
// reads a line of its own and uses 4 bytes of it. Here a lane loads the weights of its four filters, so a warp reads them
// line by line; x is the same for all lanes of a pixel, so one line serves them.
//
// Work: an invocation makes COLUMNS neighbouring pixels × 4 filters in registers. Four channels a turn: COLUMNS + 4 loads of
// vectors for COLUMNS · 16 products. No workgroup memory, no barriers.
@group(0) @binding(0) var<storage, read> x: array<vec4f, N * H * W * I / 4>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<Weight>, KERNEL_H * KERNEL_W * I * O / 4>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, N * Y_H * Y_W * O / 4>;

const COLUMNS: u32 = 8;
const GROUP: u32 = 64;

const LANES: u32 = O / 4;
const BLOCKS: u32 = (PIXELS + COLUMNS - 1) / COLUMNS;

@compute @workgroup_size(GROUP)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let index = (group.y * groups.x + group.x) * GROUP + local;
  if (index >= BLOCKS * LANES) { return; }
  let lane = index % LANES;
  let first = index / LANES * COLUMNS;

  var corner: array<Corner, COLUMNS>; // registers
  var sum: array<vec4f, COLUMNS>; // registers
  for (var j = 0u; j < COLUMNS; j++) { // unroll
    corner[j] = corner_of(first + j);
  }
  for (var tap = 0u; tap < KH * KW; tap++) {
    // Where each column's pixel begins in x, and whether it is in the picture.
    var at: array<u32, COLUMNS>; // registers
    var inside: array<bool, COLUMNS>; // registers
    for (var j = 0u; j < COLUMNS; j++) { // unroll
      at[j] = pixel_under(corner[j], tap) * (I / 4);
      inside[j] = is_inside(corner[j], tap);
    }
    for (var i = 0u; i < I / 4; i++) {
      let first_weight = (tap * I + i * 4) * LANES + lane;
      let w0 = vec4f(weight[first_weight]);
      let w1 = vec4f(weight[first_weight + LANES]);
      let w2 = vec4f(weight[first_weight + 2 * LANES]);
      let w3 = vec4f(weight[first_weight + 3 * LANES]);
      for (var j = 0u; j < COLUMNS; j++) { // unroll
        let p = select(vec4f(), x[at[j] + i], inside[j]);
        sum[j] += p.x * w0 + p.y * w1 + p.z * w2 + p.w * w3;
      }
    }
  }
  for (var j = 0u; j < COLUMNS; j++) { // unroll
    if (PIXELS % COLUMNS == 0 || first + j < PIXELS) {
      let o = lane * 4;
      y[place_of(first + j) / 4 + lane] = vec4f(
        finish(0, o, sum[j].x), finish(0, o + 1, sum[j].y), finish(0, o + 2, sum[j].z), finish(0, o + 3, sum[j].w));
    }
  }
}
