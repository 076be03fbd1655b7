// Convolution for graphics cards by tiles in workgroup memory: forward, gradient of the input, dense layers.
//
//   y[pixel, o] = finish( Σ_k patch[pixel, k] · w[k, o] )     (lib/matrix/correlation.wgsl)
//
// A workgroup of 8 × 8 invocations makes a tile of 8·COLUMNS pixels × 8·FILTERS outputs. It walks along k, 4·DEPTH at a time:
// all load a slice of patches and one of weights, neighbours from neighbouring addresses; then every invocation makes COLUMNS ×
// FILTERS sums from the slices. So a loaded number serves a whole tile: 8·FILTERS or 8·COLUMNS products, where an invocation
// of conv2d_correlate.wgsl has only those of its own block, and loads a line of 128 bytes for each number of x.
//
// Both slices are vectors along k, one row for a pixel or an output. Rows are one vector longer than DEPTH, and an
// invocation's pixels and outputs lie 8 apart: so neighbours read, and write, different banks of workgroup memory.
//
// Where there are too few tiles for the device, k is cut into SPLITS runs; y is then [SPLITS, numbers of y], sums without
// finish, and finish_partials.wgsl adds them in fixed order.
@group(0) @binding(3) var<storage, read_write> y: array<f32, SPLITS * N * Y_H * Y_W * O>;

const COLUMNS: u32 = 4;
const FILTERS: u32 = 4;
const DEPTH: u32 = 4;
const SPLITS: u32 = 1;
/// 2: a slice is loaded beside the products of the last one, and a turn has one barrier instead of two.
const BUFFERS: u32 = 1;

const SIDE: u32 = 8;
const GROUP: u32 = SIDE * SIDE;
const ROW: u32 = DEPTH + 1;
const TILES: u32 = (PIXELS + SIDE * COLUMNS - 1) / (SIDE * COLUMNS);
/// Outputs in tiles, and the products of a run, in whole slices.
const OUTPUT_TILES: u32 = (O + SIDE * FILTERS - 1) / (SIDE * FILTERS);
const RUN: u32 = (TERMS + SPLITS * DEPTH * 4 - 1) / (SPLITS * DEPTH * 4) * DEPTH * 4;
/// Vectors of a slice that an invocation loads: GROUP · LOADS are all.
const PATCH_LOADS: u32 = COLUMNS * DEPTH / SIDE;
const WEIGHT_LOADS: u32 = FILTERS * DEPTH / SIDE;
/// Vectors of a slice.
const PATCHES: u32 = SIDE * COLUMNS * ROW;
const WEIGHTS: u32 = SIDE * FILTERS * ROW;

var<workgroup> patches: array<vec4f, BUFFERS * PATCHES>;
var<workgroup> weights: array<vec4f, BUFFERS * WEIGHTS>;

/// Where the slice from k on lies.
fn buffer(k: u32) -> u32 {
  return k / (DEPTH * 4) % BUFFERS;
}

@compute @workgroup_size(GROUP)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let first = (group.y * groups.x + group.x) * SIDE * COLUMNS;
  let first_output = group.z % OUTPUT_TILES * SIDE * FILTERS;
  let split = group.z / OUTPUT_TILES;
  let across = local % SIDE;
  let down = local / SIDE;

  // What it loads for the tile: neighbours load neighbouring k of a pixel.
  var corner: array<Corner, PATCH_LOADS>; // registers
  for (var n = 0u; n < PATCH_LOADS; n++) { // unroll
    corner[n] = corner_of(first + (n * GROUP + local) / DEPTH);
  }

  var sum: array<f32, COLUMNS * FILTERS>; // registers
  for (var k = split * RUN; k < min((split + 1) * RUN, TERMS); k += DEPTH * 4) {
    for (var n = 0u; n < PATCH_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      patches[buffer(k) * PATCHES + at / DEPTH * ROW + at % DEPTH] = patch_at(corner[n], k + at % DEPTH * 4);
    }
    for (var n = 0u; n < WEIGHT_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      // Neighbours load what lies side by side: k of an output (FLIP), else outputs.
      let row = select(at % (SIDE * FILTERS), at / DEPTH, FLIP);
      let column = select(at / (SIDE * FILTERS), at % DEPTH, FLIP);
      weights[buffer(k) * WEIGHTS + row * ROW + column] = weights_at(k + column * 4, first_output + row);
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      var w: array<vec4f, FILTERS>; // registers
      for (var f = 0u; f < FILTERS; f++) { // unroll
        w[f] = weights[buffer(k) * WEIGHTS + (across + f * SIDE) * ROW + d];
      }
      for (var j = 0u; j < COLUMNS; j++) { // unroll
        let p = patches[buffer(k) * PATCHES + (down + j * SIDE) * ROW + d];
        for (var f = 0u; f < FILTERS; f++) { // unroll
          sum[j * FILTERS + f] += dot(p, w[f]);
        }
      }
    }
    if (BUFFERS == 1) { workgroupBarrier(); }
  }

  for (var j = 0u; j < COLUMNS; j++) { // unroll
    let pixel = first + down + j * SIDE;
    for (var f = 0u; f < FILTERS; f++) { // unroll
      let o = first_output + across + f * SIDE;
      if (pixel < PIXELS && o < O) { store(split, place_of(pixel) + o, o, sum[j * FILTERS + f]); }
    }
  }
}

fn store(split: u32, place: u32, o: u32, sum: f32) {
  if (SPLITS > 1) { y[split * N * Y_H * Y_W * O + place] = sum; }
  else { y[place] = finish(place, o, sum); }
}
