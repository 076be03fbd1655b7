// Draws one shape per picture: ink on paper, with an edge that is smooth over a pixel, then noise.
//
//   coverage = clamp(½ − distance)            distance from the middle of the pixel to the edge, negative inside
//   value = clamp(mix(paper, ink, coverage) + noise · n)        n from −1 to 1, mostly near 0, drawn for every byte
//
//   shapes [PICTURES]      pictures: bytes four to a u32, lowest first, [PICTURES, SIZE, SIZE, CHANNELS]
//
// The twin of src/shapes/reference.ts. Work: an invocation draws a row of one picture, SIZE · CHANNELS / 4 words: what
// all pixels of a shape share is loaded and computed once a row.
@group(0) @binding(0) var<storage, read> shapes: array<Shape>;
@group(0) @binding(1) var<storage, read_write> pictures: array<u32>;

override SIZE: u32 = 28;
const CHANNELS: u32 = 1;

/// src/shapes/arrange.ts says what the fields mean. 80 bytes.
struct Shape {
  ink: vec3f,
  form: u32,
  paper: vec3f,
  noise_seed: u32,
  centre: vec2f,
  /// Cosine and sine of its angle.
  direction: vec2f,
  reach: f32,
  thickness: f32,
  period: f32,
  phase: f32,
  noise: f32,
}

const BAR: u32 = 0;
const CROSS: u32 = 1;
const CIRCLE: u32 = 2;
const TRIANGLE: u32 = 3;
const SQUARE: u32 = 4;

fn box(p: vec2f, half_size: vec2f) -> f32 {
  let outside = abs(p) - half_size;
  return max(outside.x, outside.y);
}

/// Leaves a wall of `thickness` inside the edge.
fn outlined(distance: f32, thickness: f32) -> f32 {
  return max(distance, -distance - thickness);
}

/// From a point in the shape's own axes to its edge, in pixels; at corners the larger of two distances.
fn edge_distance(p: vec2f, shape: Shape) -> f32 {
  let bar = vec2f(shape.reach, 0.5 * shape.thickness);
  switch (shape.form) {
    case BAR: { return box(p, bar); }
    case CROSS: { return min(box(p, bar), box(p, bar.yx)); }
    case CIRCLE: { return outlined(length(p) - shape.reach, shape.thickness); }
    case TRIANGLE: {
      let sides = max(p.y, 0.8660254 * abs(p.x) - 0.5 * p.y);
      return outlined(sides - 0.5 * shape.reach, shape.thickness);
    }
    case SQUARE: { return outlined(box(p, vec2f(shape.reach)), shape.thickness); }
    default: {
      let along = p.y + shape.phase;
      let stripe = abs(along - shape.period * floor(along / shape.period + 0.5)) - 0.5 * shape.thickness;
      return max(stripe, box(p, vec2f(shape.reach)));
    }
  }
}

const NOISE_STREAM: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = linear_id(id, groups, 64);
  let picture = row / SIZE;
  if (picture >= arrayLength(&shapes)) { return; }
  let shape = shapes[picture];
  let y = row % SIZE;
  let across = vec2f(-shape.direction.y, shape.direction.x);
  let noise_key = pcg_key(shape.noise_seed, NOISE_STREAM);
  var word = 0u;
  for (var x = 0u; x < SIZE; x++) {
    let from_centre = vec2f(vec2u(x, y)) + 0.5 - shape.centre;
    let p = vec2f(dot(from_centre, shape.direction), dot(from_centre, across));
    let coverage = clamp(0.5 - edge_distance(p, shape), 0.0, 1.0);
    for (var c = 0u; c < CHANNELS; c++) {
      let drawn = pcg32_at(noise_key, (y * SIZE + x) * CHANNELS + c);
      let n = f32((drawn & 0xffff) + (drawn >> 16)) / 65535.0 - 1.0;
      let value = clamp(mix(shape.paper[c], shape.ink[c], coverage) + shape.noise * n, 0.0, 1.0);
      let byte = x * CHANNELS + c;
      word |= u32(255.0 * value + 0.5) << ((byte & 3) * 8);
      if ((byte & 3) == 3) {
        pictures[(row * SIZE * CHANNELS + byte) >> 2] = word;
        word = 0;
      }
    }
  }
}
