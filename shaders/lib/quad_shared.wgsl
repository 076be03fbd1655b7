// Loads that SHARE neighbouring invocations share, four (a quad) or, if their number is not divisible by four, two: each loads
// its part of the numbers and is handed the rest. Without the `subgroups` feature quad_unshared.wgsl stands in for this file,
// and each loads all of them itself.
//
// Of SHARE · OWN numbers the member m loads those from m · OWN on into its first OWN variables. In a quad the next OWN are those
// of the member m ^ 1, by quadSwapX. Then quadSwapY doubles what an invocation has: by that of m ^ 2 and m ^ 3, and where two
// share, by that of m ^ 1.
//
// So the members hold the same numbers in another order each, and store their sums accordingly. Broadcasting would keep
// one order, but costs software devices tens of instructions a number; exchanging in pairs costs one.
//
// What is shared must be the same for a whole workgroup, since how invocations form quads is the driver's choice.
// Control flow around it is uniform in every quad, which the uniformity analysis cannot see.
enable subgroups;
diagnostic(off, subgroup_uniformity);

/// 1, 2 or 4.
const SHARE: u32 = 4u;

/// Where an invocation stands.
struct Invocation {
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
}

/// Which of the SHARE it is.
fn quad_member(invocation: Invocation) -> u32 {
  return (invocation.lane & 3u) * SHARE / 4u;
}
