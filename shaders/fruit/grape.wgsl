// Grape: an egg that light goes through, with bloom on it. Many of them make a bunch; that is the arrangement's work.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.22;
const MASS: f32 = 1.0;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let body = ellipsoid(p, vec3f(1.0, 1.08 + 0.1 * own.form.x, 1.0));
  return nearer(vec2f(body, SKIN), vec2f(rod(p, vec3f(0.0, 1.0, 0.0), vec3f(0.02, 1.12, 0.0), 0.09), STEM));
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return Skin(paint(130, 132, 60), 0.2, 0.1, 0.0); }
  let seed = own.look.x * 50.0;
  var colour = mix(paint(160, 182, 74), paint(202, 198, 96), own.look.y);
  if (own.look.z > 0.7) { colour = mix(paint(150, 40, 60), paint(110, 24, 50), noise(p + seed)); }
  else if (own.look.z > 0.36) { colour = mix(paint(44, 28, 62), paint(72, 34, 72), noise(p + seed)); }
  let bloom = 0.3 * smoothstep(0.4, 0.75, cloud(p * 2.0 + seed));
  colour = mix(colour, colour * 0.6 + vec3f(0.16, 0.17, 0.2), bloom);
  return Skin(colour, 0.8 - bloom, 0.9, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  return Skin(paint(206, 206, 130), 0.5, 1.0, 0.0);
}
