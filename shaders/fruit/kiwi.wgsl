// Kiwi: an egg in brown felt. Cut across it is green, with a white core, rays, and a ring of black seeds.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.4;
const MASS: f32 = 1.0;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const TIP: f32 = 1.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let long = 1.22 + 0.1 * own.form.x;
  let body = ellipsoid(p, vec3f(1.0, long, 0.94 + 0.04 * own.form.y));
  let tip = length((p - vec3f(0.0, long + 0.0, 0.0)) * vec3f(1.0, 1.6, 1.0)) - 0.11;
  return nearer(vec2f(body, SKIN), vec2f(tip * 0.6, TIP));
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.015 * noise(p * vec3f(22.0, 9.0, 22.0)) + 0.04 * noise(p * 3.0 + own.look.x * 30.0);
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == TIP) { return Skin(paint(66, 46, 26), 0.0, 0.0, 0.3); }
  let seed = own.look.x * 30.0;
  // Hairs lie along the fruit.
  let hair = noise(p * vec3f(26.0, 8.0, 26.0) + seed);
  var colour = mix(paint(112, 80, 40), paint(166, 128, 74), 0.5 * own.look.z + 0.5 * cloud(p * 2.0 + seed));
  colour *= 0.82 + 0.3 * hair;
  if (own.look.z > 0.8) { colour = mix(colour, paint(178, 146, 76), 0.6); } // those with golden flesh are bald

  colour = mix(colour, paint(120, 112, 52), 0.25 * (1.0 - own.look.y));
  let bald = select(0.4, 0.6, own.look.z > 0.8);
  return Skin(colour, bald, 0.2, 0.9 - bald);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let r = length(p.xz);
  let angle = atan2(p.z, p.x);
  let green = mix(paint(122, 178, 40), paint(92, 148, 26), smoothstep(0.3, 0.9, r));
  let gold = mix(paint(226, 196, 70), paint(206, 168, 40), smoothstep(0.3, 0.9, r));
  var colour = select(green, gold, own.look.z > 0.86);
  // Rays leave the core; between their beginnings lie the seeds.
  let ray = 0.5 + 0.5 * cos(angle * 26.0);
  colour = mix(colour, paint(196, 220, 116), 0.55 * pow(ray, 3.0) * smoothstep(0.2, 0.34, r) * (1.0 - smoothstep(0.55, 0.85, r)));
  let core = 0.24 + 0.02 * cos(angle * 6.0);
  colour = mix(paint(238, 238, 196), colour, smoothstep(core - 0.03, core + 0.08, r));
  let turn = angle * 26.0 / TAU + 0.5;
  let odd = cell_random(vec3i(i32(floor(turn)), 3, 1));
  let seed = length(vec2f((fract(turn) - 0.5) * TAU / 26.0 * r * 1.8, r - 0.38 - 0.12 * odd)) - 0.062;
  colour = mix(paint(24, 18, 12), colour, smoothstep(-0.012, 0.02, seed));
  colour = mix(colour, paint(120, 88, 46), smoothstep(0.93, 0.965, r));
  return Skin(colour, 0.55, 0.8, 0.0);
}
