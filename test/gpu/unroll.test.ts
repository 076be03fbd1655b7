// What is compiled is not what is read: loops marked `// unroll` and arrays marked `// registers` are written out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { specialise } from '../../src/gpu/specialise';
import { evaluate, unroll, UnrollError } from '../../src/gpu/unroll';

/** The text without its indentation and empty lines: only what a compiler sees of it. */
const lines = (code: string): string[] =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const written = (code: string): string[] => lines(unroll('s', code));

describe('a loop marked `// unroll`', () => {
  it('becomes its body once a turn, with the literals of the type that it counts in', () => {
    expect(
      written(`for (var j = 0u; j < 3; j++) { // unroll
                 a(j);
               }`),
    ).toEqual(['{', 'a(0u);', '}', '{', 'a(1u);', '}', '{', 'a(2u);', '}']);
    expect(
      written(`for (var j = 0; j < 2; j++) { // unroll
                 a(j);
               }`),
    ).toEqual(['{', 'a(0);', '}', '{', 'a(1);', '}']);
  });

  it('counts from and to what the constants before it say', () => {
    const code = `const KW: u32 = 5u;
                  const FROM: u32 = KW / 2;
                  for (var j = FROM; j < KW - 1; j++) { // unroll
                    a(j);
                  }`.replace(/^ +/gm, '');
    expect(written(code).filter((line) => line.startsWith('a'))).toEqual(['a(2);', 'a(3);']);
  });

  it('takes steps of another size', () => {
    const code = `for (var j = 0u; j < 7; j += 2) { // unroll
                    a(j);
                  }`;
    expect(written(code).filter((line) => line.startsWith('a'))).toEqual([
      'a(0u);',
      'a(2u);',
      'a(4u);',
      'a(6u);',
    ]);
  });

  it('is left out where it has no turns', () => {
    expect(
      written(`before();
               for (var j = 2; j < 2; j++) { // unroll
                 a(j);
               }
               after();`),
    ).toEqual(['before();', 'after();']);
  });

  it('may hold others, which may count by it', () => {
    const code = `for (var i = 0; i < 3; i++) { // unroll
                    for (var j = i; j < 3; j++) { // unroll
                      a(i, j);
                    }
                  }`;
    expect(written(code).filter((line) => line.startsWith('a'))).toEqual([
      'a(0, 0);',
      'a(0, 1);',
      'a(0, 2);',
      'a(1, 1);',
      'a(1, 2);',
      'a(2, 2);',
    ]);
  });

  it('keeps what its body declares in a scope a turn', () => {
    const code = `for (var j = 0; j < 2; j++) { // unroll
                    let v = x[j];
                    if (v > 0.0) { a(v); }
                  }`;
    expect(written(code)).toEqual([
      ...['{', 'let v = x[0];', 'if (v > 0.0) { a(v); }', '}'],
      ...['{', 'let v = x[1];', 'if (v > 0.0) { a(v); }', '}'],
    ]);
  });

  it('replaces the variable only: not a member, not a part of another name', () => {
    const code = `for (var kx = 0; kx < 1; kx++) { // unroll
                    a(v.kx, kx, kxs, my_kx, v.x[kx]);
                  }`;
    expect(written(code)).toEqual(['{', 'a(v.kx, 0, kxs, my_kx, v.x[0]);', '}']);
  });

  it('leaves loops without the mark as they are', () => {
    const code = `for (var j = 0u; j < 2; j++) {
                    a(j);
                  }`;
    expect(unroll('s', code)).toBe(code);
  });
});

describe('a loop marked `// unroll short`', () => {
  const loop = (turns: number, step = 'j++'): string =>
    `for (var j = 0u; j < ${turns}; ${step}) { // unroll short\na(j);\n}`;

  it('is written out while it has a few turns', () => {
    expect(written(loop(2))).toEqual(['{', 'a(0u);', '}', '{', 'a(1u);', '}']);
    expect(written(loop(6, 'j += 3'))).toEqual(['{', 'a(0u);', '}', '{', 'a(3u);', '}']);
  });

  it('stays a loop when it is long, and its mark goes', () => {
    expect(unroll('s', loop(28))).toBe('for (var j = 0u; j < 28; j++) {\na(j);\n}');
  });

  it('may be short within a long one', () => {
    const code = `for (var i = 0; i < 28; i++) { // unroll short
                    for (var j = 0; j < 2; j++) { // unroll short
                      a(i, j);
                    }
                  }`;
    expect(written(code)).toEqual([
      'for (var i = 0; i < 28; i++) {',
      ...['{', 'a(i, 0);', '}', '{', 'a(i, 1);', '}'],
      '}',
    ]);
  });
});

