import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { objection, roomOf, rooms, roomsPlugin } from '../../eslint/rooms.mjs';

function lint(filename: string, code: string): string[] {
  const config = { files: ['**/*.ts'], plugins: { rooms: roomsPlugin }, rules: { 'rooms/imports': 'error' } };
  return new Linter({ configType: 'flat' })
    .verify(code, [config as Linter.Config], { filename })
    .map((m) => m.message);
}

test('the room is the folder under src', () => {
  expect(roomOf('/project/src/gpu/device.ts')).toBe('gpu');
  expect(roomOf('src/index.ts')).toBe('index');
  expect(roomOf('test/gpu/device.test.ts')).toBeUndefined();
});

test('every room in the table exists in the table, and imports go one way', () => {
  const depth = (room: string, path: readonly string[] = []): number => {
    expect(path, `import circle: ${[...path, room].join(' → ')}`).not.toContain(room);
    expect(rooms).toHaveProperty(room);
    const below = rooms[room]!.imports.filter((other) => other !== room);
    return 1 + Math.max(0, ...below.map((other) => depth(other, [...path, room])));
  };
  for (const room of Object.keys(rooms)) expect(depth(room)).toBeLessThan(12);
});

test.each([
  [
    'src/gpu/a.ts',
    "import { x } from '../kernels/b';",
    'src/gpu may not import from kernels. It may import from no other room.',
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
