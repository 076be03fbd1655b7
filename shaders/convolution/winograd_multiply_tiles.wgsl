// Winograd's convolution F(4×4, 3×3), 3 of 4, for graphics cards: as winograd_multiply.wgsl, by blocks in workgroup memory.
//
//   m[t, tile, o] = Σ_i v[t, tile, i] · u[t, i, o]        v [36, TILES, I]     u [36, I, O]     m [36, TILES, O]     I % 4 == 0
//
// Work: a workgroup of 8 × 8 invocations makes 8·COLUMNS tiles × 8·FILTERS outputs of a position, and loads DEPTH vectors of four
// channels of each at a time, as conv2d_tiles.wgsl does.
@group(0) @binding(0) var<storage, read> v: array<vec4f, 36 * TILES * I / 4>;
@group(0) @binding(1) var<storage, read> u: array<f32, 36 * I * O>;
@group(0) @binding(2) var<storage, read_write> m: array<f32, 36 * TILES * O>;

const TILES: u32 = 1;
const I: u32 = 4;
const O: u32 = 1;
const COLUMNS: u32 = 4;
const FILTERS: u32 = 4;
const DEPTH: u32 = 4;

const SIDE: u32 = 8;
const GROUP: u32 = SIDE * SIDE;
/// One vector longer than needed: neighbours use different banks.
const ROW: u32 = DEPTH + 1;
/// Vectors of a slice that an invocation loads: GROUP · LOADS are all.
const TILE_LOADS: u32 = COLUMNS * DEPTH / SIDE;
const KERNEL_LOADS: u32 = FILTERS * DEPTH / SIDE;

var<workgroup> tiles: array<vec4f, SIDE * COLUMNS * ROW>;
var<workgroup> kernels: array<vec4f, SIDE * FILTERS * ROW>;

/// Four channels from i on of a tile; zero beyond the last.
fn tile_at(t: u32, tile: u32, i: u32) -> vec4f {
  let at = (t * TILES + min(tile, TILES - 1)) * (I / 4) + min(i, I - 4) / 4;
  return select(vec4f(), v[at], i < I);
}

/// Four channels from i on of an output.
fn kernel_at(t: u32, i: u32, o: u32) -> vec4f {
  let at = (t * I + min(i, I - 4)) * O + min(o, O - 1);
  return vec4f(u[at], u[at + O], u[at + 2 * O], u[at + 3 * O]);
}

@compute @workgroup_size(GROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let first = group.x * SIDE * COLUMNS;
  let first_output = group.y * SIDE * FILTERS;
  let t = group.z;
  let across = local % SIDE;
  let down = local / SIDE;

  var sum: array<f32, COLUMNS * FILTERS>; // registers
  for (var i = 0u; i < I; i += DEPTH * 4) {
    for (var n = 0u; n < TILE_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      tiles[at / DEPTH * ROW + at % DEPTH] = tile_at(t, first + at / DEPTH, i + at % DEPTH * 4);
    }
    for (var n = 0u; n < KERNEL_LOADS; n++) { // unroll
      let at = n * GROUP + local;
      let row = at % (SIDE * FILTERS);
      let column = at / (SIDE * FILTERS);
      kernels[row * ROW + column] = kernel_at(t, i + column * 4, first_output + row);
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      var w: array<vec4f, FILTERS>; // registers
      for (var f = 0u; f < FILTERS; f++) { // unroll
        w[f] = kernels[(across + f * SIDE) * ROW + d];
      }
      for (var j = 0u; j < COLUMNS; j++) { // unroll
        let p = tiles[(down + j * SIDE) * ROW + d];
        for (var f = 0u; f < FILTERS; f++) { // unroll
          sum[j * FILTERS + f] += dot(p, w[f]);
        }
      }
    }
    workgroupBarrier();
  }

  for (var j = 0u; j < COLUMNS; j++) { // unroll
    let tile = first + down + j * SIDE;
    for (var f = 0u; f < FILTERS; f++) { // unroll
      let o = first_output + across + f * SIDE;
      if (tile < TILES && o < O) { m[(t * TILES + tile) * O + o] = sum[j * FILTERS + f]; }
    }
  }
}
