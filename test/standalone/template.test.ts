// The page that networks are exported into, as it is built: one file that needs nothing else, and is not large.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { bareShader } from '../../shaders/vitePlugin';
import { buildTemplate } from '../../standalone/build';

/** KB of 1,000 bytes, gzip-compressed, without a network. */
const BUDGET = 95;

let template = '';
beforeAll(async () => void (template = await buildTemplate()));

/** What stands in elements of a kind. */
const contents = (tag: 'script' | 'style'): string[] =>
  [...template.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'g'))].map(([, text = '']) => text);

const hash = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test(`takes at most ${BUDGET} KB`, () => {
  const size = gzipSync(template).length / 1000;
  expect(size).toBeGreaterThan(20);
  expect(size).toBeLessThan(BUDGET);
});

test('holds one script, one style sheet and an empty place for the network', () => {
  expect(contents('script')).toHaveLength(2);
  expect(contents('script')[1]).toBe('');
  expect(template.split('<script type="application/json" id="model"></script>')).toHaveLength(2);
  expect(contents('style')).toHaveLength(1);
  expect(template).not.toMatch(/ (?:src|href)="(?!data:)/);
});

test('lets the browser run its own script only, and fetch nothing', () => {
  const [script] = contents('script');
  const [style] = contents('style');
  expect(template).toContain(
    `http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"`,
  );
});

test('has the shaders of predictions, not those of training', async () => {
  const [script = ''] = contents('script');
  /** By its longest line. */
  const holds = async (shader: string): Promise<boolean> => {
    const source = bareShader(await readFile(join(import.meta.dirname, '../../shaders', shader), 'utf8'));
    const [longest = ''] = source.split('\n').sort((a, b) => b.length - a.length);
    return script.includes(longest);
  };
  expect(await holds('convolution/conv2d_correlate.wgsl')).toBe(true);
  expect(await holds('lab/frame.wgsl')).toBe(true);
  expect(await holds('convolution/conv2d_grad_weight.wgsl')).toBe(false);
  expect(await holds('training/gather.wgsl')).toBe(false);
});
