// The pace of training on devices of all speeds, with prompt or late answers, on a virtual clock.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pacer } from '../../src/gpu/pacer';
import { answersPromptly, learnAnswers } from '../../src/gpu/waits';
import { LATE_MS, virtually, VirtualQueue, type Lateness } from '../support/virtualQueue';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A loop that submits what there is room for. */
async function train(
  queue: VirtualQueue,
  pacer: Pacer,
  stepMs: number,
  forMs: number,
  most = Infinity,
): Promise<readonly number[]> {
  // As every device is asked before it is used.
  await virtually(learnAnswers(queue.device));
  const submits: number[] = [];
  const until = performance.now() + forMs;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      submits.push(await pacer.submit(most, (steps) => queue.work(steps * stepMs)));
    }
    await pacer.drain();
  };
  await virtually(loop());
  return submits;
}

const LATENESS: readonly Lateness[] = ['prompt', 'constant', 'timer', 'hidden'];
const STEPS_MS = [0.3, 1, 3, 10, 30];

describe.each(LATENESS)('answers: %s', (lateness) => {
  it.each(STEPS_MS)('keeps a device busy that takes %s ms per step', async (stepMs) => {
    const queue = new VirtualQueue(lateness);
    const pacer = new Pacer(queue.device);
    await train(queue, pacer, stepMs, 1500);
    const [busyBefore, from] = [queue.busyMs, performance.now()];
    const submits = await train(queue, pacer, stepMs, 3000);
    const share = (queue.busyMs - busyBefore) / (performance.now() - from);
    expect(share).toBeGreaterThan(0.85);
    // A submit lasts about what it should, or what one step does. Ticks of 100 ms tell no less, to a fiftieth.
    const mostMs = lateness === 'hidden' ? 1.02 * LATE_MS : 80;
    expect(Math.max(...submits) * stepMs).toBeLessThanOrEqual(mostMs);
    expect(pacer.stepMs).toBeGreaterThan(0.5 * stepMs);
    expect(pacer.stepMs).toBeLessThan(1.5 * stepMs);
  });

  it('a step of seconds is submitted alone', async () => {
    const queue = new VirtualQueue(lateness);
    const submits = await train(queue, new Pacer(queue.device), 3000, 30_000);
    expect(Math.max(...submits)).toBe(1);
  });

  it('follows a device that becomes slower, and faster again', async () => {
    const queue = new VirtualQueue(lateness);
    const pacer = new Pacer(queue.device);
    await train(queue, pacer, 1, 2000);
    const slow = await train(queue, pacer, 20, 4000);
    expect(slow.at(-1)! * 20).toBeLessThanOrEqual(80);
    const fast = await train(queue, pacer, 1, 4000);
    expect(fast.at(-1)!).toBeGreaterThanOrEqual(20);
  });

  it('knows a sleep of the computer from a slow device', async () => {
    const queue = new VirtualQueue(lateness);
    const pacer = new Pacer(queue.device);
    await train(queue, pacer, 3, 3000);
    const { stepMs } = pacer;
    // Twenty seconds pass while one submit is under way.
    await virtually(pacer.submit(Infinity, () => queue.work(20_000)).then(() => pacer.drain()));
    expect(pacer.stepMs).toBeLessThan(2 * stepMs);
    await train(queue, pacer, 3, 3000);
    expect(pacer.stepMs).toBeGreaterThan(0.5 * stepMs);
    expect(pacer.stepMs).toBeLessThan(2 * stepMs);
  });

  it('takes single steps where no more are allowed', async () => {
    const queue = new VirtualQueue(lateness);
    const submits = await train(queue, new Pacer(queue.device), 1, 3000, 1);
    expect(new Set(submits)).toEqual(new Set([1]));
  });
});

it.each(LATENESS.filter((one) => one !== 'hidden'))(
  'what is drawn beside training is not taken for late answers: %s',
  async (lateness) => {
    const queue = new VirtualQueue(lateness);
    const pacer = new Pacer(queue.device);
    await train(queue, pacer, 30, 3000);
    const seen: number[] = [];
    const timers = [setInterval(() => queue.work(50), 660), setInterval(() => seen.push(pacer.stepMs), 100)];
    await train(queue, pacer, 30, 120_000);
    timers.forEach(clearInterval);
    expect(Math.min(...seen)).toBeGreaterThan(0.75 * 30);
    expect(Math.max(...seen)).toBeLessThan(2 * 30);
  },
);

it('the time of the first submit, which includes the warm-up of a driver, is not yet that of a step', async () => {
  const queue = new VirtualQueue('prompt');
  const pacer = new Pacer(queue.device);
  await virtually(learnAnswers(queue.device));
  const warm = async (stepMs: number): Promise<boolean> => {
    await virtually(pacer.submit(1, (steps) => queue.work(steps * stepMs)).then(() => pacer.drain()));
    return pacer.isWarm;
  };
  expect([await warm(500), await warm(5)]).toEqual([false, true]);
  expect(pacer.stepMs).toBeLessThan(10);
});

it('a device that was too busy to show that it answers promptly is asked again once it is idle', async () => {
  const queue = new VirtualQueue('prompt');
  queue.work(100);
  await virtually(learnAnswers(queue.device));
  expect(answersPromptly(queue.device)).toBe(false);
  const pacer = new Pacer(queue.device);
  for (let i = 0; i < 2; i++) await virtually(pacer.submit(1, (steps) => queue.work(steps * 5)));
  expect(answersPromptly(queue.device)).toBe(true);
});

it('two submits are under way where answers are prompt', async () => {
  const queue = new VirtualQueue('prompt');
  const pacer = new Pacer(queue.device);
  await train(queue, pacer, 5, 2000);
  const from = performance.now();
  for (let i = 0; i < 3; i++) await virtually(pacer.submit(8, (steps) => queue.work(steps * 5)));
  expect(performance.now() - from).toBeLessThan(60);
  await virtually(pacer.drain());
});

it('a loop of other units says what it submitted', async () => {
  const queue = new VirtualQueue('constant');
  const pacer = new Pacer(queue.device, { budgetMs: 60, first: 4, maxSteps: 512 });
  const until = performance.now() + 4000;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      const room = await pacer.room(1000);
      // Whole threes, where there is room for any.
      const units = room < 3 ? room : room - (room % 3);
      queue.work(units * 0.5);
      pacer.submitted(units);
    }
    await pacer.drain();
  };
  await virtually(loop());
  expect(queue.busyMs / performance.now()).toBeGreaterThan(0.6);
});
