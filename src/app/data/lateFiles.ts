// Files that the open page downloads, such as a data set or the weights of a network: where there is no connection the page says
// so, and asks for them again until they come, as for parts of its own (src/app/lateParts.ts).

import { DataFileError } from '../../data/fetchDataset';
import { latePart } from '../../elements/latePart';

/** No connection. What a server refuses it refuses again. */
const isOfConnection = (error: unknown): boolean =>
  error instanceof DataFileError && error.facts.status === null && !error.facts.silent;

/**
 * The signal ends two waits: that of the page, which asks no more (LateParts), and here that of the caller, because `load` may itself
 * wait for a part of the page's code, which follows no signal.
 * @throws the reason of the signal at once, whatever is waited for
 */
export const lateFile = <T>(load: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
  Promise.race([
    latePart(load, isOfConnection, signal),
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
