// The pace of a live camera on a virtual clock, and what makes its answer.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FramePace, INTERVAL_MS } from '../../src/elements/picture/framePace';
import { thresholdOf } from '../../src/train/answerThreshold';

describe('live pictures', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A stage that needs so long to draw a picture. */
  function shownBy(drawMs: number, duration: number): { readonly most: number; readonly shown: number } {
    let [inFlight, most, shown] = [0, 0, 0];
    const ends = performance.now() + duration;
    const pace = new FramePace({
      wanted: () => performance.now() < ends,
      show: () => {
        shown++;
        most = Math.max(most, ++inFlight);
        return Promise.resolve(true);
      },
      drawn: () =>
        new Promise((resolve) => {
          setTimeout(() => {
            inFlight--;
            resolve();
          }, drawMs);
        }),
    });
    void pace.run();
    // Asked for again while it runs.
    void pace.run();
    return {
      get most() {
        return most;
      },
      get shown() {
        return shown;
      },
    };
  }

  it('are at most 15 a second, however fast the stage is', async () => {
    const seen = shownBy(1, 10_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(seen.shown).toBeGreaterThan(140);
    expect(seen.shown).toBeLessThanOrEqual(150);
  });

  it('wait for a slow stage, one at a time, and end', async () => {
    const seen = shownBy(400, 10_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(seen).toEqual({ most: 1, shown: 25 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('go on when they are wanted again', async () => {
    let [wanted, shown] = [false, 0];
    const pace = new FramePace({
      wanted: () => wanted,
      show: () => Promise.resolve(++shown > 0),
      drawn: () => Promise.resolve(),
    });
    await pace.run();
    expect(shown).toBe(0);
    wanted = true;
    void pace.run();
    await vi.advanceTimersByTimeAsync(2.5 * INTERVAL_MS);
    expect(shown).toBe(3);
    wanted = false;
    await vi.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('an answer needs more than a guess among the classes', () => {
  expect([2, 10, 20].map(thresholdOf)).toEqual([0.75, 0.6, 0.6]);
});
