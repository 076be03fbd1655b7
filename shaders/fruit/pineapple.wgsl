// Pineapple: a barrel of diamonds, where two families of spirals cross, each with a little beak; above it a crown of
// grey-green swords in four rings.
const BOUND_CENTRE = vec3f(0.0, 0.65, 0.0);
const BOUND: f32 = 2.3;
const MASS: f32 = 1.0;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const CROWN: f32 = 1.0;

/// Where in its diamond a place is: both from −½ to ½, and the number of the diamond.
struct Diamond { u: f32, v: f32, cell: vec3i }

fn diamond(p: vec3f) -> Diamond {
  let around = atan2(p.z, p.x) * 9.0 / TAU; // nine spirals either way
  let up = p.y * 2.6;
  let a = around + up;
  let b = around - up;
  return Diamond(fract(a) - 0.5, fract(b) - 0.5, vec3i(i32(floor(a + 40.0)) % 9, i32(floor(b + 45.0)) % 9, i32(floor(up))));
}

fn barrel(p: vec3f, own: Fruit) -> f32 {
  let long = 1.25 + 0.15 * own.form.x;
  let q = vec2f(length(p.xz), abs(p.y)) / vec2f(0.94, long);
  return (pow(pow(q.x, 2.6) + pow(q.y, 2.6), 1.0 / 2.6) - 1.0) * 0.9;
}

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let at = diamond(p);
  let near = barrel(p, own);
  let eye = max(abs(at.u), abs(at.v)) * 2.0; // 0 in the middle, 1 at the grooves
  var nearest = vec2f(0.75 * (near + 0.07 * eye * eye), SKIN);
  let top = 1.12 + 0.15 * own.form.x;
  // Each ring stands steeper than the one outside it; far from the crown the height above will do.
  if (p.y < top - 0.5 || own.form.w < 0.5) { return nearest; }
  for (var ring = 0; ring < 4; ring++) {
    let n = f32(ring);
    let q = sector(p - vec3f(0.0, top + 0.09 * n, 0.0), 8.0 - n, n * 0.7 + own.look.x * 6.0);
    let rise = 0.95 + 0.2 * n; // angle above the horizon
    let r = vec3f(q.x * cos(rise) + q.y * sin(rise), q.y * cos(rise) - q.x * sin(rise), q.z);
    nearest = nearer(nearest, vec2f(leaf(r, 1.1 + 0.17 * n, 0.36, -0.28 + 0.07 * n), CROWN));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == CROWN) {
    let tip = smoothstep(1.3, 2.6, p.y);
    var colour = mix(paint(96, 114, 78), paint(190, 192, 150), 0.5 * tip + 0.5 * noise(p * 5.0));
    colour = mix(colour, paint(150, 128, 70), 0.5 * smoothstep(0.7, 1.0, tip));
    return Skin(colour, 0.3, 0.3, 0.0);
  }
  let at = diamond(p);
  let eye = max(abs(at.u), abs(at.v)) * 2.0;
  let own_tone = cell_random(at.cell);
  let green = mix(paint(108, 112, 48), paint(140, 132, 58), own_tone);
  let gold = mix(paint(206, 168, 70), paint(182, 136, 54), own_tone);
  // It ripens from below.
  let ripe = clamp(own.look.y * 1.6 - 0.35 - 0.35 * p.y, 0.0, 1.0);
  var colour = mix(green, gold, ripe);
  colour = mix(colour, paint(86, 62, 34), smoothstep(0.76, 0.98, eye)); // grooves
  colour = mix(colour, paint(196, 176, 120), 0.55 * (1.0 - smoothstep(0.1, 0.24, abs(eye - 0.45)))); // a pale rim
  colour = mix(paint(92, 62, 34), colour, smoothstep(0.08, 0.24, eye)); // the beak
  return Skin(colour, 0.25, 0.2, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let r = length(p.xz);
  let angle = atan2(p.z, p.x);
  let ray = noise(vec3f(cos(angle) * 9.0, r * 2.0, sin(angle) * 9.0));
  var colour = mix(paint(250, 218, 92), paint(236, 184, 48), ray);
  colour = mix(paint(250, 232, 150), colour, smoothstep(0.2, 0.27, r));
  colour = mix(colour, paint(130, 96, 40), smoothstep(0.83, 0.88, r));
  return Skin(colour, 0.4, 0.7, 0.0);
}
