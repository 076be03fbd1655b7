// The lines of arithmetic that the stage and the inspector print.

import { addends, equation, type Equation, type EquationFormats, type Format } from './equation';
import { formatNumber } from '../text/format';

export const product = (value: number, weight: number, formats: EquationFormats = {}): Equation =>
  equation([value, ' × ', weight], value * weight, formats);

/** What there was, and what is added to it. */
export const added = (
  before: number,
  value: number,
  after: number,
  format: Format = formatNumber,
): Equation => equation(addends([before, value]), after, { operands: format, result: format });

/** How far two numbers are apart. */
export const difference = (
  from: number,
  to: number,
  value: number,
  formats: EquationFormats = {},
): Equation => equation([to, ' − ', from], value, formats);
