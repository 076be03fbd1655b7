// Waits for a device that answers late, on a virtual clock.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answersPromptly, learnAnswers, mapForReading, waitForSubmittedWork } from '../../src/gpu/waits';
import { LATE_MS, virtually, VirtualQueue } from '../support/virtualQueue';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const msOf = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await virtually(work);
  return performance.now() - from;
};

describe('a browser that looks every 100 ms, and with each submit', () => {
  it('is nudged until it answers, and no longer', async () => {
    const queue = new VirtualQueue('timer');
    const { device } = queue;
    queue.work(30);
    expect(await msOf(waitForSubmittedWork(device))).toBeLessThanOrEqual(36);
    const { nudges } = queue;
    expect(nudges).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(queue.nudges).toBe(nudges);
  });

  it('is nudged for a mapping as well, and once for all that wait', async () => {
    const queue = new VirtualQueue('timer');
    const { device } = queue;
    const buffer = { mapAsync: () => queue.onSubmittedWorkDone() } as unknown as GPUBuffer;
    queue.work(40);
    const waits = Array.from({ length: 10 }, () => mapForReading(device, buffer));
    expect(await msOf(Promise.all(waits))).toBeLessThanOrEqual(46);
    expect(queue.nudges).toBeLessThanOrEqual(12);
  });

  it('is found out while idle, in a moment', async () => {
    const queue = new VirtualQueue('timer');
    const { device } = queue;
    expect(await msOf(learnAnswers(device))).toBeLessThanOrEqual(21);
    expect(answersPromptly(device)).toBe(false);
  });

  it('is found out also where an answer happens to come at once', async () => {
    const { device } = new VirtualQueue('timer');
    await vi.advanceTimersByTimeAsync(LATE_MS - 5);
    expect(await msOf(learnAnswers(device))).toBeLessThanOrEqual(21);
    expect(answersPromptly(device)).toBe(false);
  });

  it('a wait that fails ends the nudges, and a lost device does', async () => {
    const queue = new VirtualQueue('timer');
    let lose: () => void = () => undefined;
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const device = { queue, lost } as unknown as GPUDevice;
    const failing = { mapAsync: () => Promise.reject(new Error('destroyed')) } as unknown as GPUBuffer;
    await expect(mapForReading(device, failing)).rejects.toThrow('destroyed');
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.nudges).toBe(0);
    const silent = { mapAsync: () => new Promise(() => undefined) } as unknown as GPUBuffer;
    void mapForReading(device, silent);
    await vi.advanceTimersByTimeAsync(50);
    lose();
    await vi.advanceTimersByTimeAsync(0);
    const { nudges } = queue;
    expect(nudges).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(queue.nudges).toBe(nudges);
  });
});

it('a device that answers promptly is left alone', async () => {
  const queue = new VirtualQueue('prompt');
  const { device } = queue;
  await virtually(learnAnswers(device));
  expect(answersPromptly(device)).toBe(true);
  queue.work(500);
  expect(await msOf(waitForSubmittedWork(device))).toBeLessThanOrEqual(501);
  expect(queue.nudges).toBe(0);
});
