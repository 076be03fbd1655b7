// Avocado: a pear's shape in dark, warty skin. Halved it is pale green with a yellow middle and the brown stone.
const BOUND_CENTRE = vec3f(0.0, 0.15, 0.0);
const BOUND: f32 = 1.5;
const MASS: f32 = 0.95;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;
const STONE: f32 = 3.0;

fn body(p: vec3f, own: Fruit) -> f32 {
  let belly = length(p - vec3f(0.0, -0.22, 0.0)) - 0.94;
  let neck = length(p - vec3f(0.06 * own.form.z, 0.68 + 0.14 * own.form.x, 0.0)) - (0.48 + 0.08 * own.form.y);
  return soft_min(belly, neck, 0.9) * 0.95;
}

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let top = vec3f(0.06 * own.form.z, 1.17 + 0.14 * own.form.x + 0.08 * own.form.y, 0.0);
  return nearer(vec2f(body(p, own), SKIN), vec2f(length((p - top) * vec3f(1.0, 2.0, 1.0)) * 0.5 - 0.045, STEM));
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.06 * noise(p * 9.0 + own.look.x * 50.0);
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return bark(p); }
  let seed = own.look.x * 50.0;
  let green = paint(66, 84, 36);
  let ripe = mix(paint(44, 46, 34), paint(54, 38, 36), own.look.z);
  var colour = mix(green, ripe, smoothstep(0.2, 0.8, own.look.y + 0.5 * (noise(p * 1.5 + seed) - 0.5)));
  colour = mix(colour, paint(104, 112, 60), 0.45 * spots(p * 9.0 + seed, 0.3, 0.6));
  return Skin(colour * (0.7 + 0.6 * noise(p * 9.0 + seed)), 0.4, 0.1, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let deep = -body(p, own);
  var colour = mix(paint(120, 160, 52), paint(206, 214, 116), smoothstep(0.02, 0.16, deep));
  colour = mix(colour, paint(238, 226, 148), smoothstep(0.12, 0.4, deep));
  let stone = length(p.xy - vec2f(0.0, -0.25)) - 0.45;
  let lit = 0.75 + 0.5 * (p.x * 0.6 + p.y + 0.25);
  colour = mix(mix(paint(116, 66, 32), paint(160, 104, 56), noise(p * 6.0)) * lit, colour, smoothstep(-0.02, 0.01, stone));
  colour = mix(colour, colour * 0.6, (1.0 - smoothstep(0.0, 0.05, abs(stone))) * 0.7);
  return Skin(colour, 0.4, 0.5, 0.0);
}
