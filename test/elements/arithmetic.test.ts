// Printed arithmetic computes as it is printed: every line is read back by another reader than wrote it, computed, and
// compared with the result beside it. Where they differ the line says `≈`, and only there.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, pointsLine, times } from '../../src/elements/arithmetic/comparisonLines';
import {
  addends,
  equation,
  equationText,
  signOf,
  type Equation,
} from '../../src/elements/arithmetic/equation';
import { formatCell, formatFull, formatFull32, formatNumber } from '../../src/elements/text/format';
import { added, difference, product } from '../../src/elements/arithmetic/lines';
import {
  differenceLine,
  crossEntropy,
  logitDelta,
  slopeLine,
  updateLine,
} from '../../src/elements/microscope/lines';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { softmaxShares, softmaxText } from '../../src/elements/arithmetic/softmaxShares';
import { captionOf } from '../../src/elements/stage/caption';
import { beatsOf } from '../../src/elements/stage/walk';
import { OPTIMIZERS } from '../../src/optimizers/more';
import type { CellExplanation } from '../../src/session/facade';

/** What a reader with a calculator gets: the text as JavaScript. */
function calculate(text: string): number {
  const code = text
    .replaceAll(/([\d.]+(?:e-?\d+)?) %/g, '($1/100)')
    .replaceAll('−', '-')
    .replaceAll(/[×·]/g, '*')
    .replaceAll('÷', '/')
    .replaceAll('²', '**2')
    .replaceAll(/ln ([\d.e-]+)/g, 'Math.log($1)')
    .replaceAll(/√(\([^)]*\)|[\d.e-]+)/g, 'Math.sqrt($1)')
    .replaceAll('e^(', 'Math.exp(')
    .replaceAll('tanh', 'Math.tanh')
    .replaceAll(/(sigmoid|ReLU6?)\(/g, '$1(');
  const names = {
    sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
    ReLU: (x: number) => Math.max(0, x),
    ReLU6: (x: number) => Math.min(6, Math.max(0, x)),
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- another reader than the one under test
  const run = new Function(...Object.keys(names), `return ${code}`) as (...of: unknown[]) => number;
  return run(...Object.values(names));
}

/** One in the last digit of a printed number. */
function unitOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.replace(' %', '').split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 10 ** (Number(exponent) - decimals) / (text.endsWith('%') ? 100 : 1);
}

/** It computes as printed, or carries ≈; and it carries ≈ only where it does not. */
function holds(line: Equation): void {
  const { operands, sign, result } = line;
  const off = Math.abs(calculate(operands) - calculate(result));
  const half = result === '0' ? 0 : unitOf(result) / 2;
  // On the very half both are right.
  const slack = half * 1e-6 + 1e-13 * Math.max(1, Math.abs(calculate(result)));
  if (Math.abs(off - half) <= slack) return;
  expect(sign, `${equationText(line)}: ${calculate(operands)}`).toBe(off <= half ? '=' : '≈');
}

const TOKEN = String.raw`(?:e\^|tanh|sigmoid|ReLU6?|[−+×·÷/√²()]|\d*\.?\d+(?:e[+-]?\d+)?(?: %)?)`;
const LINE = new RegExp(String.raw`(${TOKEN}(?: ?${TOKEN})*) ([=≈]) (−?\d*\.?\d+(?:e[+-]?\d+)?(?: %)?)`, 'g');

/** Every line of arithmetic within a sentence. */
const equationsIn = (text: string): Equation[] =>
  [...text.matchAll(LINE)].map(([, operands = '', sign, result = '']) => ({
    operands,
    sign: sign === '=' ? '=' : '≈',
    result,
  }));

/** Numbers as networks hold them: of any size between 1e-6 and 1e4, both signs, and 0. */
const number = fc
  .oneof(
    { weight: 9, arbitrary: fc.tuple(fc.double({ min: -6, max: 3.9, noNaN: true }), fc.boolean()) },
    { weight: 1, arbitrary: fc.constant(null) },
  )
  .map((size) => (size === null ? 0 : Math.fround(10 ** size[0] * (size[1] ? -1 : 1))));
const numbers = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(number, { minLength, maxLength });
const cell = { operands: formatCell, result: formatCell };
const full = { operands: formatFull, result: formatFull };

