// A picture or a video's frame as the input of a network: a rectangle cut out of it, made small by the mean over what
// each pixel covers, and rounded to the 256 steps that stored pictures have. One channel: as bright as it is to the eye.
//
//   x[i, j, c] = mean of the texels under pixel (i, j) of the rectangle, weighted by the area that it covers of each
//
//   frame: the picture       settings: see below
//   x [ROWS, HEIGHT, WIDTH, 3 or 1], of which row `settings.row` is written
//
// Two things may be changed on the way, for experiments: a grey square laid over it, and everything outside a circle
// replaced. Work: an invocation a pixel; it reads (side / WIDTH)² texels or a few more.
@group(0) @binding(0) var frame: texture_2d<f32>;
@group(0) @binding(1) var<uniform> settings: Settings;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;

struct Settings {
  /** Left, top and width of the rectangle, in texels. */
  left: f32,
  top: f32,
  side: f32,
  row: u32,
  /** Left, top and side of the cover, as parts of the rectangle; side 0: none. */
  cover: vec3f,
  /** Radius of what is kept around the middle, as a part of the rectangle. */
  radius: f32,
  /** 0: as it is; 1: grey; 2: stripes; 3: dark green; 4: white. */
  background: u32,
  height: u32,
  width: u32,
  channels: u32,
  /** 1: dark and bright change places. */
  invert: u32,
}

const COVER = vec3f(0.5);
/** How bright red, green and blue are to the eye (ITU-R BT.601). */
const LUMA = vec3f(0.299, 0.587, 0.114);

fn mean_over(from_x: f32, to_x: f32, from_y: f32, to_y: f32) -> vec3f {
  let last = vec2i(textureDimensions(frame)) - 1;
  var sum = vec3f(0.0);
  var weight = 0.0;
  for (var row = i32(floor(from_y)); f32(row) < to_y; row++) {
    let high = min(f32(row + 1), to_y) - max(f32(row), from_y);
    for (var column = i32(floor(from_x)); f32(column) < to_x; column++) {
      let area = high * (min(f32(column + 1), to_x) - max(f32(column), from_x));
      sum += area * textureLoad(frame, clamp(vec2i(column, row), vec2i(0), last), 0).rgb;
      weight += area;
    }
  }
  return sum / weight;
}

fn scene(background: u32, at: vec2f) -> vec3f {
  switch background {
    case 1u: { return vec3f(0.5); }
    case 2u: { return select(vec3f(0.85, 0.8, 0.7), vec3f(0.25, 0.35, 0.6), fract((at.x + at.y) * 5.0) < 0.5); }
    case 3u: { return vec3f(0.1, 0.25, 0.14); }
    default: { return vec3f(1.0); }
  }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let width = settings.width;
  let height = settings.height;
  if (id.x >= width || id.y >= height) {
    return;
  }
  let cell = settings.side / f32(width);
  let from_x = settings.left + f32(id.x) * cell;
  let from_y = settings.top + f32(id.y) * cell;
  var colour = mean_over(from_x, from_x + cell, from_y, from_y + cell);
  let at = (vec2f(id.xy) + 0.5) / vec2f(f32(width), f32(height));
  if (settings.background != 0u && distance(at, vec2f(0.5)) > settings.radius) {
    colour = scene(settings.background, at);
  }
  let inside = at - settings.cover.xy;
  if (all(inside >= vec2f(0.0)) && all(inside < vec2f(settings.cover.z))) {
    colour = COVER;
  }
  if (settings.invert == 1u) {
    colour = 1.0 - colour;
  }
  let pixel = (settings.row * height + id.y) * width + id.x;
  if (settings.channels == 1u) {
    x[pixel] = round(dot(colour, LUMA) * 255.0) / 255.0;
    return;
  }
  let rounded = round(colour * 255.0) / 255.0;
  x[3u * pixel] = rounded.r;
  x[3u * pixel + 1u] = rounded.g;
  x[3u * pixel + 2u] = rounded.b;
}
