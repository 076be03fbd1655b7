// A picture or a video's frame as the input of a network: a square cut out of it, made small by the mean over what each
// pixel covers, and rounded to the 256 steps that stored pictures have.
//
//   x[i, j, c] = mean of the texels under pixel (i, j) of the square, weighted by the area that it covers of each
//
//   frame: the picture       settings: see below       x [ROWS, SIZE, SIZE, 3], of which row `settings.row` is written
//
// Two things may be changed on the way, for experiments: a grey square laid over it, and everything outside a circle
// replaced. Work: an invocation a pixel; it reads (side / SIZE)² texels or a few more.
@group(0) @binding(0) var frame: texture_2d<f32>;
@group(0) @binding(1) var<uniform> settings: Settings;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;

struct Settings {
  /** Left, top and side of the square, in texels. */
  left: f32,
  top: f32,
  side: f32,
  /** 1: left and right change places. */
  mirror: u32,
  /** Left, top and side of the cover, as parts of the square; side 0: none. */
  cover: vec3f,
  row: u32,
  /** Radius of what is kept around the middle, as a part of the square. */
  radius: f32,
  /** 0: as it is; 1: grey; 2: stripes; 3: dark green; 4: white. */
  background: u32,
  size: u32,
}

const COVER = vec3f(0.5);

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
  let size = settings.size;
  if (id.x >= size || id.y >= size) {
    return;
  }
  let cell = settings.side / f32(size);
  let column = select(id.x, size - 1u - id.x, settings.mirror == 1u);
  let from_x = settings.left + f32(column) * cell;
  let from_y = settings.top + f32(id.y) * cell;
  var colour = mean_over(from_x, from_x + cell, from_y, from_y + cell);
  // Experiments are seen as the picture is, mirrored or not.
  let at = (vec2f(id.xy) + 0.5) / f32(size);
  if (settings.background != 0u && distance(at, vec2f(0.5)) > settings.radius) {
    colour = scene(settings.background, at);
  }
  let inside = at - settings.cover.xy;
  if (all(inside >= vec2f(0.0)) && all(inside < vec2f(settings.cover.z))) {
    colour = COVER;
  }
  let first = ((settings.row * size + id.y) * size + id.x) * 3u;
  let rounded = round(colour * 255.0) / 255.0;
  x[first] = rounded.r;
  x[first + 1u] = rounded.g;
  x[first + 2u] = rounded.b;
}
