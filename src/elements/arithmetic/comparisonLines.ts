// The lines of arithmetic that compare: means, percentage points, how many times as large.

import { addends, equation, type Equation } from './equation';

/** The mean of a window. */
export const mean = (values: readonly number[], value: number): Equation =>
  equation(['(', ...addends(values), `) / ${values.length}`], value);

const points = (part: number): string => (100 * part).toFixed(2);

/** How many percentage points lie between two shares. */
export const pointsLine = (low: number, high: number): Equation =>
  equation([high, ' − ', low], high - low, { operands: points, result: points });

const oneDecimal = (value: number): string => value.toFixed(1);

/** How many times as large one is. */
export const times = (large: number, small: number): Equation =>
  equation([large, ' / ', small], large / small, { operands: oneDecimal, result: oneDecimal });
