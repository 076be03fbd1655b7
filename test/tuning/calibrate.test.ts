// What is measured and remembered in browsers that answer late, read a coarse clock and hide the adapter's names: on a virtual
// clock. What runs on real devices stands in calibrate.gpu.test.ts.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { learnDevice } from '../../src/gpu/deviceFacts';
import { learnAnswers } from '../../src/gpu/waits';
import {
  calibrate,
  GPU_CANDIDATES,
  GPU_TARGET,
  targetOf,
  type ChoiceMemory,
  type KernelTarget,
} from '../../src/index';
import { jobOf, winner, WORKLOADS } from '../../src/tuning/autotuner';
import { loadVariants } from '../../src/tuning/calibrate';
import { virtualDevice, type VirtualDeviceOptions } from '../support/virtualDevice';
import { virtually } from '../support/virtualQueue';

const candidates = [GPU_TARGET, GPU_CANDIDATES.find(({ name }) => name === 'gpu-tiles')!];
const NAMELESS = { vendor: '', architecture: '', device: '', description: '' };

/** Milliseconds as in Firefox: whole ones. Reading the clock takes time, too. */
function coarseClock(): void {
  const exact = performance.now.bind(performance);
  let readings = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(exact() + readings++ * 1e-4));
}

// Loading takes real time, in which the virtual clock would go on.
beforeAll(loadVariants);
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4, MAP_READ: 8 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function calibrated(
  options: Omit<VirtualDeviceOptions, 'msOf'> & {
    readonly tilesMs: number;
    /** Of convolutions, where it differs. */
    readonly convolutionTilesMs?: number;
    readonly defaultMs?: number;
    readonly notes?: Map<string, string>;
  },
): Promise<{
  readonly chosen: KernelTarget;
  readonly notes: ReadonlyMap<string, string>;
  readonly ms: number;
}> {
  const { tilesMs, convolutionTilesMs = tilesMs, defaultMs = 1, notes = new Map<string, string>() } = options;
  // The other candidate sums in workgroup memory, and adds its partial sums by a shader of its own.
  const msOf = (code: string): number => {
    if (code.includes('SPLITS * SIZE')) return tilesMs;
    if (!code.includes('workgroupBarrier')) return defaultMs;
    return /= (?:256|1024)u;/.test(code) ? tilesMs : convolutionTilesMs;
  };
  const { device } = virtualDevice({ ...options, msOf });
  const memory: ChoiceMemory = {
    read: (key) => notes.get(key) ?? null,
    write: (key, value) => void notes.set(key, value),
  };
  const from = performance.now();
  await virtually(learnAnswers(device));
  await virtually(calibrate(device, { memory, candidates }));
  return { chosen: targetOf(device), notes, ms: performance.now() - from };
}

describe('where answers come with the next submit, and the clock shows whole milliseconds', () => {
  it('the faster of two is found, within two seconds, and remembered', async () => {
    coarseClock();
    const { chosen, notes, ms } = await calibrated({ lateness: 'timer', tilesMs: 0.2 });
    expect(chosen.name).toBe('gpu-tiles');
    expect([...notes.values()]).toEqual([expect.stringMatching(/^\w+ gpu-tiles gpu-tiles gpu-tiles$/)]);
    expect(ms).toBeLessThan(2000);
  });

  it.each([0.97, 1])('the default stays where the other takes %s of its time', async (tilesMs) => {
    coarseClock();
    const { chosen, notes } = await calibrated({ lateness: 'timer', tilesMs });
    expect(chosen.name).toBe('gpu');
    expect(notes.size).toBe(1);
  });
});

it('a target that is faster for dense layers alone is used for these alone, and remembered so', async () => {
  const { chosen, notes } = await calibrated({ lateness: 'prompt', tilesMs: 0.2, convolutionTilesMs: 5 });
  expect(chosen.name).toBe('pixels: gpu, channels: gpu, dense: gpu-tiles');
  expect(chosen).toMatchObject({ convolution: 'blocks', byShape: { dense: { convolution: 'tiles' } } });
  expect(Object.keys(chosen.byShape ?? {})).toEqual(['dense']);
  const again = await calibrated({ lateness: 'prompt', tilesMs: 1, notes: new Map(notes) });
  expect(again.chosen).toEqual(chosen);
});

