// Peach: a ball with a crease from the stem's hollow down one side, in velvet; yellow with a red cheek. Inside, a stone.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.22;
const MASS: f32 = 0.98;
const CUT_NORMAL = vec3f(0.0, 0.0, 1.0);

const SKIN: f32 = 0.0;
const LEAF: f32 = 2.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let r = length(p.xz);
  let angle = atan2(p.z, p.x);
  let crease = 0.11 * exp(-angle * angle * 14.0) * smoothstep(-0.9, 0.3, p.y) * smoothstep(0.0, 0.4, r);
  let hollow = 0.24 * exp(-9.0 * r * r) * step(0.0, p.y);
  let body = length(p * vec3f(1.0, 1.04, 1.0)) - 1.0 + crease + hollow;
  var nearest = vec2f(body * 0.8, SKIN);
  if (own.form.w > 1.5) {
    let q = rotate_back(p - vec3f(0.0, 0.75, 0.0), normalize(vec4f(0.0, own.look.x - 0.5, 0.15, 1.0)));
    nearest = nearer(nearest, vec2f(leaf(q, 1.2, 0.4, 0.2), LEAF));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == LEAF) { return leafy(p, 0.35); }
  let seed = own.look.x * 50.0;
  var colour = mix(paint(250, 196, 112), paint(246, 170, 84), own.look.z);
  let red = smoothstep(0.3, 0.75, cloud(p * 1.0 + seed) * 0.9 + 0.2 * own.look.y);
  colour = mix(colour, mix(paint(220, 84, 60), paint(164, 34, 46), own.look.z), red);
  colour *= 0.92 + 0.16 * noise(p * 20.0 + seed);
  colour = mix(colour, paint(120, 70, 40), 0.8 * (1.0 - smoothstep(0.05, 0.16, length(p.xz))) * step(0.0, p.y));
  return Skin(colour, 0.08, 0.5, 0.8);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let r = length(p.xy * vec2f(1.0, 0.85));
  var colour = mix(paint(252, 206, 96), paint(248, 176, 64), cloud(p * 4.0));
  colour = mix(paint(190, 50, 40), colour, smoothstep(0.36, 0.52, r));
  let stone = mix(paint(92, 52, 30), paint(150, 96, 54), noise(p * 14.0));
  colour = mix(stone, colour, smoothstep(0.34, 0.37, r));
  return Skin(colour, 0.4, 0.7, 0.0);
}
