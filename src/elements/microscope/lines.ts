// The lines of arithmetic of one step in slow motion: loss, δ, the optimizer's step, the slope of a nudge.

import { equation, type Equation } from '../arithmetic/equation';
import { formatDigits, formatLoss, formatPercent, formatShort } from '../text/format';

/** −ln p, with as many digits of p as the loss needs. */
export const crossEntropy = (p: number, loss: number): Equation =>
  equation(['−ln ', p], loss, {
    operands: [3, 4, 5].map((digits) => (value: number) => formatDigits(value, digits)),
    result: formatLoss,
  });

/** Enough digits to tell a weight from the same weight one step later. */
export const precise = (value: number): string => formatDigits(value, 6);

/**
 * A line of an optimizer's step.
 * @param isWeight it makes the new weight from the old one, its first operand: both are printed precisely
 */
export function updateLine(
  { numbers, value }: { readonly numbers: readonly (string | number)[]; readonly value: number },
  isWeight: boolean,
): Equation {
  const [first = '', ...others] = numbers;
  const parts = isWeight && typeof first === 'number' ? [precise(first), ...others] : numbers;
  return equation(parts, value, {
    operands: [3, 4, 5, 6].map((digits) => (one: number) => formatDigits(one, digits)),
    result: isWeight ? precise : formatShort,
  });
}

/** The slope between two losses that lie 2ε apart, and the losses with the digits that it needs. */
export function slopeLine(
  below: number,
  above: number,
  epsilon: number,
  value: number,
): { readonly below: string; readonly above: string; readonly slope: Equation } {
  const formats = [5, 6, 7, 8].map((decimals) => (loss: number) => loss.toFixed(decimals));
  const parts = ['(', above, ' − ', below, ') / (2 · ', formatDigits(epsilon, 3), ')'];
  const slope = equation(parts, value, { operands: formats, result: formatShort });
  const format = formats.find((one) => slope.operands.startsWith(`(${one(above)} `)) ?? formatShort;
  return { below: format(below), above: format(above), slope };
}

/** By which part of the larger one two slopes differ. */
export function differenceLine(first: number, second: number, gap: number, largest: number): Equation {
  if (largest === 0) return { operands: '', sign: '=', result: '0 %' };
  const [low, high] = first < second ? [first, second] : [second, first];
  return equation(['(', high, ' − ', low, ') / ', largest], gap / largest, {
    operands: formatShort,
    result: formatPercent,
  });
}

/** δ = p − y of an answer, with as many digits of p as two digits of δ need. */
export function logitDelta(p: number, isLabel: boolean, delta: number): { p: string; delta: Equation } {
  const decimals = delta === 0 ? 0 : Math.min(4, Math.max(0, -1 - Math.floor(Math.log10(Math.abs(delta)))));
  const percent = isLabel ? formatPercent(p, decimals) : `${formatDigits(100 * p, 2)} %`;
  const parts = [percent, ' − ', isLabel ? '100 %' : '0 %'];
  return { p: percent, delta: equation(parts, delta, { result: (one) => formatDigits(one, 2) }) };
}