describe('arithmetic seen to be wrong', () => {
  it('a product of two cells: 0 × .2 = .01', () => {
    expect(equationText(product(0.043, 0.2, cell))).toBe('.043 × .20 = .0086');
    expect(equationText(product(0.0434, 0.214, cell))).toBe('.043 × .21 ≈ .0093');
  });
  it('a sum and a bias: −1.20 + −0.02 = −1.21', () => {
    expect(equationText(added(-1.1961, -0.0164, -1.2125))).toBe('−1.20 − 0.016 ≈ −1.21');
    expect(equationText(added(-1.2, 0.016, -1.184))).toBe('−1.20 + 0.016 = −1.18');
  });
  it('a loss: −ln 0.489 = 0.716', () => {
    const p = 0.48874;
    expect(equationText(crossEntropy(p, -Math.log(p)))).toBe('−ln 0.4887 = 0.716');
    expect(signOf('−ln 0.489', '0.716')).toBe('≈');
    expect(signOf('−ln 0.489', '0.715')).toBe('=');
  });
  it('a step of Adam: operands that give −0.1342 and the result −0.133954', () => {
    const [w, alpha, m, v] = [-0.132954, 0.001, 0.0341234, 0.0341235];
    const numbersOf = [w, ' − ', alpha, ' · ', m, ' / (', v, ' + ', 1e-7, ')'];
    const value = w - (alpha * m) / (v + 1e-7);
    expect(equationText(updateLine({ numbers: numbersOf, value }, true))).toBe(
      '−0.132954 − 0.001 · 0.0341 / (0.0341 + 1e-7) = −0.133954',
    );
  });
});

