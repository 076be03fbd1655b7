// Inputs of whole numbers that name something, such as the classes that a conditional generator draws.

import type { Network } from './network';

/** How many labels an input takes, from 0 on; null where its numbers are quantities. @param input its name */
export function labelsOf({ layers }: Network, input: string): number | null {
  const reader = layers.find(
    ({ definition, inputs }) => definition.takesIndices === true && inputs.includes(input),
  );
  return reader === undefined ? null : Number(reader.options.inputDim);
}
