// What every fruit is made of: turns, soft unions, a few solids by their distance, and noise.
//
// A solid is a function of a point that gives the distance to its surface, negative inside. Two solids are one by the
// smaller distance, have a common part by the larger; `soft_min` joins them with a fillet.
// Sources: J. C. Hart, "Sphere Tracing", The Visual Computer 12 (1996); I. Quilez, "Distance functions",
// https://iquilezles.org/articles/distfunctions/; K. Perlin, "An Image Synthesizer", SIGGRAPH 1985 (noise).

const PI: f32 = 3.14159265;
const TAU: f32 = 6.28318531;

/// A colour as one reads it off a screen, 0…255, made linear: gamma 2 in place of sRGB's 2.2, undone by the film.
fn paint(r: f32, g: f32, b: f32) -> vec3f {
  let c = vec3f(r, g, b) / 255.0;
  return c * c;
}

/// p rotated by a quaternion.
fn rotate(p: vec3f, q: vec4f) -> vec3f {
  return p + 2.0 * cross(q.xyz, cross(q.xyz, p) + q.w * p);
}

/// p rotated back.
fn rotate_back(p: vec3f, q: vec4f) -> vec3f {
  return rotate(p, vec4f(-q.xyz, q.w));
}

fn soft_min(a: f32, b: f32, fillet: f32) -> f32 {
  let h = max(fillet - abs(a - b), 0.0) / fillet;
  return min(a, b) - h * h * fillet * 0.25;
}

/// The nearer of two parts: (distance, part).
fn nearer(a: vec2f, b: vec2f) -> vec2f {
  return select(a, b, b.x < a.x);
}

/// About the distance to an ellipsoid: exact on it, and near it.
fn ellipsoid(p: vec3f, radii: vec3f) -> f32 {
  let k = length(p / radii);
  return k * (k - 1.0) / max(length(p / (radii * radii)), 1e-4);
}

/// A rod from a to b with round ends.
fn rod(p: vec3f, a: vec3f, b: vec3f, radius: f32) -> f32 {
  let along = b - a;
  let h = clamp(dot(p - a, along) / dot(along, along), 0.0, 1.0);
  return length(p - a - along * h) - radius;
}

/// One of `count` equal sectors about the y axis, turned so that its middle lies on +x; `start` turns the first.
fn sector(p: vec3f, count: f32, start: f32) -> vec3f {
  let wide = TAU / count;
  let angle = atan2(p.z, p.x) - start;
  let own = angle - wide * round(angle / wide);
  let r = length(p.xz);
  return vec3f(r * cos(own), p.y, r * sin(own));
}

/// A pointed leaf that leaves the origin along +x, rises or falls as `bend` says: thin, as wide as `wide`.
fn leaf(p: vec3f, long: f32, wide: f32, bend: f32) -> f32 {
  let u = clamp(p.x / long, 0.0, 1.0);
  let spine = vec3f(u * long, bend * u * u * long, 0.0);
  let half_width = wide * sqrt(max(u * (1.0 - u), 0.0)) * (1.4 - 0.8 * u);
  let q = p - spine;
  let flat = vec3f(q.x, q.y - 0.5 * abs(q.z), max(abs(q.z) - half_width, 0.0)); // a keel along the middle
  return 0.7 * (length(flat) - 0.02);
}

/// What a cell's number is counted by along each axis; `scrambled` makes it look random.
const CELL: vec3u = vec3u(0x8da6b343u, 0xd8163841u, 0xcb1ab31fu);

/// 0…1
fn scrambled(number: u32) -> f32 {
  var h = (number ^ (number >> 15)) * 0x2c1b3c6du;
  h = (h ^ (h >> 13)) * 0x297a2d39u;
  return f32((h ^ (h >> 15)) >> 8) / 16777216.0;
}

/// A random number of a cell, 0…1.
fn cell_random(cell: vec3i) -> f32 {
  let c = vec3u(cell) * CELL;
  return scrambled(c.x + c.y + c.z);
}

/// Smooth noise, 0…1, about one bump a unit: random numbers at the corners of a cell, mixed.
fn noise(p: vec3f) -> f32 {
  let c = vec3u(vec3i(floor(p))) * CELL;
  let base = c.x + c.y + c.z;
  let f = fract(p);
  let u = f * f * (3.0 - 2.0 * f);
  let low = vec4f(scrambled(base), scrambled(base + CELL.x), scrambled(base + CELL.y), scrambled(base + CELL.x + CELL.y));
  let top = base + CELL.z;
  let high = vec4f(scrambled(top), scrambled(top + CELL.x), scrambled(top + CELL.y), scrambled(top + CELL.x + CELL.y));
  let four = mix(low, high, u.z);
  let two = mix(four.xz, four.yw, u.x);
  return mix(two.x, two.y, u.y);
}

/// Two octaves of it.
fn cloud(p: vec3f) -> f32 {
  return 0.65 * noise(p) + 0.35 * noise(p * 2.3 + 7.1);
}

/// Round spots: 1 in the middle of one, 0 outside, one in a share `often` of the cells.
fn spots(p: vec3f, radius: f32, often: f32) -> f32 {
  let cell = vec3i(floor(p));
  let r = cell_random(cell);
  let centre = 0.3 + 0.4 * vec3f(cell_random(cell + 31), cell_random(cell + 57), r);
  let size = radius * (0.5 + r);
  return select(0.0, 1.0 - smoothstep(0.5 * size, size, length(fract(p) - centre)), cell_random(cell + 11) < often);
}

/// What a fruit's own file says of a place on it.
struct Skin {
  colour: vec3f,
  /// 0 matt … 1 waxed
  gloss: f32,
  /// How much of the light wanders through: 0 wood, 1 jelly.
  glow: f32,
  /// Short hairs that shine at the edge.
  fuzz: f32,
}

fn bark(p: vec3f) -> Skin {
  return Skin(mix(paint(70, 48, 26), paint(122, 88, 48), noise(p * 14.0)), 0.1, 0.0, 0.0);
}

fn leafy(p: vec3f, tone: f32) -> Skin {
  let green = mix(paint(48, 92, 34), paint(112, 148, 58), tone);
  return Skin(green * (0.75 + 0.5 * noise(p * 6.0)), 0.35, 0.4, 0.0);
}
