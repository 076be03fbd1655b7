// A scene as numbers, in the order of shaders/fruit/scene.wgsl.

import { addScaled, cross, normalize, scaled, type Quaternion, type Vector } from './quaternion';

export const MAX_FRUIT = 112;
export const MAX_THINGS = 8;

export interface PlacedFruit {
  readonly place: Vector;
  readonly scale: number;
  readonly rotation: Quaternion;
  /** 0…1 each. */
  readonly seed: number;
  readonly ripeness: number;
  readonly variety: number;
  /** 0 whole, 1 half, 2 wedge. */
  readonly cut: 0 | 1 | 2;
  /** −1…1: longer, thicker, bent. */
  readonly form: Vector;
  /** 0 nothing, 1 its stem, 2 a leaf as well. */
  readonly wears: 0 | 1 | 2;
}

export interface Thing {
  readonly place: Vector;
  /** About y, radians. */
  readonly rotation: number;
  readonly size: Vector;
  readonly kind: 'box' | 'ball';
  readonly colour: Vector;
  /** 0 plain, 1 slats, 2 print, 3 full of round things. */
  readonly pattern: 0 | 1 | 2 | 3;
}

/** A surface's two colours (linear rgb), its pattern (see surroundings.wgsl), and the pattern's size. */
export interface Surface {
  readonly colours: readonly [Vector, Vector];
  readonly pattern: number;
  readonly size: number;
}

export interface Scene {
  readonly eye: Vector;
  /** Where the camera looks. */
  readonly target: Vector;
  /** In picture heights: 1 sees as much across as away. */
  readonly focal: number;
  /** About the line of sight, radians. */
  readonly roll: number;
  readonly seed: number;
  readonly lamp: {
    readonly direction: Vector;
    readonly hardness: number;
    readonly colour: Vector;
    /** How strong others are in proportion: 0 where it is the only one. */
    readonly others: number;
  };
  readonly sky: Vector;
  readonly floor: Surface;
  readonly wall: Surface;
  readonly hand: {
    readonly place: Vector;
    readonly size: number;
    readonly rotation: Quaternion;
    readonly skin: Vector;
  } | null;
  /** Share of the fruit that wears a label. */
  readonly stickers: number;
  readonly film: {
    readonly whiteBalance: Vector;
    readonly exposure: number;
    readonly blur: number;
    readonly grain: number;
    readonly contrast: number;
    readonly saturation: number;
    readonly vignette: number;
    readonly chromaSoftness: number;
    readonly haze: number;
  };
  readonly things: readonly Thing[];
  readonly fruit: readonly PlacedFruit[];
}

const HEADER_VECTORS = 17;
const THING_VECTORS = 3;
const FRUIT_VECTORS = 4;

/** Numbers of one scene. */
export const SCENE_LENGTH = 4 * (HEADER_VECTORS + MAX_THINGS * THING_VECTORS + MAX_FRUIT * FRUIT_VECTORS);

/** The camera's axes: to the right, up, and forward. */
export function cameraAxes({
  eye,
  target,
  roll,
}: Pick<Scene, 'eye' | 'target' | 'roll'>): [Vector, Vector, Vector] {
  const forward = normalize(addScaled(target, eye, -1));
  const level = normalize(cross(forward, [0, 1, 0]));
  const upright = cross(level, forward);
  const right = scaled(level, Math.cos(roll));
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  return [addScaled(right, upright, s), addScaled(scaled(upright, c), level, -s), forward];
}

/** Writes a scene to `numbers`, SCENE_LENGTH of them. */
export function writeScene(scene: Scene, numbers: Float32Array): void {
  const { lamp, sky, floor, wall, hand, film } = scene;
  const things = scene.things.slice(0, MAX_THINGS);
  const fruit = scene.fruit.slice(0, MAX_FRUIT);
  const [right, up, forward] = cameraAxes(scene);
  numbers.fill(0);
  let at = 0;
  const put = (vector: readonly number[], last = 0): void => {
    numbers.set(vector, at);
    if (vector.length === 3) numbers[at + 3] = last;
    at += 4;
  };
  put(scene.eye, scene.focal);
  put(right, fruit.length);
  put(up, things.length);
  put(forward, scene.seed);
  put(normalize(lamp.direction), lamp.hardness);
  put(lamp.colour);
  put(sky);
  put(floor.colours[0], floor.pattern);
  put(floor.colours[1], floor.size);
  put(wall.colours[0], wall.pattern);
  put(wall.colours[1], wall.size);
  put(hand?.place ?? [0, 0, 0], hand?.size ?? 0);
  put(hand?.rotation ?? [0, 0, 0, 1]);
  put(hand?.skin ?? [0, 0, 0], scene.stickers);
  put(film.whiteBalance, film.exposure);
  put([film.blur, film.grain, film.contrast, film.saturation]);
  put([film.vignette, film.chromaSoftness, film.haze, scene.lamp.others]);
  for (const { place, rotation, size, kind, colour, pattern } of things) {
    put(place, rotation);
    put(size, kind === 'box' ? 1 : 2);
    put(colour, pattern);
  }
  at = 4 * (HEADER_VECTORS + MAX_THINGS * THING_VECTORS);
  for (const { place, scale, rotation, seed, ripeness, variety, cut, form, wears } of fruit) {
    put(place, scale);
    put(rotation);
    put([seed, ripeness, variety, cut]);
    put(form, wears);
  }
}
