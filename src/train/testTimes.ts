// The steps at which a session evaluates the test set while it trains.

/** The first steps with an evaluation, so that the page soon shows a figure. After them, twice an epoch. */
const EARLY_TESTS = [100, 300];
/** Evaluations are at least this far apart: on a few pictures they would take a large share of the time. */
const MIN_STEPS = 4;

/** The first step with an evaluation after `step`. */
export function nextTest(step: number, stepsPerEpoch: number): number {
  const half = Math.ceil(stepsPerEpoch / 2);
  const early = EARLY_TESTS.find((at) => at > step && at < half);
  if (early !== undefined) return early;
  if (half < MIN_STEPS) {
    const interval = stepsPerEpoch * Math.ceil(MIN_STEPS / stepsPerEpoch);
    return (Math.floor(step / interval) + 1) * interval;
  }
  const epochStart = Math.floor(step / stepsPerEpoch) * stepsPerEpoch;
  return step - epochStart < half ? epochStart + half : epochStart + stepsPerEpoch;
}