it.each(WORKLOADS)('layers like the one of $shape are planned for the target of their shape', (workload) => {
  const [, tiles = GPU_TARGET] = candidates;
  const lanes = { ...GPU_TARGET, convolution: 'lanes' } as const;
  const byShape = { pixels: lanes, channels: tiles, dense: tiles };
  expect(jobOf({ ...GPU_TARGET, byShape }, workload).key).toBe(jobOf(byShape[workload.shape], workload).key);
  expect(jobOf({ ...GPU_TARGET, byShape: {} }, workload).key).toBe(jobOf(GPU_TARGET, workload).key);
  const { [workload.shape]: _, ...others } = byShape;
  expect(jobOf({ ...GPU_TARGET, byShape: others }, workload).key).toBe(jobOf(GPU_TARGET, workload).key);
});

it('where answers are late whatever is done, nothing is measured and nothing remembered', async () => {
  const { chosen, notes, ms } = await calibrated({ lateness: 'constant', tilesMs: 0.1 });
  expect(chosen.name).toBe('gpu');
  expect(notes.size).toBe(0);
  expect(ms).toBeLessThan(2000);
});

it('where a run takes too long for a race, nothing is remembered', async () => {
  const { chosen, notes } = await calibrated({ lateness: 'prompt', tilesMs: 10, defaultMs: 100 });
  expect(chosen.name).toBe('gpu');
  expect(notes.size).toBe(0);
});

it('a device without names is remembered by what it can do', async () => {
  const keyOf = async (limits: Record<string, number>, features: string[] = []): Promise<string> => {
    const found = await calibrated({ lateness: 'prompt', tilesMs: 1, info: NAMELESS, limits, features });
    expect(found.notes.size).toBe(1);
    return [...found.notes.keys()].join();
  };
  const one = await keyOf({ maxBufferSize: 2 ** 28 });
  expect(one).toMatch(/^convscope\.target\.unnamed\/\w+$/);
  expect(await keyOf({ maxBufferSize: 2 ** 28 })).toBe(one);
  expect(await keyOf({ maxBufferSize: 2 ** 30 })).not.toBe(one);
  expect(await keyOf({ maxBufferSize: 2 ** 28 }, ['shader-f16'])).not.toBe(one);
});

it('a candidate wins only by more than times may be wrong', () => {
  const times = new Map(candidates.map((target, i) => [target, i === 0 ? 10 : 9]));
  const by = (mistakeMs: number): string =>
    winner([candidates[0]!, candidates[1]!], (target) => times.get(target) ?? NaN, mistakeMs).name;
  expect(by(0)).toBe('gpu-tiles');
  expect(by(1)).toBe('gpu');
});

describe('what a device is planned as', () => {
  const device = (options: Partial<VirtualDeviceOptions>): GPUDevice =>
    virtualDevice({ lateness: 'prompt', msOf: () => 1, ...options }).device;

  it('a fallback adapter computes on the processor, whatever its name', () => {
    const fallback = { ...NAMELESS, isFallbackAdapter: true };
    expect(targetOf(device({ info: fallback })).name).toBe('cpu');
    expect(targetOf(device({ info: { ...fallback, description: 'ACME 9000' } })).name).toBe('cpu');
    expect(targetOf(device({ info: { ...fallback, architecture: 'swiftshader' } })).name).toBe('swiftshader');
    expect(targetOf(device({ info: NAMELESS })).name).toBe('gpu');
  });

  it.each([
    ['compile', true],
    ['do not compile', false],
  ])('quads share loads only where subgroups %s', async (_, works) => {
    const made = device({ features: ['subgroups'], compiles: (code) => works || !code.includes('quadSwap') });
    await learnDevice(made);
    expect(targetOf(made).quads).toBe(works);
    const racing = virtually(calibrate(made, { candidates }));
    expect((await racing).quads).toBe(works);
  });
});
