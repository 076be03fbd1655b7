// Loads that four neighbouring invocations (a quad) share: each loads one vec4 of four and hands it to the others.
// Without the `subgroups` feature quad_unshared.wgsl stands in for this file, and each loads all of them itself.
//
//   var held: array<vec4f, (VECTORS + SHARE - 1) / SHARE>;      held[g] = load(g * SHARE + quad_lane(invocation))
//   the i-th vector is then                                      quadBroadcast(held[i / SHARE], i % SHARE)
//
// What is shared must be the same for a whole workgroup, since how invocations form quads is the driver's choice.
// Control flow around it is uniform in every quad, which the uniformity analysis cannot see.
enable subgroups;
diagnostic(off, subgroup_uniformity);

const SHARE: u32 = 4u;

/// Where an invocation stands.
struct Invocation {
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
}

/// Which of the four in its quad it is.
fn quad_lane(invocation: Invocation) -> u32 {
  return invocation.lane & 3u;
}
