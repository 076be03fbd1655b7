// One ray a sample through a scene of fruit, to the light that comes along it.
//
//   light[s, i, j] = mean over samples × samples places of the pixel of  shade(trace(ray))
//
//   scenes [scenes]     settings: which pixels this dispatch takes, and how large and fine pictures are
//   light [scenes, size, size] linear rgb, unused
//
// Tracing. Every fruit has a ball around it; only rays that enter a ball march inside it, by the distance to the fruit's
// surface (sphere tracing), in the fruit's own axes. What a fruit looks like stands in a file of its own, which is put
// before this one: `fruit_distance`, `fruit_relief`, `fruit_skin`, `fruit_flesh`.
// Light. A lamp with soft shadows (how near a ray passes by, over how far it has come), a sky dimmed by the balls that
// hide it, light thrown back by the floor; a part of the lamp's light wraps around the fruit and takes on its colour,
// as it does where it wanders through the flesh.
//
// Work: an invocation a pixel, a row of workgroups a scene, so that all of a workgroup read the same scene: numbers that are
// the same for all are loaded once. One dispatch takes only as many as `settings` says, so that no device is held up for long.
// Compiling takes longest, and grows with every place where a fruit's distance stands. So there are three (a ray, a shadow,
// a slope), the hand is one more solid in the same loops, and what could be constants are settings: one pipeline a kind.
struct Settings { scene: u32, first: u32, count: u32, size: u32, samples: u32, corners: u32 }

@group(0) @binding(0) var<storage, read> scenes: array<Scene>;
@group(0) @binding(1) var<uniform> settings: Settings;
@group(0) @binding(2) var<storage, read_write> light: array<vec4f>;

const MARCH_STEPS: u32 = 48;
const SHADOW_STEPS: u32 = 12;
const NEAR_ENOUGH: f32 = 0.003;

const NOTHING: i32 = -1;
const THING: i32 = 100;

/// The part that a cut face is.
const FLESH: f32 = 9.0;

/// The fruit as it was cut: (distance, part).
fn cut_fruit(p: vec3f, own: Fruit) -> vec2f {
  var d = fruit_distance(p, own);
  if (own.look.w < 0.5) { return d; }
  var face = dot(p, CUT_NORMAL);
  if (own.look.w > 1.5) { // a wedge between two planes that meet in the core
    let across = vec2f(face, dot(p, CUT_NORMAL.yzx));
    face = max(dot(across, vec2f(0.5, 0.866)), dot(across, vec2f(0.5, -0.866)));
  }
  if (face > d.x) { d = vec2f(face, FLESH); }
  return d;
}

/// Number of solids: the fruit, then the hand if there is one.
fn solids(scene: u32) -> i32 {
  return i32(scenes[scene].right.w) + select(0i, 1i, scenes[scene].hand.w > 0.0);
}

/// A solid in its own axes.
struct Solid { fruit: Fruit, is_hand: bool, middle: vec3f, reach: f32 }

fn solid(scene: u32, i: i32) -> Solid {
  if (i < i32(scenes[scene].right.w)) {
    let own = scenes[scene].fruit[i];
    return Solid(own, false, own.place.xyz + rotate(BOUND_CENTRE, own.turn) * own.place.w, BOUND * own.place.w);
  }
  let hand = scenes[scene].hand;
  return Solid(Fruit(hand, scenes[scene].hand_turn, vec4f(), vec4f()), true, hand.xyz, HAND_BOUND * hand.w);
}

fn solid_distance(p: vec3f, one: Solid) -> vec2f {
  if (one.is_hand) { return vec2f(hand_distance(p), SKIN); }
  return cut_fruit(p, one.fruit);
}

fn into_own(p: vec3f, one: Solid) -> vec3f {
  return rotate_back(p - one.fruit.place.xyz, one.fruit.turn) / one.fruit.place.w;
}

/// Where a ray crosses a ball: (in, out); in > out if it does not.
fn ball(origin: vec3f, ray: vec3f, centre: vec3f, radius: f32) -> vec2f {
  let o = origin - centre;
  let b = dot(o, ray);
  let inside = b * b - dot(o, o) + radius * radius;
  if (inside <= 0.0) { return vec2f(1.0, -1.0); }
  let half = sqrt(inside);
  return vec2f(max(-b - half, 0.0), -b + half);
}

/// What a ray has met. `what`: a solid's number, THING + its number, or NOTHING.
struct Hit { t: f32, what: i32, normal: vec3f }

