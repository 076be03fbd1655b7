// Tomato: flat, softly ribbed, very glossy, with a green star of sepals.
const BOUND_CENTRE = vec3f(0.0, 0.05, 0.0);
const BOUND: f32 = 1.2;
const MASS: f32 = 0.92;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;
const STAR: f32 = 1.0;

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let angle = atan2(p.z, p.x);
  let ribs = 0.03 * (1.0 + own.form.y) * cos(angle * 6.0 + own.look.x * 9.0) * smoothstep(-0.6, 0.5, p.y);
  let r = length(p.xz) - ribs;
  let high = 0.84 + 0.1 * own.form.x;
  let body = length(vec2f(r - 0.28, p.y / high)) - 0.72;
  var nearest = vec2f(body * 0.8, SKIN);
  if (own.form.w > 0.5 && p.y > 0.2) {
    let q = sector(p - vec3f(0.0, 0.66 * high, 0.0), 5.0, own.look.x * 6.0);
    nearest = nearer(nearest, vec2f(leaf(q, 0.7, 0.26, 0.14), STAR));
    nearest = nearer(nearest, vec2f(rod(p, vec3f(0.0, 0.5, 0.0), vec3f(0.1, 0.95, 0.05), 0.05), STAR));
  }
  return nearest;
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  if (part == STAR) { return leafy(p, 0.2); }
  let seed = own.look.x * 40.0;
  var colour = mix(paint(226, 64, 28), paint(190, 20, 18), own.look.y);
  if (own.look.z > 0.92) { colour = paint(240, 170, 40); }
  colour = mix(colour, paint(222, 130, 50), (1.0 - own.look.y) * 0.6 * smoothstep(0.2, 0.7, p.y + 0.4 * noise(p * 2.0 + seed)));
  return Skin(colour, 0.95, 0.45, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let r = length(p.xz);
  let angle = atan2(p.z, p.x);
  let wide = TAU / 6.0;
  let wall = abs(angle - wide * round(angle / wide)) * r;
  let room = smoothstep(0.06, 0.12, wall) * smoothstep(0.25, 0.33, r) * (1.0 - smoothstep(0.7, 0.78, r));
  var colour = mix(paint(222, 84, 60), paint(206, 62, 30), room);
  colour = mix(colour, paint(236, 200, 120), room * spots(vec3f(p.x, 0.3, p.z) * 6.0, 0.4, 0.8));
  return Skin(colour, 0.6, 0.7, 0.0);
}
