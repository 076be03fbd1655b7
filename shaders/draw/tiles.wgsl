// Draws tensors as tiles of coloured cells, straight from the buffers that the kernels wrote.
//
// One instance is one tile: a rectangle of the canvas and a two-dimensional walk through a tensor,
//   value(row, column) = tensor[base + row · rowStride + column · columnStride],
// which covers a channel of a map, a slice of a kernel and a vector alike. A cell is sampled at its nearest
// value and never blended, so its edges stay sharp at every pixel ratio.
//
// group 0, shared by a canvas   0 view    size of the canvas in pixels
//                               1 colours the stretches of all maps from stop to stop, then stripe and ground of the
//                                         hatching for each theme (src/draw/colourMaps.ts)
// group 1, one per tensor       0 tensor  its numbers, as bits: NaN can only be told by its bits, since
//                                         comparisons with NaN are left to the implementation
//
// Why it is fast: a pixel costs one load, two words of colour and one mix; all tiles of a tensor are one draw, all draws
// of a canvas one pass, and nothing is copied or read back. There are no branches: a software device executes both sides
// for every pixel. So pictures in colour, which load three numbers, have an entry point of their own.

const STRETCHES = 8u;
const MAPS_PER_THEME = 7u;
const THEMES = 2u;
/** Where the hatching begins. */
const HATCHING = STRETCHES * MAPS_PER_THEME * THEMES;
const COLOURS = HATCHING + 2u * THEMES;
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
  /** base, colour map, 1 for bars, number of cells that hold a value. */
  @location(2) source: vec4u,
  /** Of a pixel: from red to green to blue, in numbers. Then the place of a value on its map, 0…1: value · x + y. */
  @location(3) channel_stride: u32,
  @location(4) scale: vec2f,
}

/** `either`: devices of the compatibility level know no first vertex; all four of a tile have the same numbers. */
struct Corner {
  @builtin(position) position: vec4f,
  @location(0) place: vec2f,
  @location(1) @interpolate(flat, either) walk: vec4u,
  @location(2) @interpolate(flat, either) source: vec4u,
  @location(3) @interpolate(flat, either) channel_stride: u32,
  @location(4) @interpolate(flat, either) scale: vec2f,
}

/** The colours at both ends of a stretch, four bytes each. Loading words is cheaper than loading four numbers. */
struct Stretch {
  @size(4) first: u32,
  @size(12) last: u32,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> colours: array<Stretch, COLOURS>;
@group(1) @binding(0) var<storage, read> tensor: array<u32>;

@vertex
fn corner(@builtin(vertex_index) index: u32, tile: Tile) -> Corner {
  let place = vec2f(f32(index & 1u), f32(index >> 1u));
  let pixel = tile.rectangle.xy + place * tile.rectangle.zw;
  let clip = pixel / view.size * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0);
  return Corner(vec4f(clip, 0.0, 1.0), place, tile.walk, tile.source, tile.channel_stride, tile.scale);
}

fn is_broken(bits: u32) -> bool {
  return (bits & 0x7f800000u) == 0x7f800000u;
}

/** The stretch of one colour that hatches what is not a number: stripe or ground. */
fn hatching(map: u32, pixel: vec2f) -> u32 {
  return HATCHING + 2u * (map / MAPS_PER_THEME) + ((u32(pixel.x + pixel.y) / 3u) & 1u);
}

/** The cell of a pixel: its place in the tensor, whether it holds a value, and how far down the pixel lies in it. */
struct Cell {
  at: u32,
  holds: bool,
  down: f32,
}

fn cell_of(in: Corner) -> Cell {
  let size = vec2f(f32(in.walk.y), f32(in.walk.x));
  let within = clamp(in.place * size, vec2f(0.0), size - 0.0001);
  let step = u32(within.y) * in.walk.z + u32(within.x) * in.walk.w;
  return Cell(in.source.x + step, step < in.source.w, fract(within.y));
}

/** A number as the colour of its map, or as a bar. */
@fragment
fn coloured(in: Corner) -> @location(0) vec4f {
  let cell = cell_of(in);
  let bits = tensor[cell.at];
  let place = clamp(bitcast<f32>(bits) * in.scale.x + in.scale.y, 0.0, 1.0);
  // A bar has the last colour as far as it reaches, then the first.
  let is_bar = in.source.z == 1u;
  let at = f32(STRETCHES) * select(place, select(0.0, 1.0, in.place.x < place), is_bar);
  let stretch = min(u32(at), STRETCHES - 1u);
  let map = in.source.y;
  let index = select(map * STRETCHES + stretch, hatching(map, in.position.xy), is_broken(bits));
  let colour = mix(
    unpack4x8unorm(colours[index].first),
    unpack4x8unorm(colours[index].last),
    at - f32(stretch),
  );
  let is_seen = cell.holds && (!is_bar || abs(cell.down - 0.5) <= BAR_HALF);
  return select(vec4f(0.0), colour, is_seen);
}

/** Three numbers as red, green and blue. */
@fragment
fn picture(in: Corner) -> @location(0) vec4f {
  let cell = cell_of(in);
  let red = tensor[cell.at];
  let green = tensor[cell.at + in.channel_stride];
  let blue = tensor[cell.at + 2u * in.channel_stride];
  let values = bitcast<vec3f>(vec3u(red, green, blue)) * in.scale.x + in.scale.y;
  let hatch = unpack4x8unorm(colours[hatching(in.source.y, in.position.xy)].first);
  let is_finite = !(is_broken(red) || is_broken(green) || is_broken(blue));
  let colour = select(hatch, vec4f(clamp(values, vec3f(0.0), vec3f(1.0)), 1.0), is_finite);
  return select(vec4f(0.0), colour, cell.holds);
}
