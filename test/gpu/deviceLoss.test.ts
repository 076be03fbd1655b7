import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLost } from '../../src/gpu/deviceLoss';

/** A device whose work fails, and which says that it is lost after so many milliseconds; null: never. */
function failing(newsMs: number | null): GPUDevice {
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('a valid external instance reference no longer exists'));
  const buffer = { size: 4, destroy: () => undefined, mapAsync: refuse, unmap: () => undefined };
  return {
    lost: new Promise((resolve) => {
      if (newsMs !== null) setTimeout(resolve, newsMs, { reason: 'destroyed', message: '' });
    }),
    pushErrorScope: () => undefined,
    popErrorScope: () => Promise.resolve(null),
    createBuffer: () => ({ ...buffer }),
    createCommandEncoder: () => ({ copyBufferToBuffer: () => undefined, finish: () => ({}) }),
    queue: { submit: () => undefined, onSubmittedWorkDone: refuse },
  } as unknown as GPUDevice;
}

describe('a device on which work fails', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is lost, however long the news takes in a busy browser', async () => {
    const found = isLost(failing(20_000));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await found).toBe(true);
  });

  it('is not, if it never comes', async () => {
    const found = isLost(failing(null));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await found).toBe(false);
  });
});
