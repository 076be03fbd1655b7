// What ESLint keeps out of TypeScript (eslint/oldNames.mjs) is kept out of shaders, too.

import { expect, test } from 'vitest';
import { oldNames } from '../../eslint/oldNames.mjs';

const shaders = import.meta.glob<string>('../../shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** `MAX_FRUIT`, `training_state`: WGSL's spellings of a name. */
const spellings = (name: string): readonly string[] => [
  name,
  name.replace(/[a-z](?=[A-Z])/g, '$&_').toUpperCase(),
  name.replace(/[a-z](?=[A-Z])/g, '$&_').toLowerCase(),
];

test('no shader has a name that the field has a term for', () => {
  const forbidden = new Set(oldNames.filter((name) => !/^[A-Z][a-z]+$/.test(name)).flatMap(spellings));
  const found = Object.entries(shaders).flatMap(([path, text]) =>
    (text.replace(/\/\/.*$/gm, '').match(/[A-Za-z_]\w*/g) ?? [])
      .filter((name) => forbidden.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(Object.keys(shaders).length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
