// What is not fruit: the floor, the wall behind it, and boxes and balls that stand about.

/// Flat patterns for floors and walls; q in units of the pattern. 0 plain, 1 boards, 2 checked cloth, 3 chips of stone,
/// 4 tiles, 5 leaves, 6 lights out of focus, 7 shelves.
fn pattern(kind: u32, q: vec2f, a: vec3f, b: vec3f) -> vec3f {
  // One noise, stretched and scaled as each of them needs it.
  var fine = vec2f(1.0);
  if (kind == 0) { fine = vec2f(0.5); }
  if (kind == 1) { fine = vec2f(1.2, 9.0); }
  if (kind == 2) { fine = vec2f(9.0); }
  let row = floor(q.y * select(1.0, 0.6, kind == 7));
  let column = floor(q.x * select(0.5, 1.6, kind == 7));
  let tone = cell_random(vec3i(select(i32(column), 0i, kind == 1), i32(row), 7));
  let grain = noise(vec3f(q * fine + select(0.0, 17.0 * tone, kind == 1), 2.7));
  switch kind {
    case 1u: {
      let gap = smoothstep(0.0, 0.05, fract(q.y)) * smoothstep(0.0, 0.05, 1.0 - fract(q.y));
      return mix(a, b, 0.6 * grain + 0.4 * tone) * mix(0.35, 1.0, gap);
    }
    case 2u: { return mix(a, b, 0.5 * (step(0.5, fract(q.x * 0.7)) + step(0.5, fract(q.y * 0.7)))) * (0.9 + 0.2 * grain); }
    case 4u: {
      let joint = min(fract(q.x * 0.5), fract(q.y));
      return mix(b, a * (0.85 + 0.3 * tone), smoothstep(0.02, 0.05, joint));
    }
    case 5u: {
      let finer = noise(vec3f(q * 3.1, 5.0));
      return mix(a, b, smoothstep(0.3, 0.7, 0.6 * grain + 0.4 * finer)) * (0.6 + 0.8 * finer);
    }
    case 3u, 6u: {
      // A disc in every cell, large or small.
      let large = select(0.9, 2.4, kind == 3);
      let size = 0.16 + 0.32 * cell_random(vec3i(i32(floor(q.x * large)), i32(floor(q.y * large)), 3));
      let disc = 1.0 - smoothstep(0.85, 1.0, length(fract(q * large) - 0.5) / size);
      return select(a + 0.9 * b * disc, mix(mix(a, b, 0.3 * grain), b, 0.8 * disc), kind == 3);
    }
    case 7u: {
      let goods = (0.5 + 0.5 * cos(TAU * (tone + vec3f(0.0, 0.33, 0.67)))) * 0.6;
      return mix(b, mix(a, goods, 0.7), smoothstep(0.08, 0.16, fract(q.y * 0.6)) * (0.5 + 0.5 * grain));
    }
    default: { return mix(a, b, 0.5 * grain); }
  }
}

struct Crossing { t: f32, normal: vec3f }

const FAR: f32 = 1e4;

/// Where a ray meets a thing, FAR if it does not.
fn meet_thing(origin: vec3f, ray: vec3f, thing: Thing) -> Crossing {
  let c = cos(thing.place.w);
  let s = sin(thing.place.w);
  let o = origin - thing.place.xyz;
  let p = vec3f(c * o.x - s * o.z, o.y, s * o.x + c * o.z);
  let d = vec3f(c * ray.x - s * ray.z, ray.y, s * ray.x + c * ray.z);
  var t = FAR;
  var n = vec3f(0.0, 1.0, 0.0);
  if (thing.size.w < 1.5) { // a box: the last plane that is crossed into it
    let inverse = 1.0 / select(d, vec3f(1e-6), abs(d) < vec3f(1e-6));
    let near = -p * inverse - abs(inverse) * thing.size.xyz;
    let far = -p * inverse + abs(inverse) * thing.size.xyz;
    let enter = max(near.x, max(near.y, near.z));
    if (enter > 0.0 && enter < min(far.x, min(far.y, far.z))) {
      t = enter;
      n = -sign(d) * vec3f(vec3f(enter) <= near);
    }
  } else {
    let q = p / thing.size.xyz;
    let e = d / thing.size.xyz;
    let b = dot(q, e);
    let a = dot(e, e);
    let inside = b * b - a * (dot(q, q) - 1.0);
    if (inside > 0.0) {
      let enter = (-b - sqrt(inside)) / a;
      if (enter > 0.0) { t = enter; n = normalize((q + e * enter) / thing.size.xyz); }
    }
  }
  return Crossing(t, vec3f(c * n.x + s * n.z, n.y, -s * n.x + c * n.z));
}

fn thing_skin(p: vec3f, thing: Thing) -> Skin {
  let q = p - thing.place.xyz;
  let kind = u32(thing.colour.w);
  var fine = vec3f(3.0);
  if (kind == 1) { fine.y = 14.0; }
  if (kind == 2) { fine = vec3f(9.0, 2.0, 9.0); }
  let grain = noise(q * fine);
  var colour = thing.colour.rgb * (0.8 + 0.3 * grain);
  if (kind == 1) { colour *= mix(0.4, 1.0, smoothstep(0.0, 0.12, fract(q.y * 1.5))); }
  if (kind == 2) { colour = mix(colour, vec3f(0.03), 0.8 * step(0.45, grain) * step(0.35, fract(q.y * 3.0 + q.z * 3.0))); }
  if (kind == 3) {
    // Balls in rows, seen from above, in a crate: what lies beside the fruit in a shop.
    let row = floor(q.z * 0.6);
    let at = vec2f(q.x * 0.6 + 0.5 * (row % 2.0), q.z * 0.6);
    let cell = vec3i(i32(floor(at.x)), i32(row), 5);
    let odd = vec2f(cell_random(cell), cell_random(cell + 3));
    let off = fract(at) - 0.5 - 0.25 * (odd - 0.5);
    let round = max(1.0 - 3.4 * dot(off, off), 0.0);
    let lean = mix(vec3f(1.12, 0.86, 0.8), vec3f(0.9, 1.12, 0.95), cell_random(cell + 9));
    let glint = 0.5 * smoothstep(0.985, 1.0, 1.0 - dot(off - 0.1, off - 0.1));
    colour = select(colour * 0.3, colour * lean * (0.14 + 1.0 * round) + glint, abs(q.y - thing.size.y) < 0.02);
  }
  return Skin(colour, 0.3, 0.1, 0.0);
}
