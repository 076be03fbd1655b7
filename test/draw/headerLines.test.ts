import { describe, expect, it } from 'vitest';
import { headerLines, headerWidth } from '../../src/draw/headerLines';

describe('the name above a column', () => {
  for (const [className, lines] of [
    ['Conv2D', ['Conv2D']],
    ['ReLU', ['ReLU']],
    ['LeakyReLU', ['Leaky', 'ReLU']],
    ['MaxPooling2D', ['Max', 'Pooling2D']],
    ['BatchNormalization', ['Batch', 'Normalization']],
    ['GlobalAveragePooling2D', ['GlobalAverage', 'Pooling2D']],
  ] as const)
    it(`stands as ${lines.join(' over ')}`, () => {
      expect(headerLines(className)).toEqual(lines);
    });

  it('needs the width of its longest line, or of the shape below it', () => {
    expect(headerWidth('GlobalAveragePooling2D', '64')).toBe(Math.ceil(13 * 7.25));
    expect(headerWidth('ReLU', '32×32×16')).toBe(Math.ceil(8 * 6.7));
    expect(headerWidth('Dense', '84')).toBe(38);
  });
});
