// Initial parameters are one stream however they are drawn: whole, or a part at a time.

import { expect, it } from 'vitest';
import { filler, initialize, INITIALIZERS } from '../../src/initializers/initializers';

const fan = { fanIn: 27, fanOut: 64 };

it.each(INITIALIZERS)('%s: parts after each other are the whole, bit by bit', (name) => {
  const whole = initialize(name, 1000, fan, 5, 'conv1/weight');
  const fill = filler(name, fan, 5, 'conv1/weight');
  const parts = [1, 299, 700].map((size) => new Float32Array(size));
  parts.forEach(fill);
  expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
});

it('another name gives other numbers', () => {
  const [one, other] = ['a/weight', 'b/weight'].map((name) => initialize('heNormal', 50, fan, 5, name));
  expect([...one!].filter((value, i) => value === other![i])).toHaveLength(0);
});
