// Whether numbers of a file are numbers.

import { FormatError } from './storedModel';

/** @throws FormatError naming the first weight that is infinite or none at all */
export function checkFinite(where: string, values: Float32Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  throw new FormatError(
    where,
    `number ${bad + 1} of ${values.length} is ${String(values[bad])}; a weight must be a finite number`,
  );
}
