// When a session tries the test set while it trains.

/** Steps at which it does so first: the page shows a figure soon. Then twice an epoch. */
const EARLY_TESTS = [100, 300];

/** The first such step after `step`. */
export function nextTest(step: number, stepsPerEpoch: number): number {
  const half = Math.ceil(stepsPerEpoch / 2);
  const early = EARLY_TESTS.find((at) => at > step && at < half);
  if (early !== undefined) return early;
  const epochStart = Math.floor(step / stepsPerEpoch) * stepsPerEpoch;
  return step - epochStart < half ? epochStart + half : epochStart + stepsPerEpoch;
}
