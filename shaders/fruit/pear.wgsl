// Pear: a large ball and a small one above it with a wide fillet, a curved stem, speckles. Green, yellow with a blush, or
// russet brown.
const BOUND_CENTRE = vec3f(0.0, 0.25, 0.0);
const BOUND: f32 = 1.75;
const MASS: f32 = 0.95;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const STEM: f32 = 1.0;
const LEAF: f32 = 2.0;

/// Some varieties are long.
fn slimness(kind: f32) -> f32 {
  return smoothstep(0.24, 0.3, kind) * (1.0 - 0.5 * smoothstep(0.6, 0.66, kind));
}

fn fruit_distance(given: vec3f, own: Fruit) -> vec2f {
  var p = given;
  p.x += 0.1 * own.form.z * smoothstep(0.0, 1.3, p.y);
  let slim = slimness(own.look.z);
  let high = 0.66 + 0.36 * slim + 0.16 * own.form.x;
  let belly = length((p - vec3f(0.0, -0.28, 0.0)) * vec3f(1.0 + 0.16 * slim, 1.04 - 0.1 * slim, 1.0 + 0.16 * slim)) - 0.95;
  let neck = length(p - vec3f(0.0, high, 0.0)) - (0.46 - 0.1 * slim + 0.08 * own.form.y);
  let r = length(p.xz);
  let hollow = 0.09 * exp(-9.0 * r * r) * step(p.y, 0.0);
  var nearest = vec2f((soft_min(belly, neck, 0.95) + hollow) * 0.9, SKIN);
  if (own.form.w > 0.5) {
    let top = vec3f(0.2 * own.form.z, high + 0.95, 0.05);
    nearest = nearer(nearest, vec2f(rod(given, vec3f(0.0, high + 0.2, 0.0), top, 0.055), STEM));
  }
  if (own.form.w > 1.5) {
    let q = rotate_back(given - vec3f(0.0, high + 0.62, 0.0), normalize(vec4f(0.0, own.look.x - 0.5, 0.1, 1.0)));
    nearest = nearer(nearest, vec2f(leaf(q, 0.9, 0.5, 0.2), LEAF));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.03 * noise(p * 3.0 + own.look.x * 50.0);
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STEM) { return bark(p); }
  if (part == LEAF) { return leafy(p, 0.3); }
  let seed = own.look.x * 50.0;
  let kind = own.look.z;
  var colour = mix(paint(150, 170, 60), paint(208, 200, 88), own.look.y);
  var speckle = paint(104, 104, 40);
  let blotch = cloud(p * 1.7 + seed);
  if (kind > 0.54 && kind < 0.66) { // a red cheek
    colour = mix(paint(200, 194, 84), paint(178, 66, 50), 0.8 * smoothstep(0.55, 0.9, noise(p * 0.8 + seed)));
  } else if (kind >= 0.66) { // russet
    colour = mix(colour * 0.8, mix(paint(146, 106, 56), paint(196, 124, 48), own.look.y), 0.5 + 0.5 * smoothstep(0.3, 0.6, blotch));
    speckle = paint(206, 176, 110);
  } else if (kind > 0.27) { // green and brown, long
    colour = mix(paint(112, 130, 54), paint(150, 156, 66), own.look.y);
    colour = mix(colour, paint(136, 106, 58), 0.7 * smoothstep(0.5, 0.75, blotch + 0.2 * smoothstep(0.3, 1.2, abs(p.y))));
  } else {
    colour = mix(colour, paint(160, 124, 62), 0.4 * smoothstep(0.66, 0.84, blotch + 0.25 * smoothstep(0.6, 1.2, abs(p.y))));
  }
  colour = mix(colour, speckle, 0.65 * spots(p * 10.0 + seed, 0.18, 0.75));
  return Skin(colour, 0.4, 0.4, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  var colour = mix(paint(248, 242, 214), paint(238, 228, 180), cloud(p * 4.0));
  let core = length(vec2f(p.x * 1.3, p.y + 0.35)) - 0.3;
  colour = mix(colour, paint(216, 204, 142), 1.0 - smoothstep(0.0, 0.04, abs(core)));
  let pip = length(vec2f((abs(p.x) - 0.12) * 2.0, p.y + 0.35)) - 0.14;
  colour = mix(paint(62, 36, 20), colour, smoothstep(-0.02, 0.02, pip));
  return Skin(colour, 0.35, 0.6, 0.0);
}
