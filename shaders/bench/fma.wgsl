// How many multiply-adds the device does at best: eight chains that do not wait for each other, nothing loaded or
// stored on the way. a ← a·m + c, LOOPS × TURNS × CHAINS times an invocation; a stays finite because m is below 1.
//
// numbers [2]: m and c, read so that the compiler cannot work the result out.
// sums [invocations]: one number each, so that it cannot leave the work out.

override LOOPS: u32 = 64u;

const CHAINS: u32 = 8u;
const TURNS: u32 = 8u;

@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = numbers[0];
  let c = numbers[1];
  var a: array<f32, CHAINS>; // registers
  for (var j = 0u; j < CHAINS; j++) { // unroll
    a[j] = f32(id.x + j);
  }
  for (var i = 0u; i < LOOPS; i++) {
    for (var turn = 0u; turn < TURNS; turn++) { // unroll
      for (var j = 0u; j < CHAINS; j++) { // unroll
        a[j] = a[j] * m + c;
      }
    }
  }
  for (var j = 1u; j < CHAINS; j++) { // unroll
    a[0] += a[j];
  }
  sums[id.x] = a[0];
}
