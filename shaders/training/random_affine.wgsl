// Where the pixels of a randomly moved picture come from: mirrored, rotated, zoomed and shifted, each by a number drawn for the
// picture. The draws depend on (seed, step, layer, picture) alone, so that a run can be repeated and resumed, and the gradient
// meets the same ones.
//
//   at = middle + R(angle) · zoom · F · (p − middle) + shift        p: (column, row) of the result; F: mirrored or not
//
// Ranges are from … to; both alike: always that number.
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
/// What tells these numbers from those of other layers.
override STREAM: u32 = 0;
/// 1: every second picture, by lot, is mirrored left to right; up to down. Both are one lot.
override MIRROR_X: bool = false;
override MIRROR_Y: bool = false;
/// Parts of a whole turn.
override TURN_FROM: f32 = 0.0;
override TURN_TO: f32 = 0.0;
/// The height and the width that are shown, as a share of the picture's.
override ZOOM_Y_FROM: f32 = 1.0;
override ZOOM_Y_TO: f32 = 1.0;
override ZOOM_X_FROM: f32 = 1.0;
override ZOOM_X_TO: f32 = 1.0;
/// 1: the width is zoomed as the height is.
override ONE_ZOOM: bool = true;
/// 1: the numbers drawn for zoom are how much larger everything looks, which is the inverse.
override MAGNIFIES: bool = false;
/// Where the result's pixels come from, in pixels.
override SHIFT_Y_FROM: f32 = 0.0;
override SHIFT_Y_TO: f32 = 0.0;
override SHIFT_X_FROM: f32 = 0.0;
override SHIFT_X_TO: f32 = 0.0;
/// Beyond an edge there is FILL_VALUE (0), the pixel at the edge (1), the picture in a mirror (2), or again (3).
override FILL: u32 = 2;
override FILL_VALUE: f32 = 0.0;
/// 1: the nearest pixel; 0: mixed from four.
override NEAREST: bool = false;

const TAU: f32 = 6.283185307;

struct Movement {
  /// The columns of R · zoom · F.
  across: vec2f,
  down: vec2f,
  shift: vec2f,
}

fn drawn_between(low: f32, high: f32, step_seed: u32, n: u32, row: u32) -> f32 {
  return low + (high - low) * uniform01(step_seed, n, row);
}

fn movement_of(row: u32, seed: u32, step: u32) -> Movement {
  let step_seed = pcg32(seed, STREAM, step);
  let mirrored = uniform01(step_seed, 0, row) < 0.5;
  let side = vec2f(select(1.0, -1.0, MIRROR_X && mirrored), select(1.0, -1.0, MIRROR_Y && mirrored));
  // Sine and cosine by their series, of the rest to a quarter turn: WGSL's own may be off by a pixel's thirtieth.
  let turn = drawn_between(TURN_FROM, TURN_TO, step_seed, 1, row);
  let quarters = round(4.0 * turn);
  let angle = TAU * (turn - 0.25 * quarters);
  let a = angle * angle;
  let sine = angle * (1.0 - a / 6.0 * (1.0 - a / 20.0 * (1.0 - a / 42.0 * (1.0 - a / 72.0))));
  let cosine = 1.0 - a / 2.0 * (1.0 - a / 12.0 * (1.0 - a / 30.0 * (1.0 - a / 56.0)));
  var axis = vec2f(cosine, sine);
  let quarter = u32(i32(quarters) & 3);
  if ((quarter & 1u) == 1u) { axis = vec2f(-axis.y, axis.x); }
  if ((quarter & 2u) == 2u) { axis = -axis; }
  let zoom_y = drawn_between(ZOOM_Y_FROM, ZOOM_Y_TO, step_seed, 2, row);
  let zoom_x = select(drawn_between(ZOOM_X_FROM, ZOOM_X_TO, step_seed, 5, row), zoom_y, ONE_ZOOM);
  let zoom = vec2f(zoom_x, zoom_y);
  let scale = side * select(zoom, 1.0 / zoom, MAGNIFIES);
  return Movement(
    axis * scale.x,
    vec2f(-axis.y, axis.x) * scale.y,
    vec2f(
      drawn_between(SHIFT_X_FROM, SHIFT_X_TO, step_seed, 3, row),
      drawn_between(SHIFT_Y_FROM, SHIFT_Y_TO, step_seed, 4, row),
    ),
  );
}

/// (column, row) in the picture for those of the result.
fn moved(movement: Movement, column: u32, row: u32) -> vec2f {
  let middle = 0.5 * (vec2f(f32(WIDTH), f32(HEIGHT)) - 1.0);
  let from_middle = vec2f(f32(column), f32(row)) - middle;
  return middle + movement.across * from_middle.x + movement.down * from_middle.y + movement.shift;
}

fn modulo(a: i32, n: i32) -> i32 { return (a % n + n) % n; }

/// The row or column that is seen at a place, which may lie beyond an edge; -1: none.
fn seen(place: i32, length: u32) -> i32 {
  let n = i32(length);
  if (FILL == 0) { return select(place, -1, place < 0 || place >= n); }
  if (FILL == 1) { return clamp(place, 0, n - 1); }
  if (FILL == 3) { return modulo(place, n); }
  let there = modulo(place, 2 * n);
  return select(there, 2 * n - 1 - there, there >= n);
}

/// The four pixels that a number is mixed from, each row · WIDTH + column, or -1 beyond a picture that ends; their shares.
struct Taps {
  pixels: vec4i,
  shares: vec4f,
}

fn taps_at(at: vec2f) -> Taps {
  let corner = select(floor(at), round(at), NEAREST);
  let part = select(at - corner, vec2f(), NEAREST);
  let place = vec2i(corner);
  let columns = vec2i(seen(place.x, WIDTH), seen(place.x + 1, WIDTH));
  let rows = vec2i(seen(place.y, HEIGHT), seen(place.y + 1, HEIGHT));
  let found = rows.xxyy * i32(WIDTH) + columns.xyxy;
  return Taps(
    select(found, vec4i(-1), (rows.xxyy < vec4i()) | (columns.xyxy < vec4i())),
    vec4f(1.0 - part.x, part.x, 1.0 - part.x, part.x) * vec4f(1.0 - part.y, 1.0 - part.y, part.y, part.y),
  );
}
