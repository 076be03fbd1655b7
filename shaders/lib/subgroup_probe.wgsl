// The smallest shader that shares loads within a quad, after quad_shared.wgsl: where it does not compile, none of the kernels
// that do would.
//
//   numbers [4], of one workgroup: n ↦ what the member beside it holds
@group(0) @binding(0) var<storage, read_write> numbers: array<u32, 4>;

@compute @workgroup_size(4)
fn main(invocation: Invocation) {
  numbers[invocation.local] = quadSwapX(numbers[invocation.local] + quad_member(invocation));
}