/// Solids stand in the order of their distance from the eye, so that most of what is hidden is passed over.
fn trace(scene: u32, eye: vec3f, ray: vec3f) -> Hit {
  var hit = Hit(FAR, NOTHING, vec3f(0.0));
  for (var i = 0; i < i32(scenes[scene].up.w); i++) {
    let met = meet_thing(eye, ray, scenes[scene].things[i]);
    if (met.t < hit.t) { hit = Hit(met.t, THING + i, met.normal); }
  }
  for (var i = 0; i < solids(scene); i++) {
    let one = solid(scene, i);
    let span = ball(eye, ray, one.middle, one.reach);
    if (span.x < min(span.y, hit.t)) {
      let scale = one.fruit.place.w;
      let o = into_own(eye, one);
      let r = rotate_back(ray, one.fruit.turn);
      var t = span.x / scale;
      let end = min(span.y, hit.t) / scale;
      for (var n = 0u; n < MARCH_STEPS && t < end; n++) {
        let d = solid_distance(o + r * t, one).x;
        if (d < NEAR_ENOUGH) { hit.t = t * scale; hit.what = i; break; }
        t += d;
      }
    }
  }
  return hit;
}

/// The share of the lamp that is seen from p; rays that only come near a solid lose some of it.
fn lit(scene: u32, p: vec3f) -> f32 {
  let lamp = scenes[scene].lamp;
  var seen = 1.0;
  for (var i = 0; i < solids(scene); i++) {
    let one = solid(scene, i);
    let span = ball(p, lamp.xyz, one.middle, one.reach);
    if (span.x < span.y && seen > 0.02) {
      let scale = one.fruit.place.w;
      let o = into_own(p, one);
      let r = rotate_back(lamp.xyz, one.fruit.turn);
      var t = max(span.x / scale, 0.03);
      let end = span.y / scale;
      for (var n = 0u; n < SHADOW_STEPS && t < end && seen > 0.02; n++) {
        let d = solid_distance(o + r * t, one).x;
        seen = min(seen, lamp.w * d / t);
        t += clamp(d, 0.06, 0.5);
      }
    }
  }
  return clamp(seen, 0.0, 1.0);
}

/// The share of the sky that is seen from p: each other fruit hides as much of it as a ball of its size.
fn open_sky(scene: u32, p: vec3f, normal: vec3f, but: i32) -> f32 {
  var open = 1.0;
  for (var i = 0; i < i32(scenes[scene].right.w); i++) {
    let place = scenes[scene].fruit[i].place;
    let away = place.xyz - p;
    let far = max(length(away), 1e-3);
    let size = MASS * place.w;
    let share = clamp(0.25 + 0.75 * dot(normal, away) / far, 0.0, 1.0) * size * size / max(far * far, size * size);
    if (i != but) { open *= 1.0 - 0.75 * share; }
  }
  return open;
}

/// Some fruit in shops wear a small label.
fn with_sticker(skin: Skin, p: vec3f, own: Fruit, share: f32) -> Skin {
  let seed = vec3f(fract(own.look.x * 91.7), fract(own.look.x * 57.3), fract(own.look.x * 37.9));
  let away = distance(normalize(p), normalize(seed - 0.5));
  if (fract(own.look.x * 23.1) > share || away > 0.22) { return skin; }
  let ring = select(paint(250.0, 250.0, 246.0), paint(230.0 * seed.x, 60.0 + 120.0 * seed.y, 40.0), away < 0.14);
  return Skin(ring, 0.6, 0.0, 0.0);
}

