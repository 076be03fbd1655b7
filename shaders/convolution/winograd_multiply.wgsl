// Winograd's convolution F(4×4, 3×3), 3 of 4: 36 products of matrices, one for each position.
//
//   m[t, tile, o] = Σ_i v[t, tile, i] · u[t, i, o]        v [36, TILES, I]     u [36, I, O]     m [36, TILES, O]
//
// Work: an invocation makes COLUMNS neighbouring tiles × FILTERS outputs of a position, in registers. A workgroup works on one
// position and one block of outputs, so u is the same for all of it: a quad loads it together (lib/quad_shared.wgsl).
@group(0) @binding(0) var<storage, read> v: array<f32, 36 * TILES * I>;
@group(0) @binding(1) var<storage, read> u: array<f32, 36 * I * O>;
@group(0) @binding(2) var<storage, read_write> m: array<f32, 36 * TILES * O>;

const TILES: u32 = 1;
const I: u32 = 1;
const O: u32 = 1;
const COLUMNS: u32 = 4;
const FILTERS: u32 = 32;
/// Channels to a turn of the loop, a divisor of I.
const INPUTS: u32 = 1;
/// Whether stores are written out.
const WRITE_OUT: bool = false;
const GROUP: u32 = 64;

const OWN: u32 = FILTERS / SHARE;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
const BLOCKS: u32 = (TILES + COLUMNS - 1) / COLUMNS;
const OUTPUT_BLOCKS: u32 = (O + FILTERS - 1) / FILTERS;

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let index = (group.y * invocation.groups.x + group.x) * GROUP + invocation.local;
  // Invocations beyond the end repeat the last block for their quad's sake, and store nothing.
  let block = min(index, BLOCKS - 1);
  let t = group.z / OUTPUT_BLOCKS;
  let o = group.z % OUTPUT_BLOCKS * FILTERS;
  let mine = quad_member(invocation);
  let own = t * I * O + o + mine * OWN;
  let tiles = (t * TILES + block * COLUMNS) * I;

  var sum: array<f32, COLUMNS * FILTERS>; // registers
  for (var i = 0u; i < I; i += INPUTS) {
    // All loads come before all products: where a driver compiles a load to branches, sums are moved to memory around each.
    var p: array<f32, COLUMNS * INPUTS>; // registers
    for (var j = 0u; j < COLUMNS; j++) { // unroll
      for (var c = 0u; c < INPUTS; c++) { // unroll
        p[j * INPUTS + c] = v[tiles + j * I + i + c];
      }
    }
    var w: array<f32, INPUTS * FILTERS>; // registers
    for (var c = 0u; c < INPUTS; c++) { // unroll
      for (var f = 0u; f < OWN; f++) { // unroll
        w[c * FILTERS + f] = u[own + (i + c) * O + f];
      }
      for (var f = OWN; f < HALF; f++) { // unroll
        w[c * FILTERS + f] = quadSwapX(w[c * FILTERS + f - OWN]);
      }
      for (var f = HALF; f < FILTERS; f++) { // unroll
        w[c * FILTERS + f] = quadSwapY(w[c * FILTERS + f - HALF]);
      }
    }
    // A sum gets all its products before the next one.
    for (var j = 0u; j < COLUMNS; j++) { // unroll
      for (var f = 0u; f < FILTERS; f++) { // unroll
        for (var c = 0u; c < INPUTS; c++) { // unroll
          sum[j * FILTERS + f] += p[j * INPUTS + c] * w[c * FILTERS + f];
        }
      }
    }
  }

  // As in conv2d_correlate.wgsl: stored in loops that no driver unrolls, unless WRITE_OUT.
  if (WRITE_OUT && index > block) { return; }
  let columns = select(COLUMNS, 0u, index > block);
  let filters = select(FILTERS, 0u, index > block);
  var sums: array<f32, COLUMNS * FILTERS>; // registers if WRITE_OUT
  for (var j = 0u; j < COLUMNS * FILTERS; j++) { // unroll
    sums[j] = sum[j];
  }
  for (var j = 0u; j < COLUMNS; j++) { // unroll if WRITE_OUT else columns
    let tile = block * COLUMNS + j;
    if (TILES % COLUMNS == 0 || tile < TILES) {
      for (var f = 0u; f < FILTERS; f++) { // unroll if WRITE_OUT else filters
        let output = o + ((f / OWN) ^ mine) * OWN + f % OWN;
        if (O % FILTERS == 0 || output < O) { m[(t * TILES + tile) * O + output] = sums[j * FILTERS + f]; }
      }
    }
  }
}
