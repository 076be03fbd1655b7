// A network drawn to scale: what fits, what is how long, and what is written beside it.

import { describe, expect, it } from 'vitest';
import {
  commonScale,
  fittingScale,
  labelsOf,
  layOut,
  scaleMark,
  type Drawn,
} from '../../src/elements/gallery/drawing';

const vgg: readonly Drawn[] = [
  [224, 224, 3],
  [224, 224, 64],
  [112, 112, 64],
  [112, 112, 128],
  [7, 7, 512],
  [4096],
  [1000],
].map((shape) => ({ shape }));
const WIDTH = 960;
const HEIGHT = 190;

describe('a drawing to scale', () => {
  const scale = fittingScale(vgg, WIDTH, HEIGHT);
  const { blocks, width } = layOut(vgg, scale, HEIGHT);

  it('fills its room and no more: the largest map with its depth is as high, all blocks together as wide', () => {
    const tallest = blocks[0]!;
    expect(tallest.height + tallest.depth).toBeCloseTo(HEIGHT, 6);
    expect(width).toBeGreaterThan(WIDTH - 12);
    expect(width).toBeLessThanOrEqual(WIDTH + 3); // the picture is as thin as can be seen, not as three channels are
  });

  it('has blocks in proportion: channels across, sides upwards', () => {
    expect(blocks[5]!.width / blocks[4]!.width).toBeCloseTo(4096 / 512, 9);
    expect(blocks[3]!.height / blocks[4]!.height).toBeCloseTo(112 / 7, 9);
    blocks.slice(1).forEach(({ x }, at) => {
      expect(x).toBeGreaterThan(blocks[at]!.x + blocks[at]!.width + blocks[at]!.depth);
    });
  });

  it('shares a scale with another: the smaller of both', () => {
    const small = fittingScale([{ shape: [28, 28, 6] }, { shape: [10] }], WIDTH, HEIGHT);
    expect(commonScale(scale, small)).toEqual(scale);
  });

  it('names each size of map once, where there is room', () => {
    const texts = labelsOf(vgg, layOut(vgg, scale, HEIGHT), 6.4).map(({ text }) => text);
    expect(texts).toEqual(['224×224×64', '112×112×128', '7×7×512', '4096', '1000']);
  });

  it('is marked by the roundest count that is not too long', () => {
    expect(scaleMark(0.06, 130)).toEqual({ count: 2000, length: 0.06 * 2000 });
    expect(scaleMark(0.7, 28)).toEqual({ count: 20, length: 14 });
    expect(scaleMark(500, 28)).toEqual({ count: 1, length: 500 });
  });
});
