// How slow this thread is at this moment. For tests of how long a page is held up, which other work on the machine delays
// as much as the page; it needs nothing from outside, so that Playwright can send it into a page.

/** @returns {number} at least 1: the slowest of five runs, in times of what each takes on a quiet machine */
export function slownessNow() {
  let most = 1;
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    let hash = 1;
    for (let i = 0; i < 10_000_000; i++) hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) + i;
    // The sum is used, or no loop would be left.
    most = Math.max(most, (performance.now() - start + (hash === 0 ? 1 : 0)) / 45);
  }
  return most;
}
