// How often the maps are computed while training goes on. Steps take as long as each test says.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ProbeView } from '../../src/session/probeView';
import { readEveryMs, viewEveryMs } from '../../src/session/viewPace';
import { barNetwork } from '../support/tinyData';
import { sessionsOf } from '../support/openSession';

const open = sessionsOf(barNetwork);
let now = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function training(stepMs: number): Promise<ProbeView> {
  const { probeView } = await open();
  probeView.refresh(false);
  probeView.context.pacer.stepMs = stepMs;
  return probeView;
}

/** Whether the maps are computed in a frame after so many milliseconds of training. */
function framesAfter(view: ProbeView, ...ms: readonly number[]): readonly boolean[] {
  return ms.map((passed) => {
    now += passed;
    view.trained();
    const before = view.computed;
    view.refresh(true);
    return view.computed > before;
  });
}

it('a fast device computes maps in the time of fifteen steps, whatever was read', async () => {
  const view = await training(2);
  expect(view.everyFrame).toBe(true);
  expect(framesAfter(view, 29, 1, 29, 1)).toEqual([false, true, false, true]);
});

it('a slow device computes maps when the losses were read, and needs no frames between', async () => {
  const view = await training(30);
  expect(view.everyFrame).toBe(false);
  expect(framesAfter(view, 10_000)).toEqual([false]);
  view.read();
  expect(framesAfter(view, 1, 10_000)).toEqual([true, false]);
});

it.each([
  [10, 260],
  [30, 780],
  [80, 800],
  [1000, 8000],
])('steps of %s ms are looked at every %s ms', (stepMs, everyMs) => {
  expect(viewEveryMs(stepMs)).toBe(everyMs);
});

it('losses of a short run are read eight times, at most ten times a second', () => {
  expect([16, 160, 1600].map((steps) => readEveryMs(20, steps))).toEqual([100, 400, 520]);
  expect(readEveryMs(1, Infinity)).toBe(100);
});

it('another picture is shown within the time of four steps, on a slow device, too', async () => {
  const view = await training(30);
  view.show(view.picture);
  expect(view.everyFrame).toBe(true);
  expect(framesAfter(view, 119, 1)).toEqual([false, true]);
  expect(view.everyFrame).toBe(false);
});

it('numbers at rest are shown at once', async () => {
  const view = await training(30);
  view.trained();
  view.refresh(false);
  expect(view.computed).toBe(2);
  view.refresh(false);
  expect(view.computed, 'nothing new').toBe(2);
});
