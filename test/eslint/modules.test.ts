import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { objection, moduleOf, modules, modulesPlugin } from '../../eslint/modules.mjs';

function lint(filename: string, code: string): string[] {
  const config = {
    files: ['**/*.ts'],
    plugins: { modules: modulesPlugin },
    rules: { 'modules/imports': 'error' },
  };
  return new Linter({ configType: 'flat' })
    .verify(code, [config as Linter.Config], { filename })
    .map((m) => m.message);
}

test('the module is the folder under src', () => {
  expect(moduleOf('/project/src/gpu/device.ts')).toBe('gpu');
  expect(moduleOf('src/index.ts')).toBe('index');
  expect(moduleOf('test/gpu/device.test.ts')).toBeUndefined();
});

test('every module in the table exists in the table, and imports go one way', () => {
  const depth = (module: string, path: readonly string[] = []): number => {
    expect(path, `import circle: ${[...path, module].join(' → ')}`).not.toContain(module);
    expect(modules).toHaveProperty(module);
    const below = modules[module]!.imports.filter((other) => other !== module);
    return 1 + Math.max(0, ...below.map((other) => depth(other, [...path, module])));
  };
  for (const module of Object.keys(modules)) expect(depth(module)).toBeLessThan(12);
});

test.each(['train', 'inspect', 'transfer', 'api', 'bench', 'cli', 'index'])(
  'what trains and inspects needs no session: %s',
  (module) => {
    expect(modules[module]!.imports).not.toContain('session');
    expect(modules[module]!.types ?? []).not.toContain('session');
  },
);

test('questions about a network know training; training knows none of them', () => {
  expect(modules.inspect!.imports).toContain('train');
  expect(modules.train!.imports).not.toContain('inspect');
});

test.each([
  [
    'src/gpu/a.ts',
    "import { x } from '../kernels/b';",
    'src/gpu may not import from kernels. It may import from no other module.',
  ],
  [
    'src/kernels/a.ts',
    "export * from '../graph/b';",
    'src/kernels may not import from graph. It may import from gpu.',
  ],
  [
    'src/layers/deep/a.ts',
    "await import('../../train/b');",
    'src/layers may not import from train. It may import from graph, kernels, reference, initializers.',
  ],
  [
    'src/data/a.ts',
    "import fs from 'node:fs';",
    "src/data must run in the page and may not import 'node:fs'; only cli may.",
  ],
  [
    'src/train/a.ts',
    "import { html } from 'lit';",
    "src/train knows no page and may not import 'lit'; only elements and app may.",
  ],
  [
    'src/data/a.ts',
    "import m from '../../datasets/mnist/page';",
    'src/data may not import from datasets; only app and cli may.',
  ],
  [
    'src/gpu/a.ts',
    "import m from '../../test/support/device';",
    "src may not import from '../../test/support/device'.",
  ],
  [
    'src/draw/a.ts',
    "import { x } from '../graph/tensor';",
    "src/draw may import types, not values, from graph: use 'import type'.",
  ],
  [
    'src/train/a.ts',
    "import { x } from '../bench/run';",
    'src/train may not import from bench. It may import from gpu, kernels, graph, layers, losses, optimizers, models, data, reference.',
  ],
  [
    'src/models/a.ts',
    "import { x } from '../index';",
    'src/models may not import from index. It may import from gpu, kernels, graph, layers, losses, optimizers, initializers, reference.',
  ],
])('%s: %s', (file, code, message) => {
  expect(lint(file, code)).toEqual([message]);
});

test.each([
  ['src/kernels/a.ts', "import code from '../../shaders/matmul.wgsl?raw';"],
  ['src/kernels/a.ts', "import { b } from './b'; import { c } from '../gpu/c';"],
  ['src/index.ts', "export * from './api/index';"],
  ['src/bench/a.ts', "import { x } from '../train/trainer'; await import('@jax-js/jax');"],
  ['src/app/main.ts', "import '../elements/network-map'; import { LitElement } from 'lit';"],
  [
    'src/cli/a.ts',
    "import fs from 'node:fs'; import m from '../../datasets/mnist/node'; import * as api from '../index';",
  ],
  ['test/gpu/a.test.ts', "import { b } from '../../src/app/b';"],
])('%s may: %s', (file, code) => {
  expect(lint(file, code)).toEqual([]);
});

test('types alone may come from where values may not', () => {
  expect(objection('draw', 'src/draw/a.ts', '../graph/tensor', true)).toBeUndefined();
  expect(objection('elements', 'src/elements/a.ts', '../bench/report', true)).toBeUndefined();
  expect(objection('elements', 'src/elements/a.ts', '../bench/run', false)).toContain("use 'import type'");
  expect(objection('draw', 'src/draw/a.ts', '../layers/conv2d', true)).toContain(
    'may not import from layers',
  );
});
