// What a device is planned for after it was looked at: candidates on a real device, and everything about choosing and
// remembering on one that can do nothing, so that any use of it would fail.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  calibrate,
  GPU_CANDIDATES,
  GPU_TARGET,
  targetOf,
  type ChoiceMemory,
  type KernelTarget,
} from '../../src/index';
import { winner, WORKLOADS } from '../../src/tuning/autotuner';
import { newTestDevice } from '../support/device';

type Info = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>;

const UNKNOWN: Info = { vendor: 'acme', architecture: 'gen-3', device: '', description: 'ACME 9000' };

/** Says what it is, and has no queue, no buffers, no shaders. */
function inert(
  { vendor, architecture, device, description }: Info,
  features: Iterable<string> = [],
  limits: Partial<GPUSupportedLimits> = { maxStorageBufferBindingSize: GPU_TARGET.bindingBytes },
): GPUDevice {
  const adapterInfo = { vendor, architecture, device, description };
  return { adapterInfo, features: new Set(features), limits } as unknown as GPUDevice;
}

class FakeMemory implements ChoiceMemory {
  reads = 0;
  readonly notes = new Map<string, string>();

  read(key: string): string | null {
    this.reads++;
    return this.notes.get(key) ?? null;
  }

  write(key: string, value: string): void {
    this.notes.set(key, value);
  }
}

const named = (name: string): KernelTarget => ({ ...GPU_TARGET, name });

describe('winner', () => {
  const times = new Map([
    [named('default'), 10],
    [named('little faster'), 9.6],
    [named('faster'), 9],
    [named('fastest'), 8.9],
    [named('broken'), Infinity],
  ]);
  const of = (...names: string[]): string => {
    const [first, ...others] = names.map(
      (name) => [...times.keys()].find((target) => target.name === name) ?? named(name),
    );
    return winner([first!, ...others], (target) => times.get(target) ?? NaN).name;
  };

  it('is the default if no candidate is clearly faster', () => {
    expect(of('default', 'little faster', 'broken')).toBe('default');
  });

  it('is the fastest of those that are', () => {
    expect(of('default', 'faster', 'little faster', 'fastest')).toBe('fastest');
  });

  it('is the first of equal ones, and never one with an unknown time', () => {
    expect(of('default', 'default', 'not timed')).toBe('default');
  });
});

describe('without measuring', () => {
  it.each([
    ['swiftshader', { ...UNKNOWN, architecture: 'swiftshader' }],
    ['cpu', { ...UNKNOWN, description: 'llvmpipe (LLVM 19)' }],
  ])('a device known as %s is left alone', async (name, info) => {
    const device = inert(info);
    const memory = new FakeMemory();
    const before = targetOf(device);
    expect(await calibrate(device, { memory })).toEqual(before);
    expect(targetOf(device)).toEqual(before);
    expect(before.name).toBe(name);
    expect(memory).toMatchObject({ reads: 0, notes: new Map() });
  });

  it('after a failure the estimate stays, and nothing is remembered', async () => {
    const device = inert(UNKNOWN);
    const memory = new FakeMemory();
    expect(await calibrate(device, { memory })).toEqual({ ...GPU_TARGET, quads: false });
    expect(targetOf(device).name).toBe('gpu');
    expect(memory.notes.size).toBe(0);
  });
});

describe('measuring', () => {
  const memory = new FakeMemory();
  /** The last has workgroups larger than any device allows. */
  const candidates = [
    GPU_TARGET,
    GPU_CANDIDATES.find(({ name }) => name === 'gpu-few')!,
    { ...GPU_TARGET, name: 'impossible', width: 1 << 20 },
  ];
  /** The dense layer: small shaders, which compile fast. */
  const workloads = WORKLOADS.slice(2);
  const measured = { memory, candidates, workloads, patienceMs: Infinity, maxMistakenMs: Infinity };
  const devices: GPUDevice[] = [];
  const another = async (): Promise<GPUDevice> => {
    const device = await newTestDevice();
    devices.push(device);
    return device;
  };
  let device: GPUDevice;
  let choice: KernelTarget;
  beforeAll(async () => {
    device = await another();
    choice = await calibrate(device, measured);
  });
  afterAll(() => devices.forEach((made) => made.destroy()));

  /** Of the same make, but anything asked of it fails: what comes of it was read. */
  const twin = (): GPUDevice => inert(device.adapterInfo, device.features, device.limits);

  it('chooses one of the candidates that run, for this device', () => {
    expect(['gpu', 'gpu-unshared', 'gpu-few', 'gpu-few-unshared']).toContain(choice.name);
    expect(targetOf(device)).toBe(choice);
  });

  it('is done once a device: it keeps its choice', async () => {
    const { reads } = memory;
    expect(await calibrate(device, { memory })).toBe(choice);
    expect(memory.reads).toBe(reads);
  });

  it('is remembered under the name of the adapter, and read back without any work', async () => {
    expect([...memory.notes.keys()]).toEqual([expect.stringContaining(device.adapterInfo.description)]);
    const other = twin();
    expect(await calibrate(other, measured)).toEqual(choice);
    expect(targetOf(other)).toEqual(choice);
  });

  it.each<[what: string, change: (note: string) => string]>([
    ['names no candidate', (note) => `${note}-of-old`],
    ['was made among others', (note) => `0${note}`],
    ['is damaged', () => '{'],
    ['is empty', () => ''],
  ])('a note that %s counts for nothing', async (_, change) => {
    const spoiled = new FakeMemory();
    for (const [key, note] of memory.notes) spoiled.write(key, change(note));
    const other = twin();
    const before = targetOf(other);
    expect(await calibrate(other, { ...measured, memory: spoiled })).toEqual(before);
  });

  it('a device too slow for a race gets the default, and a memory that fails changes nothing', async () => {
    const slow = await another();
    const memory: ChoiceMemory = {
      read: () => Promise.reject(new Error('forbidden')),
      write: () => {
        throw new Error('full');
      },
    };
    expect((await calibrate(slow, { memory, candidates, workloads, patienceMs: 0 })).name).toBe('gpu');
    expect(targetOf(slow).name).toBe('gpu');
  });

  it('a candidate that is fast and wrong is discarded', async () => {
    const cheated = await another();
    const createShaderModule = cheated.createShaderModule.bind(cheated);
    let cheats = 0;
    cheated.createShaderModule = ({ label, code }) => {
      // The other candidate sums in workgroup memory; it shall do nothing, and that in no time.
      const cheating = code.includes('workgroupBarrier');
      if (cheating) cheats++;
      return createShaderModule({
        label,
        code: cheating ? '@compute @workgroup_size(1) fn main() {}' : code,
      });
    };
    const target = await calibrate(cheated, {
      workloads,
      candidates: [GPU_TARGET, GPU_CANDIDATES.find(({ name }) => name === 'gpu-tiles')!],
      patienceMs: Infinity,
      maxMistakenMs: Infinity,
    });
    expect(cheats).toBeGreaterThan(0);
    expect(target.name).toMatch(/^gpu(-unshared)?$/);
  });
});
