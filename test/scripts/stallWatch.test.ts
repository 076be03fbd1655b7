// `npm test` passes on slow machines: it ends a program that stands still, never one that is slow.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import ProgressReporter from '../../scripts/progress.mjs';
import { StallWatch, timeLeftMs } from '../../scripts/stallWatch.mjs';
import { measureSlowness } from '../../scripts/yardstick.mjs';

const MINUTE = 60_000;

describe('the watch over a program', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('never ends a program that goes on, however long it takes in all', () => {
    const onStall = vi.fn();
    const watch = new StallWatch(5 * MINUTE, onStall);
    for (let test = 0; test < 50; test++) {
      vi.advanceTimersByTime(5 * MINUTE - 1);
      watch.progress();
    }
    watch.stop();
    vi.advanceTimersByTime(60 * MINUTE);
    expect(onStall).not.toHaveBeenCalled();
  });

  it('ends a program in which nothing happened for five minutes, once', () => {
    const onStall = vi.fn();
    const watch = new StallWatch(5 * MINUTE, onStall);
    vi.advanceTimersByTime(3 * MINUTE);
    watch.progress();
    vi.advanceTimersByTime(60 * MINUTE);
    expect(onStall).toHaveBeenCalledTimes(1);
  });
});

it('the time left follows the pace so far, and is not guessed from next to nothing', () => {
  expect(timeLeftMs({ done: 25, of: 100, elapsedMs: MINUTE })).toBe(3 * MINUTE);
  expect(timeLeftMs({ done: 100, of: 100, elapsedMs: MINUTE })).toBe(0);
  expect(timeLeftMs({ done: 1, of: 177, elapsedMs: MINUTE })).toBeNull();
});

it('what is running is told of Vitest and Playwright alike', () => {
  const send = vi.fn();
  const before = Reflect.get<NodeJS.Process, 'send'>(process, 'send');
  process.send = send;
  try {
    const vitest = new ProgressReporter();
    vitest.onTestRunStart([{}, {}]);
    const sum = { fullName: 'adds', module: { moduleId: 'sum.test.ts' } };
    vitest.onTestCaseReady(sum);
    vitest.onTestCaseResult(sum);
    vitest.onTestModuleEnd();
    const playwright = new ProgressReporter();
    playwright.onBegin({}, { allTests: () => [{}, {}] });
    const page = { title: 'adds', location: { file: 'sum.e2e.ts' } };
    playwright.onTestBegin(page);
    playwright.onTestEnd(page);
  } finally {
    process.send = before;
  }
  expect(send.mock.calls).toEqual([
    [{ done: 0, of: 2, running: ['sum.test.ts: adds'] }],
    [{ done: 0, of: 2, running: [] }],
    [{ done: 1, of: 2, running: [] }],
    [{ done: 0, of: 2, running: ['sum.e2e.ts: adds'] }],
    [{ done: 1, of: 2, running: [] }],
  ]);
});

it('no machine counts as faster than the one that limits are meant for', async () => {
  expect(await measureSlowness()).toBeGreaterThanOrEqual(1);
});
