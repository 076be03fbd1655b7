// Banana: an arc that tapers at both ends, with five blunt edges. One end is drawn out to a stem, the other ends
// in a dark tip. Green, yellow, or ripe with brown spots.
const BOUND_CENTRE = vec3f(0.0);
const BOUND: f32 = 1.45;
const MASS: f32 = 0.5;
const CUT_NORMAL = vec3f(0.0, 1.0, 0.0);

const SKIN: f32 = 0.0;

/// Half the length along the arc, and the arc's radius.
const HALF: f32 = 1.3;

/// A point as (along the arc, across it outwards, across it sideways).
fn unbent(p: vec3f, own: Fruit) -> vec3f {
  let arc = 1.55 + 0.35 * own.form.z;
  let q = p.xy + vec2f(arc - 0.22, 0.0);
  return vec3f(atan2(q.y, q.x) * arc, length(q) - arc, p.z);
}

fn fruit_distance(p: vec3f, own: Fruit) -> vec2f {
  let q = unbent(p, own);
  let along = q.x / HALF;
  let thick = 0.255 + 0.03 * own.form.y;
  // The body, then down to the stem above and to the tip below.
  let body = sqrt(max(1.0 - along * along * 0.93, 0.05));
  let stem = mix(body, 0.3, smoothstep(0.62, 0.84, along));
  let radius = thick * mix(stem, 0.28, smoothstep(-0.86, -1.0, along));
  let edges = 1.0 + 0.055 * cos(5.0 * atan2(q.z, q.y));
  let around = length(q.yz) * edges - radius;
  let beyond = abs(q.x) - HALF;
  return vec2f(0.8 * max(around, beyond), SKIN);
}

fn fruit_relief(p: vec3f, own: Fruit) -> f32 {
  return 0.0;
}

fn fruit_skin(p: vec3f, part: f32, own: Fruit) -> Skin {
  let q = unbent(p, own);
  let seed = own.look.x * 50.0;
  let along = q.x / HALF;
  let ripe = own.look.y;
  var colour = mix(paint(142, 172, 54), paint(235, 196, 58), smoothstep(0.0, 0.36, ripe));
  colour = mix(colour, paint(222, 170, 42), smoothstep(0.6, 1.0, ripe) * 0.7);
  // The ends stay green for longest.
  colour = mix(colour, paint(150, 172, 60), 0.7 * smoothstep(0.55, 0.9, abs(along)) * (1.0 - smoothstep(0.3, 0.8, ripe)));
  colour *= 0.94 + 0.12 * noise(vec3f(q.x * 1.5, q.yz * 9.0) + seed);
  let edge = smoothstep(0.8, 1.0, cos(5.0 * atan2(q.z, q.y)));
  colour = mix(colour, colour * paint(226, 206, 160), 0.5 * edge);
  let brown = smoothstep(0.55, 1.1, ripe);
  colour = mix(colour, paint(92, 56, 24), brown * spots(p * 6.0 + seed, 0.34, 0.65));
  colour = mix(colour, paint(108, 68, 30), 0.8 * brown * smoothstep(0.72, 0.8, cloud(p * vec3f(4.0) + seed)));
  colour = mix(colour, paint(66, 46, 26), smoothstep(-0.93, -0.97, along)); // the tip
  colour = mix(colour, paint(112, 86, 42), smoothstep(0.9, 0.97, along)); // where it was cut
  return Skin(colour, 0.35, 0.35, 0.0);
}

fn fruit_flesh(p: vec3f, own: Fruit) -> Skin {
  let q = unbent(p, own);
  let r = length(q.yz);
  var colour = mix(paint(246, 236, 196), paint(240, 220, 150), smoothstep(0.1, 0.2, r));
  colour = mix(colour, paint(238, 200, 60), smoothstep(0.235, 0.25, r));
  return Skin(colour, 0.2, 0.6, 0.0);
}
