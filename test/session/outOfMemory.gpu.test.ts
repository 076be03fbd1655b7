// The device has no memory for the k-th buffer of another network, or its limits do not allow it: it is said with the
// arithmetic, and the network that was there trains on.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { errorText } from '../../src/elements/text/errorText';
import { DeviceLimitError } from '../../src/gpu/slab';
import type { NetworkConfig } from '../../src/models/network';
import { factsOf } from '../../src/session/errorFacts';
import { TrainingSession } from '../../src/session/session';
import { FaultyGpu } from '../support/faultyGpu';
import { bars } from '../support/tinyData';
import { until } from '../support/until';

const EDIT = { key: 'network', values: {} } as const;
const of = (filters: number): NetworkConfig => ({
  name: `with ${filters}`,
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

let gpu: FaultyGpu;
let session: TrainingSession;
beforeEach(async () => {
  gpu = FaultyGpu.install();
  session = await TrainingSession.open({
    network: of(2),
    loadData: () => Promise.resolve({ train: bars(128), test: bars(32, 99) }),
    ...{ batchSize: 32, learningRate: 0.02, seed: 5, epochs: 100 },
  });
});
afterEach(() => {
  session.close();
  vi.restoreAllMocks();
});

const step = async (): Promise<void> => {
  await session.step();
  expect(session.error).toBeNull();
};

describe('no memory for a buffer', { timeout: 120_000 }, () => {
  it('of a network that is being built: it is refused with the arithmetic, and the one before trains on', async () => {
    await step();
    // How many buffers an edit takes.
    gpu.count();
    await session.editing.change(of(3), EDIT);
    const buffers = gpu.calls.filter((name) => name === 'createBuffer').length;
    await session.editing.undo();
    let refused = 0;
    for (let at = 0; at < buffers; at++) {
      const { name } = session.network;
      const losses = session.history.loss.length;
      gpu.arm(at, 'full', /^createBuffer$/);
      const outcome = await session.editing.change(of(3), EDIT).catch((error: unknown) => error);
      const where = `buffer ${at} of ${buffers}`;
      expect(gpu.struck, where).toBe('createBuffer');
      if (outcome === undefined) {
        // A snapshot, without which all else works.
        expect(session.network.name, where).toBe('with 3');
        await step();
        await session.editing.undo();
        continue;
      }
      refused++;
      expect(outcome, where).toBeInstanceOf(DeviceLimitError);
      expect(factsOf(outcome), where).toMatchObject({ code: 'noMemory' });
      for (const words of [en, ja]) expect(errorText(outcome, words), where).toMatch(/[KMG]iB/);
      expect(session.network.name, where).toBe(name);
      expect(session.state, where).toBe('idle');
      await step();
      expect(session.history.loss.length, where).toBe(losses + 1);
    }
    expect(refused).toBeGreaterThan(5);
  });

  it('of a training step: training says so, and after an undo the network before trains on', async () => {
    await step();
    await session.editing.change(of(3), EDIT);
    gpu.arm(0, 'full', /^createBuffer$/);
    session.play();
    await until(session, () => session.state === 'failed');
    expect(factsOf(session.error)).toMatchObject({ code: 'noMemory', network: 'with 3' });
    expect(session.error?.message).toMatch(/Parameters .* = .*smaller/);
    await session.editing.undo();
    expect(session.network.name).toBe('with 2');
    expect(session.state).toBe('idle');
    await step();
    expect([...session.history.step]).toEqual([1, 2]);
  });

  it('within the limits of the device: refused before anything is allocated', async () => {
    await step();
    gpu.count();
    const wide: NetworkConfig = {
      ...of(2),
      name: 'wide',
      layers: [
        { name: 'flatten', kind: 'flatten' },
        { name: 'huge', kind: 'dense', options: { units: 2 ** 23, activation: 'relu' } },
        { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ],
    };
    const refused = session.editing.change(wide, EDIT);
    await expect(refused).rejects.toThrow(/parameters.*MiB|GiB/is);
    await expect(refused).rejects.toMatchObject({ name: 'MemoryError' });
    expect(session.network.name).toBe('with 2');
    await step();
  });
});
