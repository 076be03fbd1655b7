// Mango: a long, slanting egg with a small beak; red, orange, yellow and green flow into one another.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.55;
const MASS: f32 = 1.0;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;

fn fruit_distance(given: vec3f, own: Fruit) -> vec2f {
  var p = given;
  let long = 1.3 + 0.12 * own.form.x;
  p.x -= 0.16 * p.y * p.y * (1.0 + 0.4 * own.form.z) - 0.12;
  let body = ellipsoid(p, vec3f(1.0, long, 0.86));
  let beak = length(given - vec3f(0.34, -long * 0.78, 0.0)) - 0.16;
  let end = length(p.xz);
  let hollow = 0.07 * exp(-16.0 * end * end) * step(0.0, p.y);
  var nearest = vec2f((soft_min(body, beak, 0.4) + hollow) * 0.85, SKIN);
  if (own.form.w > 0.5) {
    let top = vec3f(0.02, long - 0.05, 0.0);
    nearest = nearer(nearest, vec2f(rod(p, top, top + vec3f(0.02, 0.12, 0.02), 0.06), STEM));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return bark(p); }
  let seed = own.look.x * 50.0;
  let flow = cloud(p * 0.75 + seed) + 0.12 * p.y;
  let green = mix(paint(80, 116, 50), paint(140, 156, 64), own.look.y);
  let yellow = mix(paint(196, 178, 68), paint(240, 178, 50), own.look.y);
  let red = mix(paint(160, 62, 54), paint(200, 56, 36), own.look.z);
  var colour = mix(green, yellow, smoothstep(0.3, 0.55, flow));
  colour = mix(colour, red, smoothstep(0.46, 0.7, flow + 0.22 * own.look.z - 0.1));
  if (own.look.z < 0.16) { colour = mix(yellow, paint(246, 190, 60), flow); }
  colour = mix(colour, paint(226, 206, 140), 0.5 * spots(p * 9.0 + seed, 0.14, 0.5));
  return Skin(colour, 0.5, 0.4, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let r = length(p.xy * vec2f(1.0, 0.78));
  var colour = mix(paint(252, 180, 40), paint(244, 150, 20), cloud(p * 4.0));
  colour = mix(paint(238, 214, 150), colour, smoothstep(0.4, 0.48, r));
  return Skin(colour, 0.45, 0.8, 0.0);
}
