// Files that import each other, directly or around a circle, can only be read together: circles stay small. Imports of
// types count, too.

import { expect, test } from 'vitest';

const files = import.meta.glob<string>('../../src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The files that a file imports. */
const imports = new Map(
  Object.entries(files).map(([path, text]) => [
    path,
    [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^'?]+)'/g)].flatMap(([, source = '']) => {
      const target = `${new URL(source, `file://${path.slice(5)}`).pathname}.ts`;
      const known = `../..${target}`;
      return known in files ? [known] : [];
    }),
  ]),
);

/** Groups of files that each reach all others of their group (Tarjan's strongly connected components). */
function circles(): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    lowest.set(file, own);
    open.push(file);
    for (const next of imports.get(file) ?? []) {
      const reached = !order.has(next) ? visit(next) : open.includes(next) ? order.get(next)! : own;
      lowest.set(file, Math.min(lowest.get(file)!, reached));
    }
    if (lowest.get(file) === own) found.push(open.splice(open.indexOf(file)));
    return lowest.get(file)!;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found.filter(({ length }) => length > 1);
}

test('imports are found', () => {
  expect(imports.size).toBeGreaterThan(600);
  expect(imports.get('../../src/graph/plan.ts')).toContain('../../src/graph/graph.ts');
});

test('no circle of imports has more than five files', () => {
  expect(circles().filter(({ length }) => length > 5)).toEqual([]);
});
