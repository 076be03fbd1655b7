// When the page does what nobody waits for.

/** A busy page is never idle. */
const AT_LATEST_MS = 10_000;

/** Resolves when the browser has nothing else to do, and at the latest after ten seconds. */
export const idle = (): Promise<void> =>
  new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: AT_LATEST_MS });
    else setTimeout(resolve, 1000);
  });

/** The visitor asked the browser to save data, as one does on a small device or an expensive line. */
export function savesData(): boolean {
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
