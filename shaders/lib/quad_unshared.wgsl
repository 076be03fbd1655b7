// Stands in for quad_shared.wgsl on a device without subgroups: nothing is shared, every invocation loads all.
const SHARE: u32 = 1u;

/// Where an invocation stands.
struct Invocation {
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
}

/// Which of the four in its quad it is.
fn quad_member(invocation: Invocation) -> u32 {
  return 0u;
}
