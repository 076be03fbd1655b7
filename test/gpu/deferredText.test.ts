// A build leaves a line in the place of a shader text that comes later (shaders/vitePlugin.ts).

import { afterEach, expect, test, vi } from 'vitest';
import { provideTexts, wholeText } from '../../src/gpu/deferredText';

const SOURCE = 'const N: u32 = 2;\n//@deferred optimizers/adam.wgsl 0a1b2c3d\nfn last() {}';

afterEach(() => provideTexts(() => Promise.resolve({})));

test('a whole source is taken at once, and loads nothing', () => {
  const load = vi.fn(() => Promise.resolve({}));
  provideTexts(load);
  expect(wholeText('fn main() {}\n// deferred')).toBe('fn main() {}\n// deferred');
  expect(load).not.toHaveBeenCalled();
});

test('a text that comes later is put into its place, dollar signs and all', async () => {
  provideTexts(() => Promise.resolve({ 'optimizers/adam.wgsl': 'fn adam() {} // $& $1' }));
  expect(await wholeText(SOURCE)).toBe('const N: u32 = 2;\nfn adam() {} // $& $1\nfn last() {}');
});

test('a text that the build does not have is named', async () => {
  provideTexts(() => Promise.resolve({}));
  await expect(wholeText(SOURCE)).rejects.toThrow(
    "shader text 'optimizers/adam.wgsl': is not part of this build",
  );
});
