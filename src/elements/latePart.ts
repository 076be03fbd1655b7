// A part of the page that is fetched when it is first used, other than by `import()`: if it does not come, the page may wait for
// it (src/app/lateParts.ts).

/** What browsers say of a module that was not fetched. Any other error is one of the module itself. */
const NOT_FETCHED = /dynamically imported module|module script/i;

export const isNotFetched = (error: unknown): boolean => NOT_FETCHED.test(String(error));

/** A worker whose code did not come: browsers say nothing of why. */
export const workerNotFetched = (): Error => new Error('the module script of a worker could not be fetched');

/** How many parts the page waits for. Event: `change`. */
class WaitedFor extends EventTarget {
  count = 0;

  add(by: 1 | -1): void {
    this.count += by;
    this.dispatchEvent(new Event('change'));
  }
}
export const waitedFor = new WaitedFor();

/** What the event of a missing part has. */
export interface MissingPart {
  readonly payload: unknown;
  readonly load: () => Promise<unknown>;
  /** What the page promises. */
  part: Promise<unknown> | null;
  /** Whether an error is one of fetching. That of an `import()` does not say. */
  readonly isMissing?: (error: unknown) => boolean;
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** As Vite dispatches it for an `import()`, with what offline/lateParts.ts adds. */
export class MissingPartEvent extends Event implements MissingPart {
  static readonly type = 'vite:preloadError';
  part: Promise<unknown> | null = null;

  constructor(
    readonly payload: unknown,
    readonly load: () => Promise<unknown>,
    readonly isMissing = isNotFetched,
    readonly signal?: AbortSignal,
  ) {
    super(MissingPartEvent.type, { cancelable: true });
  }
}

/** @throws the error of `load`, unless it is one of fetching and the page waits for the part */
export async function latePart<T>(
  load: () => Promise<T>,
  isMissing = isNotFetched,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const event = new MissingPartEvent(error, load, isMissing, signal);
    dispatchEvent(event);
    if (event.part === null) throw error;
    return (await event.part) as T;
  }
}
