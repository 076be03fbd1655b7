// Lemon: an egg along its core with a nipple at either end, pores, yellow, green where it is not ripe.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.62;
const MASS: f32 = 0.95;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const LEAF: f32 = 2.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let long = 1.2 + 0.1 * own.form.x;
  let body = ellipsoid(p, vec3f(0.92, long, 0.92));
  let tip = ellipsoid(p - vec3f(0.0, -long, 0.0), vec3f(0.2, 0.3, 0.2));
  let neck = ellipsoid(p - vec3f(0.0, long - 0.02, 0.0), vec3f(0.25, 0.18, 0.25));
  var nearest = vec2f(soft_min(body, min(tip, neck), 0.28) * 0.9, SKIN);
  if (own.form.w > 1.5) {
    let q = rotate_back(p - vec3f(0.0, long + 0.1, 0.0), normalize(vec4f(0.0, own.look.x - 0.5, -0.2, 1.0)));
    nearest = nearer(nearest, vec2f(leaf(q, 1.0, 0.5, 0.2), LEAF));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.007 * noise(p * 22.0 + own.look.x * 40.0) + 0.06 * noise(p * 2.2 + own.look.x * 40.0);
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == LEAF) { return leafy(p, 0.25); }
  let seed = own.look.x * 40.0;
  var colour = mix(paint(236, 208, 76), paint(236, 182, 44), own.look.z);
  let green = max(1.0 - 1.5 * own.look.y, 0.0) * 0.7 * smoothstep(0.3, 0.8, noise(p + seed) + 0.25 * abs(p.y));
  colour = mix(colour, paint(160, 186, 50), green);
  colour = mix(colour, paint(150, 140, 50), 0.6 * smoothstep(1.2, 1.42, abs(p.y)));
  colour *= 0.88 + 0.18 * noise(p * 22.0 + seed);
  return Skin(colour, 0.5, 0.45, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  return citrus_flesh(p * 1.06, 9.0, paint(250, 240, 140), paint(238, 218, 84), paint(252, 248, 222), paint(246, 214, 40));
}
