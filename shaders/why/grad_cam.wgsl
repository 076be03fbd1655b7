// Grad-CAM (Selvaraju et al. 2017, eq. 1 and 2): the maps of a layer, each weighted by how much the number asked about
// would grow with it, added up; what speaks against is left out.
//
//   α[k] = mean over places of dA[p, k]          map[p] = max(0, Σ_k α[k] · A[p, k])
//
//   A, dA [PLACES, CHANNELS]     map [PLACES]
//
// Work: one workgroup. Its lanes first share the channels, each adding up a column of dA in a fixed order, then the
// places; α stays in workgroup memory. A layer has a few thousand numbers: sharing it out further would not pay.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> d_a: array<f32>;
@group(0) @binding(2) var<storage, read_write> map: array<f32>;

override PLACES: u32 = 1;
override CHANNELS: u32 = 1;

const LANES: u32 = 64;
var<workgroup> alpha: array<f32, CHANNELS>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  for (var k = lane; k < CHANNELS; k += LANES) {
    var sum = 0.0;
    for (var p = 0u; p < PLACES; p++) { sum += d_a[p * CHANNELS + k]; }
    alpha[k] = sum / f32(PLACES);
  }
  workgroupBarrier();
  for (var p = lane; p < PLACES; p += LANES) {
    var sum = 0.0;
    for (var k = 0u; k < CHANNELS; k++) { sum += alpha[k] * a[p * CHANNELS + k]; }
    map[p] = max(sum, 0.0);
  }
}