describe('a line of arithmetic', () => {
  it('is read as it is written', () => {
    for (const [text, value] of [
      ['−1.20 − 0.5', -1.7],
      ['2 · (3 + 4) / 7 − −1', 3],
      ['.5 × (−.2)', -0.1],
      ['(−3)² + √4 − 1e-2', 10.99],
      ['100 % − 49 %', 0.51],
      ['−ln 1 + e^(2 − 2)', 1],
      ['ReLU6(7) + tanh(0) + sigmoid(0)', 6.5],
    ] as const) {
      expect(signOf(text, String(value).replace('-', '−')), text).toBe('=');
      expect(signOf(text, String(value + 0.02).replace('-', '−')), text).toBe('≈');
    }
    expect(signOf('two + 2', '4')).toBe('≈');
    expect(signOf('NaN × 2', 'NaN')).toBe('=');
  });

  it('takes away what is below 0, and puts a sign behind another in brackets', () => {
    expect(equationText(equation(addends([1, -2, 3]), 2))).toBe('1.00 − 2.00 + 3.00 = 2.00');
    expect(equationText(product(0.5, -0.25))).toBe('0.50 × (−0.25) = −0.13');
    expect(equation([-0.5, '²'], 0.25).operands).toBe('(−0.50)²');
  });

  it('computes as printed, for any operands', () => {
    const lines = fc.oneof(
      fc.tuple(number, number).map(([a, b]) => product(a, b)),
      fc.tuple(number, number).map(([a, b]) => product(a, b, cell)),
      fc.tuple(number, number).map(([a, b]) => product(a, b, full)),
      fc.tuple(number, number).map(([a, b]) => added(a, b, a + b)),
      fc.tuple(number, number).map(([a, b]) => difference(a, b, b - a)),
      fc.tuple(number, number).map(([a, b]) => times(Math.abs(a) + 1, Math.abs(b) + 0.5)),
      numbers(1, 9).map((values) => mean(values, values.reduce((x, y) => x + y, 0) / values.length)),
      fc.double({ min: 1e-9, max: 1, noNaN: true }).map((p) => crossEntropy(p, -Math.log(p))),
      fc
        .tuple(number, number, fc.double({ min: 1e-4, max: 1, noNaN: true }))
        .map(
          ([a, b, e]) => slopeLine(Math.abs(a), Math.abs(b), e, (Math.abs(b) - Math.abs(a)) / (2 * e)).slope,
        ),
      fc
        .tuple(number, number)
        .map(([a, b]) => differenceLine(a, b, Math.abs(a - b), Math.max(Math.abs(a), Math.abs(b), 1e-6))),
      fc
        .tuple(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.boolean())
        .map(([p, isLabel]) => logitDelta(p, isLabel, isLabel ? p - 1 : p).delta),
      fc
        .tuple(fc.nat({ max: 10_000 }), fc.nat({ max: 10_000 }), fc.integer({ min: 10_000, max: 12_345 }))
        .map(([a, b, of]) => pointsLine(Math.min(a, b) / of, Math.max(a, b) / of)),
    );
    fc.assert(fc.property(lines, holds), { numRuns: 600 });
  });

  it.each(Object.values(OPTIMIZERS).map((optimizer) => [optimizer.kind, optimizer] as const))(
    'of %s computes as printed, for any weight and moments',
    (_, optimizer) => {
      const options = fc.constantFrom(
        {},
        ...('momentum' in optimizer.options ? [{ momentum: 0.9 }] : []),
        ...('nesterov' in optimizer.options ? [{ momentum: 0.9, nesterov: true }] : []),
        ...('centered' in optimizer.options ? [{ momentum: 0.5, centered: true }] : []),
      );
      const site = fc.record({
        ...{ weight: number, gradient: number, step: fc.integer({ min: 1, max: 5000 }) },
        learningRate: fc.double({ min: 1e-5, max: 0.1, noNaN: true }),
        slots: fc.record({
          momentum: number,
          averageGradient: fc.constant(0),
          velocity: number.map(Math.abs),
        }),
      });
      fc.assert(
        fc.property(options, site, (given, at) => {
          const defaults = Object.fromEntries(
            Object.entries(optimizer.options).map(([name, option]) => [name, option.default]),
          );
          const lines = optimizer.explain({ ...defaults, ...given } as never, at);
          for (const line of lines) holds(updateLine(line, line.name === 'w'));
        }),
        { numRuns: 100 },
      );
    },
  );

  it('of a softmax: exponentials from the printed scores, their sum and the shares from the printed exponentials', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 2, maxLength: 10 }),
        (scores) => {
          const most = Math.max(...scores);
          const softmax = scores.map((logit) => ({ logit, exponential: Math.exp(logit - most), value: 0 }));
          const { total, classes } = softmaxText(softmaxShares(softmax));
          for (const line of [total, ...classes.flatMap(({ exponential, share }) => [exponential, share])])
            holds(line);
          // The share is computed from what stands in its own row and below.
          for (const { exponential, share } of classes)
            expect(share.operands).toBe(`${exponential.result} ÷ ${total.result}`);
        },
      ),
      { numRuns: 80 },
    );
  });

  const explanation = (given: Partial<CellExplanation>): CellExplanation => ({
    ...{ layer: 'conv', index: [0, 0, 0], window: null, gpuValue: 0, softmax: null, rule: 'sum' },
    ...{ terms: [], bias: null, sum: 0, value: 0, activation: 'linear' },
    ...given,
  });
  const term = (value: number, weight: number | null, channel: number): CellExplanation['terms'][number] => ({
    ...{ input: 0, inputIndex: [0, 0, channel], value, weight, padded: false, weightIndex: null },
  });

  it('of a walk computes as printed, in both languages', () => {
    const walks = fc
      .tuple(numbers(2, 12), numbers(2, 12), number, fc.constantFrom('tanh', 'sigmoid', 'relu6'))
      .chain(([values, weights, bias, activation]) => {
        const terms = values.map((value, i) => term(value, weights[i % weights.length] ?? 1, i));
        const plain = values.map((value, i) => term(value, null, i));
        const sum = terms.reduce((all, one) => all + one.value * (one.weight ?? 1), 0) + bias;
        const bend = { tanh: Math.tanh, sigmoid: (x: number) => 1 / (1 + Math.exp(-x)) };
        const value =
          activation === 'relu6' ? Math.min(6, Math.max(0, sum)) : bend[activation as 'tanh'](sum);
        const mean = values.reduce((all, one) => all + one, 0) / values.length;
        const most = Math.max(...values);
        const softmax = values.map((logit) => ({ logit, exponential: Math.exp(logit - most), value: 0 }));
        return fc.constantFrom(
          explanation({ terms, bias, sum, value, activation }),
          explanation({ index: [0], terms, bias, sum, value, activation }),
          explanation({ rule: 'mean', terms: plain, sum: mean, value: mean }),
          explanation({ rule: 'max', terms: plain, sum: most, value: most }),
          explanation({ rule: 'other', index: [0], activation: 'softmax', softmax, value: 0.5 }),
        );
      });
    let found = 0;
    fc.assert(
      fc.property(walks, (one) => {
        for (const words of [en, ja])
          for (const beat of beatsOf(one)) {
            const said = captionOf({ beat, explanation: one, maps: 2, nameOf: () => 1 }, words);
            const lines = equationsIn(said);
            expect(lines.length, said).toBe(
              (said.match(/[=≈]/g) ?? []).length - (beat.kind === 'largest' ? 1 : 0),
            );
            lines.forEach(holds);
            found += lines.length;
          }
      }),
      { numRuns: 80 },
    );
    expect(found).toBeGreaterThan(400);
  });
});

describe('cells and figures', () => {
  it('print two significant digits at least: only 0 is 0', () => {
    fc.assert(
      fc.property(number, (value) => {
        for (const text of [formatCell(value), formatNumber(value)]) {
          const digits = text.replace(/e.*$/, '').replace(/[−.]/g, '').replace(/^0+/, '');
          if (value === 0) expect(digits).toBe('');
          else {
            expect(digits.length, text).toBeGreaterThanOrEqual(2);
            expect(Math.abs(calculate(text) / value - 1), text).toBeLessThanOrEqual(0.051);
          }
        }
        expect(Math.fround(calculate(formatFull32(value)))).toBe(value);
      }),
    );
  });
});
