// Apple: a circle turned about an axis inside it, so that both ends sink in; narrower and five-lobed below. Red, green,
// yellow, or two colours in streaks along the meridians, with small pale dots.
const BOUND_CENTRE = vec3f(0.0, 0.12, 0.0);
const BOUND: f32 = 1.3;
const MASS: f32 = 0.95;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;
const LEAF: f32 = 2.0;

fn fruit_distance(given: vec3f, own: Fruit) -> vec2f {
  var p = given;
  p.y /= 1.0 + 0.1 * own.form.x;
  let below = smoothstep(0.1, -0.9, p.y);
  let angle = atan2(p.z, p.x);
  let r = length(p.xz) * (1.0 + 0.14 * below * below - 0.03 * below * cos(5.0 * angle + own.look.x * 9.0));
  // The axis lies `inside` from the circle's middle.
  let inside = 0.4 + 0.05 * own.form.y;
  let body = length(vec2f(r - inside, p.y * 0.86 * (1.0 - 0.06 * p.y))) - (1.0 - inside);
  var nearest = vec2f(body * 0.85, SKIN);
  if (own.form.w > 0.5) {
    let lean = vec3f(0.16 * own.form.z, 0.95, 0.1);
    nearest = nearer(nearest, vec2f(rod(given, vec3f(0.0, 0.3, 0.0), lean, 0.045), STEM));
  }
  if (own.form.w > 1.5) {
    let q = rotate_back(given - vec3f(0.03, 0.78, 0.03), normalize(vec4f(0.0, own.look.x - 0.5, 0.1, 1.0)));
    nearest = nearer(nearest, vec2f(leaf(q, 0.85, 0.5, 0.25), LEAF));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return bark(p); }
  if (part == LEAF) { return leafy(p, 0.3); }
  let angle = atan2(p.z, p.x);
  let seed = own.look.x * 60.0;
  let kind = own.look.z;
  // Streaks run from stem to calyx: noise that is stretched along y.
  let round = vec3f(cos(angle), p.y * 0.15, sin(angle));
  let streak = 0.5 * noise(round * 7.0 + seed) + 0.5 * noise(round * 21.0 + seed);
  let side = noise(vec3f(p.x, 0.6 * p.y, p.z) * 0.9 + seed); // where the sun has been
  let ground = mix(paint(176, 190, 74), paint(232, 196, 88), own.look.y);
  var blush = mix(paint(178, 22, 30), paint(110, 10, 24), own.look.y * streak);
  var red = 1.0;
  if (kind < 0.34) { // yellow, a little red
    red = 0.5 * smoothstep(0.66, 0.95, side);
  } else if (kind < 0.5) { // orange to red over yellow
    red = 0.25 + 0.75 * smoothstep(0.25, 0.75, side * 0.6 + streak * 0.6);
    blush = mix(paint(206, 70, 40), paint(190, 40, 34), streak);
  } else if (kind < 0.72) { // pink over pale green
    red = smoothstep(0.25, 0.7, side * 0.8 + streak * 0.4);
    blush = mix(paint(206, 62, 72), paint(226, 110, 96), 0.6 * streak);
  } else { // red
    red = 0.88 + 0.12 * smoothstep(0.2, 0.6, streak);
    blush = mix(paint(176, 26, 34), paint(104, 14, 26), 0.7 * own.look.y + 0.3 * streak);
  }
  var colour = mix(ground, blush, red);
  if (kind < 0.2) { colour = mix(paint(112, 166, 46), paint(176, 196, 72), 0.75 * own.look.y + 0.25 * streak); } // green
  colour = mix(colour, paint(236, 214, 160), 0.4 * spots(p * 8.0 + seed, 0.12, 0.5));
  // Greenish in the hollow of the stem, brown in that of the calyx.
  let axis = 1.0 - smoothstep(0.05, 0.32, length(p.xz));
  colour = mix(colour, select(paint(92, 72, 40), paint(150, 150, 62), p.y > 0.0), axis * 0.75);
  return Skin(colour, 0.75, 0.35, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let flesh = mix(paint(247, 236, 196), paint(238, 222, 164), cloud(p * 3.0));
  // The core: a lens with two pips.
  let core = length(vec2f(p.x * 1.5, p.y + 0.05)) - 0.36;
  var colour = mix(flesh, paint(214, 196, 128), 1.0 - smoothstep(0.0, 0.035, abs(core)));
  let pip = length(vec2f((abs(p.x) - 0.13) * 2.0, p.y + 0.04)) - 0.16;
  colour = mix(paint(72, 40, 20), colour, smoothstep(-0.02, 0.02, pip));
  return Skin(colour, 0.3, 0.6, 0.0);
}
