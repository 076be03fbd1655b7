import { expect, it } from 'vitest';
import { shapes } from '../../src/elements/locales/shapes';
import { SHAPE_NAMES } from '../../src/shapes/shapeNames';

it.each(['en', 'ja'] as const)('every shape has a word of its own in %s', (language) => {
  const words = shapes[language];
  expect(Object.keys(words)).toEqual([...SHAPE_NAMES]);
  expect(new Set(Object.values(words)).size).toBe(SHAPE_NAMES.length);
});
