// What is said where a device has no memory for a buffer of a network. Loaded when that happens.

import { DeviceLimitError, NoMemoryError } from '../gpu/slab';
import { mebibytes, memoryText, type StepMemory } from './memory';

/** Where there was no memory for a buffer: the same error with the arithmetic of the whole step; others as they are. */
export function inNetwork(error: unknown, memory: StepMemory): unknown {
  if (!(error instanceof NoMemoryError)) return error;
  const { network, total } = memory;
  const { label, bytes } = error.at;
  return new DeviceLimitError(
    `network '${network}': this device has no memory left for '${label}', which needs ${mebibytes(bytes)}. ` +
      `${memoryText(memory)} = ${mebibytes(total)}. Choose a smaller batch or smaller layers.`,
    { facts: { code: 'noMemory', network, needsBytes: total, at: error.at }, cause: error },
  );
}
