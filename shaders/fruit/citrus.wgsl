// The cut face of a citrus fruit, across its core: peel, white pith, and segments of juicy drops between thin walls.
fn citrus_flesh(p: vec3f, segments: f32, pale: vec3f, deep: vec3f, pith: vec3f, peel: vec3f) -> Skin {
  let r = length(p.xz);
  let wide = TAU / segments;
  let angle = atan2(p.z, p.x) + 0.3;
  let own = abs(angle - wide * round(angle / wide)) - 0.5 * wide; // 0 at a wall, negative inside a segment
  let wall = smoothstep(0.015, 0.05, -own * r) * smoothstep(0.1, 0.15, r) * (1.0 - smoothstep(0.8, 0.84, r));
  // Drops point at the middle.
  let drop = noise(vec3f(angle * 7.0, r * 5.0, 3.0));
  var colour = mix(pith, mix(deep, pale, drop), wall);
  colour = mix(colour, peel, smoothstep(0.91, 0.95, r));
  return Skin(colour, mix(0.1, 0.6, wall), mix(0.3, 0.9, wall), 0.0);
}
