// What a picture shows: picture `number` of a class and seed is always the same shape at the same place.
//
// Turn, thickness, colours, contrast and noise are drawn alike for all classes, and which of ink and paper is lighter. So the
// mean colour says nothing about the class. Place and size vary in all of them; stripes may fill the picture.

import { pcg32 } from '../reference/hash';
import { Rng } from '../reference/rng';
import type { ShapeName } from './shapeNames';

/** Their numbers are those of shaders/shapes/draw.wgsl. */
export const FORMS = ['bar', 'cross', 'circle', 'triangle', 'square', 'stripes'] as const;
export type Form = (typeof FORMS)[number];

/** Red, green, blue, 0 … 1; grey pictures show the first. */
export type Colour = readonly [number, number, number];

/** Height and width in pixels, and 1 for grey or 3 for colour. */
export interface PictureFormat {
  readonly size: number;
  readonly channels: 1 | 3;
}

export const GREY: PictureFormat = { size: 28, channels: 1 };
export const COLOUR: PictureFormat = { size: 32, channels: 3 };

/** One picture. Lengths are in pixels; y points down. */
export interface ShapeArrangement {
  readonly form: Form;
  readonly centre: readonly [x: number, y: number];
  /** Radians, clockwise as seen. */
  readonly angle: number;
  /** From the centre to an end, a side (square, stripes), a corner (triangle) or the edge (circle). */
  readonly reach: number;
  /** Of a bar, a stripe, or an outline. The outline of a filled shape is thicker than the shape. */
  readonly thickness: number;
  /** From stripe to stripe, and how far they are moved. */
  readonly period: number;
  readonly phase: number;
  readonly ink: Colour;
  readonly paper: Colour;
  /** The largest change of a channel, 0 … 1. */
  readonly noise: number;
  readonly noiseSeed: number;
}

/** How each class lies before it is turned a little. */
const LIES: Readonly<Record<ShapeName, readonly [form: Form, angle: number]>> = {
  'horizontal-bar': ['bar', 0],
  'vertical-bar': ['bar', Math.PI / 2],
  'rising-bar': ['bar', -Math.PI / 4],
  'falling-bar': ['bar', Math.PI / 4],
  cross: ['cross', 0],
  circle: ['circle', 0],
  triangle: ['triangle', 0],
  square: ['square', 0],
  'horizontal-stripes': ['stripes', 0],
  'vertical-stripes': ['stripes', Math.PI / 2],
};

/** Radians to either side: about 11°, a quarter of what separates the bars. */
const MAX_TURN = 0.2;
/** Share of a picture's side. */
const REACH = { from: 0.22, to: 0.42 } as const;
const STRIPES_REACH = { from: 0.3, to: 0.6 } as const;
/** Of a channel. */
const GREY_CONTRAST = { from: 0.35, to: 1 } as const;
const COLOUR_CONTRAST = { from: 0.2, to: 0.9 } as const;
const MAX_NOISE = 0.2;

export function arrangeShape(
  name: ShapeName,
  seed: number,
  number: number,
  { size, channels }: PictureFormat,
): ShapeArrangement {
  const rng = new Rng(seed, name, number);
  const [form, angle] = LIES[name];
  const share = form === 'stripes' ? STRIPES_REACH : REACH;
  const reach = size * rng.between(share.from, share.to);
  const thickness = (size / 28) * rng.between(1.4, 3.4);
  const solid = form === 'circle' || form === 'triangle' || form === 'square';
  const period = Math.max(2 * thickness, (size / 28) * 4.5);
  // It is inside the picture, but for a corner that is turned out, and for stripes larger than the picture.
  const room = Math.max(0, size / 2 - reach);
  const [ink, paper] = coloursOf(rng, channels);
  return {
    form,
    centre: [size / 2 + rng.between(-room, room), size / 2 + rng.between(-room, room)],
    angle: angle + rng.between(-MAX_TURN, MAX_TURN),
    reach,
    thickness: solid && rng.chance(0.5) ? 2 * reach : thickness,
    period,
    phase: rng.between(0, period),
    ink,
    paper,
    noise: rng.between(0, MAX_NOISE),
    noiseSeed: pcg32(seed, NOISE_STREAM, rng.whole(0, 0xffffff)),
  };
}

/** Keeps the noise of pixels apart from other numbers under the same seed. */
const NOISE_STREAM = 0x6e6f6973;

/** Two random colours, one of them lighter in every channel. */
function coloursOf(rng: Rng, channels: 1 | 3): [ink: Colour, paper: Colour] {
  const light = rng.chance(0.5);
  const { from, to } = channels === 1 ? GREY_CONTRAST : COLOUR_CONTRAST;
  const pair = (): readonly [ink: number, paper: number] => {
    const contrast = rng.between(from, to);
    const low = rng.between(0, 1 - contrast);
    return light ? [low + contrast, low] : [low, low + contrast];
  };
  const [red, green, blue] = [pair(), pair(), pair()];
  return [
    [red[0], green[0], blue[0]],
    [red[1], green[1], blue[1]],
  ];
}
