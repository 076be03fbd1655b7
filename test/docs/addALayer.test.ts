// docs/add-a-layer.md, followed to the letter in a copy of the project: its blocks are written to the files they name, the
// layer is registered, and the contract test runs on it.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const parts = [
  'src',
  'shaders',
  'scripts',
  'datasets',
  'standalone',
  'library',
  'security',
  'offline',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
  'vitest.config.ts',
];
const tests = [
  'test/support',
  'test/layers/contract.gpu.test.ts',
  'test/layers/contract.test.ts',
  'test/layers/definitions.ts',
  'test/layers/sample.ts',
];

let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'convscope-'));
  for (const part of [...parts, ...tests]) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** `path` on a line of its own, then a fenced block: the file and its text. */
function blocks(markdown: string): { path: string; text: string }[] {
  return [...markdown.matchAll(/^`((?:src|shaders)\/\S+)`\n\n```\w+\n([\s\S]*?)^```$/gm)].map((match) => ({
    path: match[1]!,
    text: match[2]!,
  }));
}

describe('the guide to adding a layer', () => {
  it('gives a layer that keeps the contract, and types that fit', () => {
    const files = blocks(readFileSync(join(root, 'docs/add-a-layer.md'), 'utf8'));
    expect(files.map(({ path }) => path)).toEqual([
      'shaders/shape/repeat_forward.wgsl',
      'shaders/shape/repeat_grad_input.wgsl',
      'src/kernels/repeat.ts',
      'src/layers/repeatVector.ts',
    ]);
    for (const { path, text } of files) writeFileSync(join(copy, path), text);
    const registry = join(copy, 'src/layers/all.ts');
    writeFileSync(
      registry,
      readFileSync(registry, 'utf8')
        .replace(/^import /m, "import { repeatVector } from './repeatVector';\nimport ")
        .replace('export const LAYERS = {', 'export const LAYERS = {\n  repeatVector,'),
    );
    const run = (...command: string[]) =>
      spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8' });
    const types = run('node_modules/typescript7/bin/tsc', '--noEmit');
    expect(types.stdout, 'type check').toBe('');
    const contract = run(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      'node',
      '--reporter',
      'json',
      'test/layers/contract',
      '-t',
      'repeatVector',
    );
    const report = JSON.parse(contract.stdout.slice(contract.stdout.indexOf('{"num'))) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    expect(report.numFailedTests, contract.stdout.slice(0, 4000)).toBe(0);
    expect(report.numPassedTests).toBeGreaterThan(15);
  });
});
