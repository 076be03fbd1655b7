// The sentence about a number that is not finite says what it is, and which of its operands are not finite already.

import { describe, expect, it } from 'vitest';
import { explainInWords } from '../../src/elements/inspector/explainInWords';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import type { CellExplanation, LayerView } from '../../src/session/facade';

type Term = CellExplanation['terms'][number];

const term = (value: number, weight: number | null, padded = false): Term => ({
  input: 0,
  inputIndex: [0, 0, 0],
  value,
  weight,
  padded,
  weightIndex: null,
});

/** As the session explains it: the sum is that of the products and the bias. */
function say(terms: readonly Term[], bias: number | null, given: Partial<CellExplanation> = {}): string {
  const sum = terms.reduce((all, { value, weight }) => all + value * (weight ?? 1), bias ?? 0);
  const explanation = {
    layer: 'conv2',
    index: [0, 0, 0],
    rule: 'sum',
    activation: 'relu',
    terms,
    bias,
    sum,
    value: sum,
    gpuValue: sum,
    softmax: null,
    ...given,
  } as unknown as CellExplanation;
  return explainInWords(explanation, { kernel: null } as unknown as LayerView, [0, 0, 0], en);
}

describe('a number that is not finite', () => {
  it('came from the layer before where inputs are not finite', () => {
    expect(say([term(NaN, 1), term(2, 1), term(0, 1, true)], 0)).toBe(
      'This is NaN, not a finite number. 1 of its 2 inputs is also not finite, so the cause is in an earlier layer.',
    );
  });

  it('came from this layer where its own weights or its bias are not finite', () => {
    expect(say([term(1, Infinity), term(2, 1)], 0)).toBe(
      'This is ∞, not a finite number. 1 of its 2 weights is not finite, so the cause is in this layer.',
    );
    expect(say([term(1, 1)], NaN)).toBe('This is NaN, not a finite number. Its bias is not finite.');
  });

  it('came about here where all it was made from is finite, but too large for the GPU', () => {
    expect(say([term(3e38, 1), term(3e38, 1)], 0, { gpuValue: Infinity })).toBe(
      'This is ∞, not a finite number. Its inputs and weights are finite: here the sum exceeded the range of 32-bit numbers.',
    );
  });

  it('is said of a maximum, too', () => {
    expect(say([term(NaN, null), term(1, null)], null, { rule: 'max', activation: 'linear' })).toBe(
      'This is NaN, not a finite number. 1 of its 2 inputs is also not finite, so the cause is in an earlier layer.',
    );
  });
});

it('finite numbers are explained as before', () => {
  expect(say([term(1, 1), term(2, 1)], 0)).toContain('The patch resembles');
});

it('weights that are all 0 are no products that outweigh each other', () => {
  expect(say([term(1, 0), term(2, 0)], 0)).toBe(
    'All weights of this filter are 0, so only the bias remains, whatever it reads.',
  );
});

it('both languages say all of it', () => {
  expect(Object.keys(ja.notFinite)).toEqual(Object.keys(en.notFinite));
  expect(ja.notFinite.inputs(3, 25)).toContain('25 個のうち 3 個');
});
