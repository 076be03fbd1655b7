// The index of an invocation when a dispatch is folded into two dimensions (see workgroupsFor).
fn linear_id(id: vec3u, groups: vec3u, group_size: u32) -> u32 {
  return id.y * groups.x * group_size + id.x;
}