describe('a loop marked `// unroll if NAME`', () => {
  const shader = `const WRITE_OUT: bool = false;
for (var j = 0u; j < 2; j++) { // unroll if WRITE_OUT
a(j);
}`;

  it('is written out where a shape sets that constant', () => {
    expect(lines(specialise('s', shader, { WRITE_OUT: 1 }).code).slice(1)).toEqual([
      ...['{', 'a(0u);', '}', '{', 'a(1u);', '}'],
    ]);
  });

  it('stays a loop where it does not, and its mark goes', () => {
    expect(specialise('s', shader, { WRITE_OUT: 0 }).code).toBe(
      shader.replace(' // unroll if WRITE_OUT', ''),
    );
  });

  it('stays one of a length that no driver knows where the mark names it', () => {
    const opaque = shader.replace('if WRITE_OUT', 'if WRITE_OUT else turns');
    expect(lines(specialise('s', opaque, { WRITE_OUT: 0 }).code)[1]).toBe(
      'for (var j = 0u; j < turns; j++) {',
    );
    expect(lines(specialise('s', opaque, { WRITE_OUT: 1 }).code)).toContain('a(1u);');
  });
});

describe('an array marked `// registers`', () => {
  it('becomes a variable an element', () => {
    expect(
      written(`const QUARTERS: u32 = 2;
var sum: array<vec4f, QUARTERS * 2>; // registers
sum[0] = sum[3];`),
    ).toEqual([
      'const QUARTERS: u32 = 2;',
      'var sum_0: vec4f; var sum_1: vec4f; var sum_2: vec4f; var sum_3: vec4f;',
      'sum_0 = sum_3;',
    ]);
  });

  it('takes expressions for indices, with the division of whole numbers', () => {
    const code = `const SHARE: u32 = 4u;
var w: array<vec4f, 3>; // registers
a(w[(2u * 3 + 3) / SHARE], (2u * 3 + 3) % SHARE, w[11 % SHARE - 3]);`;
    expect(written(code).at(-1)).toBe('a(w_2, (2u * 3 + 3) % SHARE, w_0);');
  });

  it('is indexed by the loops written out around it', () => {
    const code = `const COLUMNS: u32 = 2;
const QUARTERS: u32 = 2;
var sum: array<vec4f, COLUMNS * QUARTERS>; // registers
for (var j = 0u; j < COLUMNS; j++) { // unroll
  for (var q = 0u; q < QUARTERS; q++) { // unroll
    sum[j * QUARTERS + q] += p[j];
  }
}`;
    expect(written(code).filter((line) => line.includes('+='))).toEqual([
      'sum_0 += p[0u];',
      'sum_1 += p[0u];',
      'sum_2 += p[1u];',
      'sum_3 += p[1u];',
    ]);
  });

  it('leaves members and other arrays of like names alone', () => {
    const code = `var sum: array<f32, 2>; // registers
a(sum[1], v.sum[i], sums[i], my_sum[i]);`;
    expect(written(code).at(-1)).toBe('a(sum_1, v.sum[i], sums[i], my_sum[i]);');
  });

  it('may be declared anew in every turn of a loop', () => {
    const code = `for (var c = 0; c < 2; c++) { // unroll
var p: array<f32, 1>; // registers
p[0] = x[c];
}`;
    expect(written(code)).toEqual([
      ...['{', 'var p_0: f32;', 'p_0 = x[0];', '}'],
      ...['{', 'var p_0: f32;', 'p_0 = x[1];', '}'],
    ]);
  });
});

