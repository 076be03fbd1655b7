// A hand that holds a fruit of radius 1 at the origin, from below: a palm, four fingers that come up on one side in three
// bones each, a thumb on the other, and the wrist. y is up, the wrist leaves along −y and +z (towards the eye).
const HAND_BOUND: f32 = 3.4;

/// Two bones from a over b to c, thinner towards the end.
fn finger(p: vec3f, a: vec3f, b: vec3f, c: vec3f, radius: f32) -> f32 {
  return min(rod(p, a, b, radius), rod(p, b, c, radius * 0.86));
}

fn hand_distance(p: vec3f) -> f32 {
  var d = ellipsoid(p - vec3f(0.15, -1.28, 0.35), vec3f(1.0, 0.42, 0.95));
  d = soft_min(d, rod(p, vec3f(0.2, -1.45, 0.8), vec3f(0.5, -2.9, 1.6), 0.55), 0.5);
  for (var i = 0; i < 4; i++) {
    let n = f32(i) - 1.5;
    let z = 0.42 * n;
    let reach = 0.12 * (1.5 - abs(n - 0.3));
    let knuckle = vec3f(-0.75, -1.15, z * 1.1);
    let middle = vec3f(-1.3, -0.4 + reach, z);
    let tip = vec3f(-1.12 + 0.1 * abs(n), 0.3 + reach, z * 0.9 + 0.1);
    d = soft_min(d, finger(p, knuckle, middle, tip, 0.23), 0.12);
  }
  return soft_min(d, finger(p, vec3f(0.7, -1.1, 0.6), vec3f(1.25, -0.4, 0.75), vec3f(1.0, 0.25, 0.55), 0.26), 0.2);
}

fn hand_skin(p: vec3f, colour: vec3f) -> Skin {
  let blood = smoothstep(0.0, 0.4, p.y) * 0.25 + 0.15 * noise(p * 3.0);
  return Skin(mix(colour, colour * vec3f(1.15, 0.75, 0.7), blood) * (0.92 + 0.16 * noise(p * 9.0)), 0.25, 0.5, 0.0);
}
