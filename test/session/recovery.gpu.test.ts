// Device loss: while a session opens, while it saves, while another device is being set up. The tests destroy devices,
// which the code under test cannot tell from any other loss.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceLostError, isLost } from '../../src/gpu/deviceLoss';
import { NoDeviceError, requestGpuDevice } from '../../src/gpu/requestDevice';
import { onDevice } from '../../src/session/recovery';
import type { TrainingSession } from '../../src/session/session';
import { Checkpoints } from '../../src/train/checkpoints';
import { Trainer } from '../../src/train/trainer';
import { sessionsOf } from '../support/openSession';
import { barNetwork, bars } from '../support/tinyData';
import { until } from '../support/until';

/** Every device that is given, in order; and what is done to each as soon as it is. */
let given: GPUDevice[] = [];
let onGiven: (device: GPUDevice, at: number) => void = () => undefined;

beforeEach(() => {
  given = [];
  onGiven = () => undefined;
  const { gpu } = navigator;
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  vi.spyOn(gpu, 'requestAdapter').mockImplementation(async (options) => {
    const adapter = await requestAdapter(options);
    if (adapter === null) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    vi.spyOn(adapter, 'requestDevice').mockImplementation(async (descriptor) => {
      const device = await requestDevice(descriptor);
      onGiven(device, given.push(device) - 1);
      return device;
    });
    return adapter;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const open = sessionsOf(barNetwork);

/** Asks again as long as a promise is to come: no clock. */
const turnsOfTheLoop = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('isLost', () => {
  it('knows a device that answers from one that does not', async () => {
    const { device } = await requestGpuDevice();
    expect(await isLost(device)).toBe(false);
    device.destroy();
    expect(await isLost(device)).toBe(true);
  });
});

describe('onDevice', () => {
  it('builds on the next device where one is lost, even if building seemed to work', async () => {
    const wait = vi.fn(() => Promise.resolve());
    const built = await onDevice(
      ({ device }) => {
        if (given.length < 3) device.destroy();
        return Promise.resolve(given.length);
      },
      { wait },
    );
    expect(built).toBe(3);
    expect(wait.mock.calls).toEqual([[100], [500]]);
    expect(await isLost(given[2]!)).toBe(false);
    given[2]!.destroy();
  });

  it('says that the device was lost if all are', async () => {
    onGiven = (device) => {
      device.destroy();
    };
    const failure = onDevice(() => Promise.reject(new Error('raw words')), { wait: () => Promise.resolve() });
    await expect(failure).rejects.toBeInstanceOf(DeviceLostError);
    await expect(failure).rejects.toMatchObject({ facts: { code: 'deviceLost' } });
    expect(given).toHaveLength(5);
  });

  it('waits for a driver that gives none yet, and passes other failures on at once', async () => {
    const requestAdapter = vi.spyOn(navigator.gpu, 'requestAdapter');
    requestAdapter.mockResolvedValueOnce(null);
    const wait = vi.fn(() => Promise.resolve());
    const losing = onDevice(
      ({ device }) => {
        device.destroy();
        return Promise.resolve();
      },
      { wait },
    );
    await losing.catch(() => undefined);
    expect(given.length).toBeGreaterThan(0);
    given = [];
    await expect(onDevice(() => Promise.reject(new RangeError('no such layer')), { wait })).rejects.toThrow(
      'no such layer',
    );
    expect(given).toHaveLength(1);
    expect(await isLost(given[0]!), 'given back').toBe(true);
    requestAdapter.mockResolvedValue(null);
    await expect(onDevice(() => Promise.resolve(1), { wait })).rejects.toBeInstanceOf(NoDeviceError);
  });
});

describe('a session that loses its device while it opens', { timeout: 120_000 }, () => {
  const destroyFirst = (): void => given[0]?.destroy();

  it.each<[string, () => Promise<TrainingSession>]>([
    [
      'as soon as it is given',
      () => {
        onGiven = (device, at) => {
          if (at === 0) device.destroy();
        };
        return open();
      },
    ],
    [
      'while data come',
      () =>
        open({
          loadData: () => {
            destroyFirst();
            return Promise.resolve({ train: bars(256), test: bars(64, 99) });
          },
        }),
    ],
    [
      'while kernels are compiled',
      () =>
        open({
          onProgress: ({ stage }) => {
            if (stage === 'compile') void turnsOfTheLoop(2).then(destroyFirst);
          },
        }),
    ],
    [
      'just before it stands',
      async () => {
        const session = await open();
        destroyFirst();
        return session;
      },
    ],
  ])('opens on another: %s', async (_, opened) => {
    const session = await opened();
    await until(session, () => session.state === 'idle' && session.device !== given[0]);
    expect(session.error).toBeNull();
    await session.step();
    expect(session.progress.step).toBe(1);
    expect(Number.isFinite(session.progress.loss)).toBe(true);
  });

  it('goes on with a run it was opened with', async () => {
    const before = await open();
    for (let step = 0; step < 3; step++) await before.step();
    const run = await before.save();
    before.close();
    given = [];
    onGiven = (device, at) => {
      if (at === 0) device.destroy();
    };
    const session = await open({ run });
    expect(session.progress.step).toBe(3);
    await session.step();
    expect([...session.history.step]).toEqual([1, 2, 3, 4]);
  });
});

describe('a session that loses its device', { timeout: 120_000 }, () => {
  it('saves all the same, and trains on if it did', async () => {
    const session = await open({ epochs: 1000 });
    session.play();
    await until(session, () => session.progress.step > 10 && session.lastSaved !== null);
    const lost = session.device;
    const saving = session.save();
    lost.destroy();
    const run = await saving;
    expect(Object.keys(run.checkpoint.slabs)).toContain('parameters');
    await until(session, () => session.state === 'training' && session.device !== lost);
    const { step } = session.progress;
    await until(session, () => session.progress.step > step + 5);
    expect(session.error).toBeNull();
  });

  it('has every step in its history once, also where the losses came later than a copy of the parameters', async () => {
    vi.spyOn(Checkpoints.prototype, 'due', 'get').mockReturnValue(true);
    const session = await open({ epochs: 1000 });
    session.play();
    await until(session, () => session.progress.step > 3 && session.lastSaved !== null);
    const lost = session.device;
    // From now on nothing is read: copies run ahead of the history.
    const reads = vi
      .spyOn(Trainer.prototype, 'read')
      .mockImplementation(() => lost.lost.then(({ message }) => Promise.reject(new Error(message))));
    let copies = 0;
    session.addEventListener('checkpoint', () => copies++);
    while (copies < 3) await turnsOfTheLoop(1);
    lost.destroy();
    reads.mockRestore();
    await until(session, () => session.state === 'training' && session.device !== lost);
    await session.pause();
    await until(
      session,
      () => session.state === 'idle' && session.history.step.length >= session.progress.step,
    );
    expect([...session.history.step]).toEqual(Array.from(session.history.step, (_, at) => at + 1));
  });

  it('does what it is asked for meanwhile once it is back', async () => {
    const session = await open();
    await session.step();
    const lost = session.device;
    lost.destroy();
    await until(session, () => session.state === 'recovering');
    const through = [session.step(), session.step(), session.save()] as const;
    const [, , run] = await Promise.all(through);
    expect(run.checkpoint.step).toBe(3);
    expect([...session.history.step]).toEqual([1, 2, 3]);
    expect(session.device).not.toBe(lost);
  });

  it('replaces the network on the next device if that was under way', async () => {
    const session = await open();
    await session.step();
    const lost = session.device;
    const rebuilt = session.rebuild({ ...barNetwork, name: 'other' });
    await until(session, () => session.state === 'compiling');
    lost.destroy();
    expect(await rebuilt).toEqual(['answer/weight', 'answer/bias']);
    expect(session.state).toBe('idle');
    expect(session.device).not.toBe(lost);
    expect(session.network.name).toBe('other');
    expect(session.progress.step).toBe(0);
  });

  it('rests where training was paused meanwhile, and trains where it was begun', async () => {
    const session = await open({ epochs: 1000 });
    session.play();
    await until(session, () => session.progress.step > 3);
    session.device.destroy();
    await until(session, () => session.state === 'recovering');
    await session.pause();
    await until(session, () => session.state !== 'recovering');
    expect(session.state).toBe('idle');

    session.device.destroy();
    await until(session, () => session.state === 'recovering');
    session.play();
    await until(session, () => session.state === 'training');
    await session.pause();
  });

  it('is well again although it had failed before the news of the loss came', async () => {
    let tell: () => void = () => undefined;
    onGiven = (device, at) => {
      if (at > 0) return;
      const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
        tell = () => resolve({ reason: 'unknown', message: 'told late' } as GPUDeviceLostInfo);
      });
      Object.defineProperty(device, 'lost', { value: lost });
    };
    const session = await open({ epochs: 1000 });
    session.play();
    await until(session, () => session.progress.step > 3);
    // The session waits half a minute for the news: by this clock, which passes at once.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    session.device.destroy();
    while (session.state !== 'failed') {
      await turnsOfTheLoop(1);
      await vi.runOnlyPendingTimersAsync();
    }
    vi.useRealTimers();
    expect(session.error).not.toBeNull();
    tell();
    await until(session, () => session.state === 'training');
    expect(session.device).not.toBe(given[0]);
    expect(session.error).toBeNull();
    await session.pause();
  });
});
