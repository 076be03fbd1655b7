// Watermelon: a large egg with jagged dark stripes on light green, or nearly black. Cut it is red with black seeds, inside
// a pale rind; a wedge has two such faces.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.32;
const MASS: f32 = 1.05;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let long = 1.1 + 0.16 * own.form.x;
  var nearest = vec2f(ellipsoid(p, vec3f(1.0, long, 1.0)), SKIN);
  if (own.form.w > 0.5) {
    nearest = nearer(nearest, vec2f(rod(p, vec3f(0.0, long - 0.03, 0.0), vec3f(0.05, long + 0.12, 0.03), 0.035), STEM));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return bark(p); }
  let seed = own.look.x * 50.0;
  let angle = atan2(p.z, p.x);
  // Every stripe follows a meridian, and noise tears at its edges.
  let torn = (cloud(p * 4.5 + seed) - 0.5) * 1.5 + (noise(p * vec3f(2.0, 1.0, 2.0) + seed) - 0.5) * 0.8;
  let stripes = 10.0 + floor(own.look.x * 4.0);
  let dark = smoothstep(0.06, 0.4, sin(angle * stripes) * 0.75 + torn * 0.85 - 0.05);
  var light = mix(paint(112, 134, 70), paint(172, 176, 112), own.look.y);
  var deep = mix(paint(30, 50, 30), paint(54, 76, 44), own.look.x);
  if (own.look.z > 0.74) { light = paint(54, 74, 48); deep = paint(32, 48, 34); } // the black kind
  light = mix(light, deep, 0.35 * smoothstep(0.55, 0.7, noise(p * 9.0 + seed)));
  var colour = mix(light, deep, dark);
  // Where it lay on the ground.
  let spot = dot(normalize(p), normalize(vec3f(0.8, -0.2, 0.4)));
  colour = mix(colour, paint(220, 202, 120), 0.75 * smoothstep(0.86, 0.97, spot));
  return Skin(colour, 0.65, 0.2, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let long = 1.1 + 0.16 * own.form.x;
  let r = length(p / vec3f(1.0, long, 1.0));
  let red = mix(paint(236, 62, 62), paint(206, 34, 44), cloud(p * 5.0));
  var colour = mix(red, paint(244, 110, 96), smoothstep(0.6, 0.86, r));
  colour = mix(colour, paint(238, 238, 190), smoothstep(0.85, 0.9, r));
  colour = mix(colour, paint(150, 190, 96), smoothstep(0.93, 0.97, r));
  colour = mix(colour, paint(36, 84, 40), smoothstep(0.975, 0.985, r));
  // Seeds lie in two rings around the middle.
  let q = p * vec3f(4.6, 3.4, 4.6) + 0.6 * vec3f(noise(p * 4.0), noise(p * 4.0 + 9.0), 0.0) + 0.5;
  let cell = vec3i(floor(q));
  let centre = 0.5 + 0.45 * (vec3f(cell_random(cell + 3), cell_random(cell + 5), cell_random(cell + 9)) - 0.5);
  let away = (fract(q) - centre) * vec3f(1.0, 0.6, 1.0);
  let seed = select(1.0, length(away) - 0.17, cell_random(cell) < 0.8);
  let ring = smoothstep(0.3, 0.36, r) * (1.0 - smoothstep(0.72, 0.76, r));
  colour = mix(colour, paint(28, 18, 14), ring * (1.0 - smoothstep(-0.04, 0.04, seed)));
  return Skin(colour, 0.45, 0.8, 0.0);
}
