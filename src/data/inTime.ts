// A wait for something outside of the program: storage, a server, a camera, a worker. None of them promises to answer, so
// every such wait has a time after which it is said that nothing came, and gone on without where that can be done.

/** What is waited for, for those who say it in words. */
export type Outside = 'storage' | 'server' | 'camera' | 'worker';

/** How long each may be silent. A person may have to answer a question of the browser before the camera comes. */
export const SILENCE_MS: Readonly<Record<Outside, number>> = {
  storage: 10_000,
  server: 20_000,
  camera: 15_000,
  worker: 20_000,
};

/** Nothing came in time. What was waited for may still come. */
export class LateError extends Error {
  override readonly name = 'LateError';
  constructor(
    readonly outside: Outside,
    readonly silentMs: number,
  ) {
    super(`${outside}: no answer for ${silentMs / 1000} s`);
  }
}

/**
 * What `begin` promises, unless nothing is heard of it for so long.
 * @param begin is given what to call at each sign of life: the time begins anew
 * @throws LateError, or what `begin` throws
 */
export async function inTime<T>(
  outside: Outside,
  begin: (alive: () => void) => Promise<T>,
  silentMs = SILENCE_MS[outside],
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  let give: (reason: LateError) => void = () => undefined;
  const late = new Promise<never>((_, reject) => (give = reject));
  const alive = (): void => {
    clearTimeout(timer);
    if (!over) timer = setTimeout(() => give(new LateError(outside, silentMs)), silentMs);
  };
  alive();
  try {
    return await Promise.race([begin(alive), late]);
  } finally {
    over = true;
    clearTimeout(timer);
  }
}
