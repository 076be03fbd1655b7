// Orange: a ball with pores, a little flat, with the small green button of its stem. Cut across it shows its segments.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.16;
const MASS: f32 = 1.0;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const BUTTON: f32 = 1.0;
const LEAF: f32 = 2.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let flat = 0.96 + 0.04 * own.form.x;
  let r = length(p.xz);
  let hollow = 0.05 * exp(-12.0 * r * r) * step(0.0, p.y);
  var nearest = vec2f(length(vec3f(p.x, p.y / flat, p.z)) - 1.0 + hollow, SKIN);
  if (own.form.w > 0.5) {
    let button = length(vec3f(p.x, (p.y - flat + 0.05) * 2.0, p.z)) - 0.1;
    nearest = nearer(nearest, vec2f(button * 0.5, BUTTON));
  }
  if (own.form.w > 1.5) {
    let q = rotate_back(p - vec3f(0.0, flat - 0.04, 0.0), normalize(vec4f(0.0, own.look.x - 0.5, 0.05, 1.0)));
    nearest = nearer(nearest, vec2f(leaf(q, 1.0, 0.55, 0.1), LEAF));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.012 * noise(p * 26.0 + own.look.x * 40.0) + 0.03 * noise(p * 3.0);
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == BUTTON) { return Skin(mix(paint(96, 108, 44), paint(120, 92, 50), own.look.y), 0.1, 0.0, 0.0); }
  if (part == LEAF) { return leafy(p, 0.15); }
  let seed = own.look.x * 40.0;
  // From yellow ones over orange to the red of tangerines.
  var colour = mix(paint(246, 172, 52), mix(paint(248, 156, 26), paint(232, 98, 14), smoothstep(0.35, 1.0, own.look.z)), smoothstep(0.0, 0.25, own.look.z));
  colour = mix(colour, paint(214, 170, 40), 0.4 * (1.0 - own.look.y) * smoothstep(0.5, 0.9, noise(p * 1.3 + seed)));
  let pore = noise(p * 26.0 + seed);
  return Skin(colour * (0.86 + 0.22 * pore), 0.5, 0.4, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  return citrus_flesh(p, 10.0, paint(250, 160, 34), paint(240, 120, 12), paint(252, 226, 160), paint(238, 130, 16));
}