fn shade(scene: u32, eye: vec3f, ray: vec3f) -> vec3f {
  var hit = trace(scene, eye, ray);
  let sky = scenes[scene].sky.rgb;
  let lamp = scenes[scene].lamp.xyz;
  let lamp_colour = scenes[scene].lamp_colour.rgb;

  // The floor, and where it ends the wall, which nothing throws a shadow on.
  let floor_t = select(FAR, -eye.y / ray.y, ray.y < -1e-4);
  let on_floor = floor_t < min(hit.t, EDGE);
  var skin = Skin(vec3f(0.0), 0.0, 0.0, 0.0);
  if (on_floor) { hit = Hit(floor_t, NOTHING, vec3f(0.0, 1.0, 0.0)); }
  let p = eye + ray * hit.t;
  if (hit.what == NOTHING) {
    var surface = scenes[scene].wall;
    var other = scenes[scene].wall_2;
    var q = (vec2f(atan2(ray.x, ray.z) * 3.0, ray.y * 6.0) + scenes[scene].forward.w * 20.0) * (0.5 + other.w);
    if (on_floor) {
      surface = scenes[scene].floor;
      other = scenes[scene].floor_2;
      q = p.xz * other.w;
    }
    let colour = pattern(u32(surface.w), q, surface.rgb, other.rgb);
    if (!on_floor) { return colour * (0.6 * lamp_colour + 0.7 * sky); }
    skin = Skin(colour, 0.15, 0.0, 0.0);
  } else if (hit.what >= THING) {
    skin = thing_skin(p, scenes[scene].things[hit.what - THING]);
  } else {
    let one = solid(scene, hit.what);
    let q = into_own(p, one);
    // The slope from four corners around, with the relief that is too fine to march on; the fifth is the place itself.
    var slope = vec3f(0.0);
    var part = 0.0;
    for (var n = 0u; n < settings.corners; n++) {
      let even = n % 2 == 0;
      let corner = select(vec3f(select(-1.0, 1.0, n < 2), select(-1.0, 1.0, even), select(-1.0, 1.0, even == (n < 2))), vec3f(0.0), n == 4);
      let near = q + corner * 0.012;
      let d = solid_distance(near, one);
      var relief = 0.0;
      if (d.y == SKIN && !one.is_hand) { relief = fruit_relief(near, one.fruit); }
      slope += corner * (d.x - relief);
      part = d.y;
    }
    hit.normal = rotate(normalize(slope), one.fruit.turn);
    if (one.is_hand) { skin = hand_skin(q, scenes[scene].hand_skin.rgb); }
    else if (part == FLESH) { skin = fruit_flesh(q, one.fruit); }
    else {
      skin = fruit_skin(q, part, one.fruit);
      if (part == SKIN) { skin = with_sticker(skin, q, one.fruit, scenes[scene].hand_skin.w); }
    }
  }
  let n = hit.normal;
  let facing = dot(n, lamp);
  let seen = lit(scene, p + n * 0.03);
  let open = open_sky(scene, p, n, hit.what);
  // Shops have more lamps than one; the others throw no shadows, only what hides the sky dims them.
  let other_lamp = normalize(vec3f(-lamp.x, lamp.y + 0.4, -lamp.z));
  let other = lamp_colour * scenes[scene].film_3.w * open;
  let bounce = scenes[scene].floor.rgb * 0.5 * (lamp_colour + sky);

  // Light that wraps around: the edge of the shadow is softer, and redder or greener as the fruit is.
  let wrap = 0.45 * skin.glow;
  let direct = max(facing, 0.0) * seen;
  let through = max((facing + wrap) / (1.0 + wrap), 0.0) * mix(seen, 1.0, 0.3 * skin.glow) - direct;
  let tint = normalize(skin.colour + 0.02) * 1.4;
  var colour = skin.colour * lamp_colour * (direct + max(through, 0.0) * tint);
  colour += skin.colour * mix(bounce * 0.6, sky, 0.5 + 0.5 * n.y) * open;
  colour += skin.colour * other * max(dot(n, other_lamp), 0.0);
  // What shines: the lamp as a spot, the sky at grazing angles, and the edge of what has hairs.
  let half = normalize(lamp - ray);
  let away = 1.0 - max(dot(n, -ray), 0.0);
  let sharp = exp2(2.0 + 6.5 * skin.gloss);
  let shine = skin.gloss * (0.04 + 0.004 * sharp);
  colour += lamp_colour * seen * shine * pow(max(dot(n, half), 0.0), sharp) * step(0.0, facing);
  colour += 1.6 * other * shine * pow(max(dot(n, normalize(other_lamp - ray)), 0.0), sharp);
  colour += sky * open * skin.gloss * (0.06 + 0.5 * pow(away, 4.0)) * smoothstep(-0.2, 0.7, reflect(ray, n).y);
  colour += skin.fuzz * (lamp_colour * max(facing + 0.4, 0.0) * seen + sky * open) * skin.colour * 1.2 * away * away;
  return colour;
}

/// Where the floor ends.
const EDGE: f32 = 45.0;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let scene = settings.scene + group.y;
  let index = group.x * 64 + local;
  if (index >= settings.count) { return; }
  let place = settings.first + index;
  let pixel = vec2u(place % settings.size, place / settings.size);
  let eye = scenes[scene].eye;
  let samples = f32(settings.samples);
  var sum = vec3f(0.0);
  for (var s = 0u; s < settings.samples * settings.samples; s++) {
    // Places on a grid that is turned a little, so that upright edges are met at different places.
    let grid = (vec2f(f32(s % settings.samples), f32(s / settings.samples)) + 0.5) / samples - 0.5;
    let inside = vec2f(grid.x + 0.3 * grid.y, grid.y - 0.3 * grid.x) + 0.5;
    let at = (vec2f(pixel) + inside) / f32(settings.size) - 0.5;
    let ray = normalize(scenes[scene].forward.xyz * eye.w + scenes[scene].right.xyz * at.x - scenes[scene].up.xyz * at.y);
    sum += min(shade(scene, eye.xyz, ray), vec3f(4.0));
  }
  light[scene * settings.size * settings.size + place] = vec4f(sum / (samples * samples), 1.0);
}
