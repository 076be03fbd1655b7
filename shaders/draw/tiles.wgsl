// Draws tensors as tiles of coloured cells, straight from the buffers that the kernels wrote.
//
// One instance is one tile: a rectangle of the canvas and a two-dimensional walk through a tensor,
//   value(row, column) = tensor[base + row · rowStride + column · columnStride],
// which covers a channel of a map, a slice of a kernel and a vector alike. A cell is sampled at its nearest
// value and never blended, so its edges stay sharp at every pixel ratio.
//
// group 0, shared by a canvas   0 view    size of the canvas in pixels
//                               1 colours MAPS · STOPS stops, row by row (src/draw/colourMaps.ts), then
//                                         stripe and ground of the hatching for each theme
// group 1, one per tensor       0 tensor  its numbers, as bits: NaN can only be told by its bits, since
//                                         comparisons with NaN are left to the implementation
//
// Why it is fast: a pixel costs one load and one mix; all tiles of a tensor are one draw, all draws of a
// canvas one pass, and nothing is copied or read back.

const STOPS = 9u;
const MAPS_PER_THEME = 7u;
const THEMES = 2u;
const COLOURS = STOPS * MAPS_PER_THEME * THEMES + 2u * THEMES;
const KIND_BARS = 1u;
const KIND_PICTURE = 2u;
/** Half the height of a bar as part of its row. */
const BAR_HALF = 0.22;

struct View {
  size: vec2f,
}

struct Tile {
  /** x, y, width, height in pixels. */
  @location(0) rectangle: vec4f,
  /** rows, columns, rowStride, columnStride. */
  @location(1) walk: vec4u,
  /** base, colour map, kind, number of cells that hold a value. */
  @location(2) source: vec4u,
  /** Lowest and highest value of the colours; z: 1 if zero is the middle; w: from red to green to blue, in numbers. */
  @location(3) domain: vec4f,
}

/** `either`: devices of the compatibility level know no first vertex; all four of a tile have the same numbers. */
struct Corner {
  @builtin(position) position: vec4f,
  @location(0) place: vec2f,
  @location(1) @interpolate(flat, either) walk: vec4u,
  @location(2) @interpolate(flat, either) source: vec4u,
  @location(3) @interpolate(flat, either) domain: vec4f,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> colours: array<vec4f, COLOURS>;
@group(1) @binding(0) var<storage, read> tensor: array<u32>;

@vertex
fn corner(@builtin(vertex_index) index: u32, tile: Tile) -> Corner {
  let place = vec2f(f32(index & 1u), f32(index >> 1u));
  let pixel = tile.rectangle.xy + place * tile.rectangle.zw;
  let clip = pixel / view.size * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0);
  return Corner(vec4f(clip, 0.0, 1.0), place, tile.walk, tile.source, tile.domain);
}

fn colour_at(map: u32, position: f32) -> vec4f {
  let at = clamp(position, 0.0, 1.0) * f32(STOPS - 1u);
  let stop = min(u32(at), STOPS - 2u);
  let row = map * STOPS;
  return mix(colours[row + stop], colours[row + stop + 1u], at - f32(stop));
}

/** Where a value lies in its range, 0…1. */
fn position_of(value: f32, domain: vec4f) -> f32 {
  if (domain.z == 1.0) {
    return 0.5 + 0.5 * value / max(abs(domain.x), abs(domain.y));
  }
  return (value - domain.x) / (domain.y - domain.x);
}

fn is_broken(bits: u32) -> bool {
  return (bits & 0x7f800000u) == 0x7f800000u;
}

fn hatched(map: u32, pixel: vec2f) -> vec4f {
  let theme = map / MAPS_PER_THEME;
  let stripe = (u32(pixel.x + pixel.y) / 3u) & 1u;
  return colours[STOPS * MAPS_PER_THEME * THEMES + theme * 2u + stripe];
}

@fragment
fn cell(in: Corner) -> @location(0) vec4f {
  let size = vec2f(f32(in.walk.y), f32(in.walk.x));
  let within = clamp(in.place * size, vec2f(0.0), size - 0.0001);
  let column = u32(within.x);
  let row = u32(within.y);
  let map = in.source.y;
  // In bars the whole row shows one value, the first of its row.
  let step = row * in.walk.z + select(column, 0u, in.source.z == KIND_BARS) * in.walk.w;
  if (step >= in.source.w) {
    return vec4f(0.0);
  }
  let bits = tensor[in.source.x + step];
  if (is_broken(bits)) {
    return hatched(map, in.position.xy);
  }
  let value = bitcast<f32>(bits);
  if (in.source.z == KIND_PICTURE) {
    let channel_stride = u32(in.domain.w);
    let green = tensor[in.source.x + step + channel_stride];
    let blue = tensor[in.source.x + step + 2u * channel_stride];
    if (is_broken(green) || is_broken(blue)) {
      return hatched(map, in.position.xy);
    }
    return vec4f(
      clamp(position_of(value, in.domain), 0.0, 1.0),
      clamp(position_of(bitcast<f32>(green), in.domain), 0.0, 1.0),
      clamp(position_of(bitcast<f32>(blue), in.domain), 0.0, 1.0),
      1.0,
    );
  }
  if (in.source.z == KIND_BARS) {
    if (abs(fract(within.y) - 0.5) > BAR_HALF) {
      return vec4f(0.0);
    }
    return colour_at(map, select(0.0, 1.0, in.place.x < (value - in.domain.x) / (in.domain.y - in.domain.x)));
  }
  return colour_at(map, position_of(value, in.domain));
}
