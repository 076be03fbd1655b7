// Waits for something outside of the program (storage, a server, a camera, a worker) with a time limit, because none of
// them guarantees an answer. After the limit the caller reports it and continues without, if possible.

/** What is waited for, as data for messages. */
export type Outside = 'storage' | 'server' | 'camera' | 'worker';

/**
 * The longest silence of each, in milliseconds. Before the camera starts, a person may have to answer a prompt of the
 * browser.
 */
export const SILENCE_MS: Readonly<Record<Outside, number>> = {
  storage: 10_000,
  server: 20_000,
  camera: 15_000,
  worker: 20_000,
};

/**
 * A timer that comes so much later than it should was not running: the computer slept, or the browser had frozen the page. An
 * answer may be there, too, and has not had its turn yet.
 */
const SLEPT_MS = 1000;

/** The time limit was exceeded. The answer may still arrive later. */
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
 * Returns the result of `begin`, unless the silence lasts too long.
 * @param begin receives a function to call at each sign of life, which restarts the time
 * @throws LateError, or an error of `begin`
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
    if (over) return;
    const due = performance.now() + silentMs;
    timer = setTimeout(() => {
      if (performance.now() - due > SLEPT_MS) alive();
      else give(new LateError(outside, silentMs));
    }, silentMs);
  };
  alive();
  try {
    return await Promise.race([begin(alive), late]);
  } finally {
    over = true;
    clearTimeout(timer);
  }
}
