// Strawberry: a rounded cone, red, with yellow seeds in pits along spirals, and a collar of green leaves.
const BOUND_CENTRE = vec3f(0.0, -0.1, 0.0);
const BOUND: f32 = 1.5;
const MASS: f32 = 0.8;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const LEAF: f32 = 1.0;
const STEM: f32 = 2.0;

/// Two balls and the cone that touches both, from the shoulder down to the tip.
fn berry(p: vec3f, own: Fruit) -> f32 {
  let long = 1.0 + 0.15 * own.form.x;
  let wide = vec2f(0.8, 0.24);
  let q = vec2f(length(p.xz), 0.1 - p.y);
  let slope = (wide.x - wide.y) / long;
  let flat = sqrt(1.0 - slope * slope);
  let along = dot(q, vec2f(-slope, flat));
  if (along < 0.0) { return length(q) - wide.x; }
  if (along > flat * long) { return length(q - vec2f(0.0, long)) - wide.y; }
  return dot(q, vec2f(flat, slope)) - wide.x;
}

/// In its cell, how far a place is from the seed: 0 on it, 1 and more away.
fn seed_distance(p: vec3f) -> f32 {
  let row = p.y * 5.0;
  let shift = 0.5 * (floor(row) % 2.0);
  let count = max(4.0, floor(14.0 * sqrt(max(1.0 - pow((p.y - 0.1) / 1.25, 2.0), 0.05))));
  let around = fract(atan2(p.z, p.x) / TAU * count + shift) - 0.5;
  return length(vec2f(around * 1.5, (fract(row) - 0.5) * 0.85)) / 0.24;
}

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  var nearest = vec2f(berry(p, own), SKIN);
  if (p.y > 0.1) {
    let q = sector(p - vec3f(0.0, 0.83, 0.0), 8.0, own.look.x * 5.0);
    nearest = nearer(nearest, vec2f(leaf(q, 0.78, 0.45, -0.35), LEAF));
    nearest = nearer(nearest, vec2f(rod(p, vec3f(0.0, 0.8, 0.0), vec3f(0.12, 1.2, 0.05), 0.045), STEM));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return -0.035 * (1.0 - smoothstep(0.6, 1.7, seed_distance(p)));
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part != SKIN) { return leafy(p, 0.45); }
  var colour = mix(paint(220, 44, 38), paint(164, 10, 24), own.look.y * 0.7 + 0.3 * noise(p * 3.0));
  colour = mix(colour, paint(238, 190, 150), (1.0 - own.look.y) * 0.8 * smoothstep(0.35, 0.75, p.y));
  let seed = seed_distance(p);
  colour *= 1.0 - 0.4 * (1.0 - smoothstep(0.9, 1.6, seed));
  colour = mix(paint(236, 196, 96), colour, smoothstep(0.6, 0.95, seed));
  return Skin(colour, 0.65, 0.6, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let edge = smoothstep(-0.35, 0.0, berry(p, own));
  var colour = mix(paint(248, 190, 170), paint(212, 40, 40), edge);
  let core = length(vec2f(p.x * 2.2, p.y - 0.1)) - 0.5;
  colour = mix(paint(252, 226, 208), colour, smoothstep(-0.1, 0.15, core));
  return Skin(colour, 0.5, 0.8, 0.0);
}