describe('a mark that cannot be followed', () => {
  it.each([
    [
      'a bound that only the running shader knows',
      'for (var j = 0u; j < groups.x; j++) { // unroll\n}',
      "shader 'conv': cannot count 'groups.x' when it is unrolled",
    ],
    [
      'a bound that is set when the pipeline is made',
      'override KW: u32 = 3;\nfor (var j = 0u; j < KW; j++) { // unroll\n}',
      "shader 'conv': cannot count 'KW' when it is unrolled",
    ],
    [
      'a condition that nothing declares',
      'for (var j = 0u; j < 2; j++) { // unroll if WRITE_OUT\n}',
      "shader 'conv': cannot count 'WRITE_OUT' when it is unrolled",
    ],
    [
      'a loop without an end',
      'for (var j = 0u; j < 2; j++) { // unroll\n',
      "shader 'conv': the loop over 'j' does not end",
    ],
    [
      'an index beyond the last register',
      'var p: array<f32, 2>; // registers\np[1 + 1] = 0.0;',
      "shader 'conv': p[1 + 1] is element 2 of 2",
    ],
    [
      'an index before the first',
      'var p: array<f32, 2>; // registers\np[0 - 1] = 0.0;',
      "shader 'conv': p[0 - 1] is element -1 of 2",
    ],
    [
      'an index that only the running shader knows',
      'var p: array<f32, 2>; // registers\np[i] = 0.0;',
      "shader 'conv': cannot count 'i' when it is unrolled",
    ],
  ])('%s: the error names the shader and the text', (_, code, message) => {
    const attempt = (): string => unroll('conv', code);
    expect(attempt).toThrow(UnrollError);
    expect(attempt).toThrow(message);
  });
});

describe('evaluate', () => {
  const numbers = new Map([
    ['W', 28],
    ['COLUMNS', 8],
  ]);

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['9 - 3 - 2', 4],
    ['100 / 10 / 5', 2],
    ['2 * 7 % 4', 2],
    ['-3 + 5', 2],
    ['2 - -3', 5],
    ['-(2 + 1)', -3],
    ['W / COLUMNS', 3],
    ['(W + COLUMNS - 1) / COLUMNS', 4],
    ['  W%COLUMNS ', 4],
  ])('%s is %i', (text, value) => {
    expect(evaluate(text, numbers)).toBe(value);
  });

  it('takes the suffixes of WGSL', () => {
    expect(evaluate('8u * 4u - 2i', numbers)).toBe(30);
  });

  it('cuts a quotient off towards zero, as WGSL does', () => {
    expect(evaluate('7 / 2', numbers)).toBe(3);
    expect(evaluate('-7 / 2', numbers)).toBe(-3);
  });

  it.each([
    ['nothing', ''],
    ['a name that it does not know', 'H + 1'],
    ['a call', 'min(W, 4)'],
    ['a fraction', '1.5'],
    ['an exponent', '1e3'],
    ['a member', 'id.x'],
    ['division by zero', 'W / 0'],
    ['half an expression', 'W +'],
    ['two expressions', '1 2'],
    ['an open bracket', '(W'],
    ['a bracket too many', 'W)'],
    ['another operator', '1 << 2'],
  ])('says null to %s: %s', (_, text) => {
    expect(evaluate(text, numbers)).toBeNull();
  });

  it('agrees with plain arithmetic on any sum of products in brackets', () => {
    interface Expression {
      text: string;
      value: number;
    }
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        fc.nat(99).map((value) => ({ text: `${value}u`, value })),
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%'), tie('expression'))
          .map(([a, sign, b]) => {
            const value = {
              '+': a.value + b.value,
              '-': a.value - b.value,
              '*': a.value * b.value,
              '/': Math.trunc(a.value / b.value),
              '%': a.value % b.value,
            }[sign];
            return { text: `(${a.text} ${sign} ${b.text})`, value };
          }),
      ),
    }));
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        // + 0: whole numbers have no negative zero.
        const actual = evaluate(text, numbers);
        expect(actual === null ? null : actual + 0).toBe(Number.isFinite(value) ? value + 0 : null);
      }),
    );
  });
});

describe('a mark that cannot be followed', () => {
  it('is an error, not a loop that quietly stays', () => {
    expect(() => unroll('s', 'for (var j = 0u; j <= 3u; j++) { // unroll\n}\n')).toThrow(
      "shader 's': cannot follow the mark in 'for (var j = 0u; j <= 3u; j++) { // unroll'",
    );
  });

  it('is an error where the loop would never end', () => {
    expect(() => unroll('s', 'for (var j = 0u; j < 3u; j += 0u) { // unroll\n}\n')).toThrow(
      "shader 's': the loop over 'j' does not advance",
    );
  });
});
