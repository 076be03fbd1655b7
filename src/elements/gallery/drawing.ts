// Where the blocks of a network stand in a drawing to scale: as wide as a layer has channels, as high as its maps. A block
// is a slab seen from the side, its map in perspective to the right of its edge.
//
// All lengths are pixels of the drawing's own coordinates. Two networks are drawn with one scale to be compared.

/** What a drawing needs to know of a result. */
export interface Drawn {
  /** Height × width × channels, or the length of a row of numbers. */
  readonly shape: readonly number[];
}

export interface Scale {
  /** Pixels a channel is wide. */
  readonly channel: number;
  /** Pixels a cell of a map is high. */
  readonly cell: number;
}

export interface Block {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** How far the far edge of the map is to the right and up. */
  readonly depth: number;
}

export interface DrawingLayout {
  readonly blocks: readonly Block[];
  readonly width: number;
  readonly height: number;
}

/** Of the depth of a map in the picture plane; as in a cabinet drawing. */
const SLANT = 0.24;
const GAP = 6;
/** Thinner than this cannot be seen. */
const THINNEST = 1.5;

/** @returns channels, and the side of a map, 1 if there are no maps */
export function sidesOf(shape: readonly number[]): { readonly channels: number; readonly side: number } {
  return { channels: shape.at(-1) ?? 1, side: shape.length > 1 ? (shape[0] ?? 1) : 1 };
}

/** The largest scale at which the blocks fit into a drawing. */
export function fittingScale(drawn: readonly Drawn[], width: number, height: number): Scale {
  const sides = drawn.map(({ shape }) => sidesOf(shape));
  const most = Math.max(1, ...sides.map(({ side }) => side));
  const cell = height / ((1 + SLANT) * most);
  const spent = sides.reduce((sum, { side }) => sum + SLANT * cell * side + GAP, 0);
  const channels = sides.reduce((sum, { channels: count }) => sum + count, 0);
  return { cell, channel: Math.max(0, width - spent) / Math.max(1, channels) };
}

/** The smaller of two, so that both fit. */
export const commonScale = (a: Scale, b: Scale): Scale => ({
  channel: Math.min(a.channel, b.channel),
  cell: Math.min(a.cell, b.cell),
});

export function layOut(drawn: readonly Drawn[], { channel, cell }: Scale, height: number): DrawingLayout {
  let x = 0;
  const blocks = drawn.map(({ shape }): Block => {
    const { channels, side } = sidesOf(shape);
    const block = {
      x,
      width: Math.max(THINNEST, channels * channel),
      height: Math.max(THINNEST, side * cell),
      depth: SLANT * side * cell,
    };
    x += block.width + block.depth + GAP;
    return block;
  });
  return { blocks, width: Math.max(0, x - GAP), height };
}

/** A word under some neighbouring blocks. */
export interface Label {
  readonly text: string;
  readonly x: number;
}

/**
 * One label for neighbours whose maps are equally large, the shape of the last of them; one for every row of numbers. What
 * has no room beside the one before it is left out.
 */
export function labelsOf(
  drawn: readonly Drawn[],
  { blocks }: DrawingLayout,
  letter: number,
): readonly Label[] {
  const labels: Label[] = [];
  let [start, end] = [0, -Infinity];
  drawn.forEach(({ shape }, at) => {
    const next = drawn[at + 1]?.shape;
    const goesOn =
      next !== undefined && shape.length > 1 && next.length === shape.length && next[0] === shape[0];
    if (goesOn) return;
    const [first, last] = [blocks[start], blocks[at]];
    start = at + 1;
    if (first === undefined || last === undefined) return;
    const text = shape.join('×');
    const half = (text.length * letter) / 2;
    const x = Math.max(half, (first.x + last.x + last.width + last.depth) / 2);
    if (x - half < end + letter) return;
    labels.push({ text, x });
    end = x + half;
  });
  return labels;
}

/** What is written beside the drawing of a scale: so many channels are so wide, so many cells so high. */
export interface ScaleMark {
  readonly count: number;
  readonly length: number;
}

/** The roundest count, 1, 2, 5, 10 …, whose length is at most so many pixels; 1 where none is. */
export function scaleMark(each: number, most: number): ScaleMark {
  const steps = Array.from({ length: 5 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
  const count = steps.filter((step) => step * each <= most).at(-1) ?? 1;
  return { count, length: count * each };
}
