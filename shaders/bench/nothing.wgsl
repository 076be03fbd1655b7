// One invocation that stores one number: what is left is the cost of the dispatch itself.
//
// numbers [1], not read. sums [1].

@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(1) fn main() {
  sums[0] = numbers[0];
}
