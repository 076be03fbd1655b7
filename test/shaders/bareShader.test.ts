// Shaders in a build are those of the folder, without what only readers need.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unroll } from '../../src/gpu/unroll';
import { bareShader, deferredTexts } from '../../shaders/vitePlugin';

const folder = join(import.meta.dirname, '../../shaders');
const shaders = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.wgsl'),
);

test('comments and spaces that say nothing are left out, code stays line by line', () => {
  const source = [
    '// Adds one.',
    '/** Of rows. */',
    'const N: u32 = 2;',
    '',
    'fn more(x: f32) -> f32 { // one more',
    '  return x + 1.0;',
    '}',
    '',
  ];
  expect(bareShader(source.join('\n'))).toBe('const N:u32=2;\nfn more(x:f32) -> f32{\nreturn x+1.0;\n}\n');
});

test('marks for unrolling stay: every shader is written out as from its readable source', () => {
  expect(shaders.length).toBeGreaterThan(60);
  for (const name of shaders) {
    const source = readFileSync(join(folder, name), 'utf8');
    // Some shaders are pieces, whose constants stand elsewhere: those cannot be unrolled alone, before or after.
    const written = (text: string): string => {
      try {
        return bareShader(unroll(name, text));
      } catch (error) {
        return String(error);
      }
    };
    expect(written(bareShader(source)), name).toBe(written(source));
  }
});

test('what only training needs comes later; what the first maps need, plain rungs and directives do not', () => {
  const later = Object.keys(deferredTexts());
  expect(later).toEqual(
    expect.arrayContaining([
      'training/gather.wgsl',
      'losses/categorical_crossentropy.wgsl',
      'optimizers/adam.wgsl',
      'convolution/conv2d_grad_weight.wgsl',
      'activation/softmax_gradient.wgsl',
      'normalization/batch_norm_moments.wgsl',
    ]),
  );
  expect(
    later.filter((name) =>
      /(?<!training\/random_\w*)forward|correlate|plain\/|draw\/|lib\/(?!schedule|update|class_weight)/.test(
        name,
      ),
    ),
  ).toEqual([]);
  for (const text of Object.values(deferredTexts())) expect(text).not.toMatch(/^(?:enable|diagnostic)\b/m);
});
