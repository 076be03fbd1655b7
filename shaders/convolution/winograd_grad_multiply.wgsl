// Winograd's convolution, gradient of the weights, 3 of 4: 36 products of matrices, one for each position.
//
//   du[run, t, i, o] = Σ_tile v[t, tile, i] · e[t, tile, o]        v [36, TILES, I]     e [37, TILES, O]     du [RUNS, 36, I, O]
//
// As in conv2d_grad_weight.wgsl the sum is long and its results are few, so the tiles are cut into RUNS, which the last
// dispatch adds up in fixed order.
//
// Work: an invocation owns CHANNELS neighbouring channels × FILTERS outputs of a position, in registers, and takes COLUMNS tiles
// at a time. A workgroup works on the same outputs of the same tiles, so e is loaded by quads together.
@group(0) @binding(0) var<storage, read> v: array<f32, 36 * TILES * I>;
@group(0) @binding(1) var<storage, read> e: array<f32, 37 * TILES * O>;
@group(0) @binding(2) var<storage, read_write> du: array<f32, RUNS * 36 * I * O>;

const TILES: u32 = 1;
const I: u32 = 1;
const O: u32 = 1;
/// Runs of tiles, and the tiles of a run, a multiple of COLUMNS.
const RUNS: u32 = 1;
const RUN: u32 = 4;
const CHANNELS: u32 = 4;
const COLUMNS: u32 = 2;
const FILTERS: u32 = 16;
const GROUP: u32 = 64;

const OWN: u32 = FILTERS / SHARE;
/// What it has before quadSwapY doubles it.
const HALF: u32 = (SHARE + 1) / 2 * OWN;
const OWNERS: u32 = (I + CHANNELS - 1) / CHANNELS;
/// Whether the last block of tiles sticks out.
const RAGGED: bool = TILES % COLUMNS != 0;

@compute @workgroup_size(GROUP)
fn main(invocation: Invocation) {
  let group = invocation.group;
  let owner = group.x * GROUP + invocation.local;
  let t = group.z / RUNS;
  let run = group.z % RUNS;
  let o = group.y * FILTERS;
  let mine = quad_member(invocation);
  // Beyond the last channel and the last output numbers are of no use, and their sums are never stored.
  let e_first = t * TILES * O + o + mine * OWN;
  let v_first = t * TILES * I + owner * CHANNELS;

  var sum: array<f32, CHANNELS * FILTERS>; // registers
  let end = min(TILES, (run + 1) * RUN);
  for (var tile = run * RUN; tile < end; tile += COLUMNS) {
    // All loads come before all products, as in winograd_multiply.wgsl.
    var p: array<f32, COLUMNS * CHANNELS>; // registers
    var d: array<f32, COLUMNS * FILTERS>; // registers
    for (var j = 0u; j < COLUMNS; j++) { // unroll
      for (var c = 0u; c < CHANNELS; c++) { // unroll
        p[j * CHANNELS + c] = v[v_first + (tile + j) * I + c];
      }
      for (var f = 0u; f < OWN; f++) { // unroll
        d[j * FILTERS + f] = select(0.0, e[e_first + (tile + j) * O + f], !RAGGED | (tile + j < TILES));
      }
      for (var f = OWN; f < HALF; f++) { // unroll
        d[j * FILTERS + f] = quadSwapX(d[j * FILTERS + f - OWN]);
      }
      for (var f = HALF; f < FILTERS; f++) { // unroll
        d[j * FILTERS + f] = quadSwapY(d[j * FILTERS + f - HALF]);
      }
    }
    for (var c = 0u; c < CHANNELS; c++) { // unroll
      for (var f = 0u; f < FILTERS; f++) { // unroll
        for (var j = 0u; j < COLUMNS; j++) { // unroll
          sum[c * FILTERS + f] += p[j * CHANNELS + c] * d[j * FILTERS + f];
        }
      }
    }
  }

  // Stored in loops that no driver unrolls, as in winograd_multiply.wgsl.
  let channels = select(CHANNELS, 0u, owner >= OWNERS);
  let filters = select(FILTERS, 0u, owner >= OWNERS);
  var sums: array<f32, CHANNELS * FILTERS>;
  for (var j = 0u; j < CHANNELS * FILTERS; j++) { // unroll
    sums[j] = sum[j];
  }
  for (var c = 0u; c < channels; c++) {
    let i = owner * CHANNELS + c;
    if (I % CHANNELS == 0 || i < I) {
      for (var f = 0u; f < filters; f++) {
        let output = o + ((f / OWN) ^ mine) * OWN + f % OWN;
        if (O % FILTERS == 0 || output < O) { du[((run * 36 + t) * I + i) * O + output] = sums[c * FILTERS + f]; }
      }
    }
  }
}
