// The check of endless loops as text: every loop has one, no line moves, and what stands in comments is no loop.

import { describe, expect, it } from 'vitest';
import { firstLoop, guardLoops, withoutComments } from '../../src/inspect/shader/guard';
import { indented, workgroupSizeOf } from '../../src/inspect/shader/layerShader';

const LIMITS = { turns: 100, total: 10 };
const checks = (text: string): string[] =>
  [...(guardLoops(text, LIMITS) ?? '').matchAll(/convscope_endless\((\d+)u\)\) \{ break/g)].map(
    ([, line = '']) => line,
  );

describe('guardLoops', () => {
  it('leaves a text without loops alone', () => {
    expect(guardLoops('fn main() { let format = 1; } // for {', LIMITS)).toBeNull();
    expect(guardLoops('/* loop { /* while */ } */ fn loops() {}', LIMITS)).toBeNull();
  });

  it('puts a check into every loop and moves no line', () => {
    const text = [
      'fn main() {',
      '  for (var i = f(0, (1)); i < 3; i++) {',
      '    while (i < 2) { loop { break; } }',
      '  }',
      '  loop',
      '  { if (true) { break; } continuing { } }',
      '}',
    ].join('\n');
    expect(checks(text)).toEqual(['2', '3', '3', '5']);
    const guarded = guardLoops(text, LIMITS)?.split('\n') ?? [];
    text.split('\n').forEach((line, at) => {
      expect(guarded[at]?.replace(/ if \(convscope_endless\(\du\)\) \{ break; \}/g, '')).toBe(line);
    });
    expect(firstLoop(text)).toBe(2);
  });
});

it('comments become blanks, also nested ones', () => {
  const text = 'a // b\n/* c /* d */ e\n */ f';
  expect(withoutComments(text)).toBe(text.replace(/[^af\n]/g, ' '));
});

it.each([
  ['@compute @workgroup_size(64)', 64],
  ['@compute @workgroup_size(8u, 4, 2)', 64],
  ['const GROUP: u32 = 32u;\n@compute @workgroup_size(GROUP)', 32],
  ['override GROUP: u32 = 16;\n@compute @workgroup_size(GROUP, 2)', 32],
  ['@compute @workgroup_size(2 * N)', null],
  ['fn main() {}', null],
])('workgroup size of %s', (text, size) => {
  expect(workgroupSizeOf(text)).toBe(size);
});

it('a text without blanks is indented by its brackets', () => {
  expect(
    indented('const A = 1;\nfn f(\na: f32,\n) {\nif (a > 0) { // {\nreturn;\n} else {\ng();\n}\n}\n'),
  ).toBe(
    'const A = 1;\n\nfn f(\n  a: f32,\n) {\n  if (a > 0) { // {\n    return;\n  } else {\n    g();\n  }\n}\n',
  );
});
