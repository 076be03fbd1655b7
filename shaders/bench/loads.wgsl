// How many single f32 loads from a storage buffer the device does at best: neighbours load neighbours, and all they
// load (LENGTH numbers, a power of two, and eight steps more) stays in the caches. LOOPS × 8 loads an invocation, one
// addition each.
//
// numbers [LENGTH + 8 · STEP]. sums [invocations]: one number each, so that the compiler cannot leave the work out.

override LOOPS: u32 = 32u;
override LENGTH: u32 = 16384u;
override STEP: u32 = 64u;

@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var at = id.x;
  var s0 = 0.0;
  var s1 = 0.0;
  for (var i = 0u; i < LOOPS; i++) {
    let first = at & (LENGTH - 1u);
    s0 += numbers[first];
    s1 += numbers[first + STEP];
    s0 += numbers[first + 2u * STEP];
    s1 += numbers[first + 3u * STEP];
    s0 += numbers[first + 4u * STEP];
    s1 += numbers[first + 5u * STEP];
    s0 += numbers[first + 6u * STEP];
    s1 += numbers[first + 7u * STEP];
    at += 8u * STEP;
  }
  sums[id.x] = s0 + s1;
}
