// How long the page's own thread was held in one go while something ran, as the browser tells it.

/** @returns milliseconds of the longest task; 0 where none lasted 50 ms */
export async function longestTask(run: () => Promise<unknown>): Promise<number> {
  // What came before is not meant.
  await new Promise((resolve) => setTimeout(resolve, 100));
  let longest = 0;
  const take = (entries: PerformanceEntryList): void => {
    for (const { duration } of entries) longest = Math.max(longest, duration);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'longtask' });
  await run();
  // A task is told once it is over.
  await new Promise((resolve) => setTimeout(resolve, 100));
  take(observer.takeRecords());
  observer.disconnect();
  return longest;
}
