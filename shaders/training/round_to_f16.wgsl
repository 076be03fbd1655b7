// f32 numbers as f16, two to a word: each rounded to nearest, ties to even (lib/rounding.wgsl).
//
//   halves[i] = f16(x[2i]) | f16(x[2i + 1]) << 16
//
//   x [N]     halves [⌈N / 2⌉]     beyond [1]: one more for each finite number that became infinite
//
// Work: one invocation makes one word. `beyond` is a sum of whole numbers, the same in any order.
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> halves: array<u32>;
@group(0) @binding(2) var<storage, read_write> beyond: array<atomic<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let count = arrayLength(&x);
  let first = linear_id(id, groups, 64) * 2;
  var word = 0u;
  for (var i = 0u; i < 2 && first + i < count; i++) {
    let bits = x[first + i];
    word |= rounded(bits) << (16u * i);
    if (is_beyond(bits)) { atomicAdd(&beyond[0], 1u); }
  }
  if (first < count) { halves[first / 2] = word; }
}
