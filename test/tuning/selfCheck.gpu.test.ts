// The self-check of a device: right where the device is, and it notices a compiler that makes a mistake.

import { describe, expect, it } from 'vitest';
import { selfCheck, targetOf, type ChoiceMemory } from '../../src/index';
import { PLAIN_TARGET } from '../../src/kernels/target';
import { recallPlain } from '../../src/tuning/plainKernels';
import { verdictOn } from '../../src/tuning/verdict';
import { newTestDevice, testDevice } from '../support/device';
import { mistakenDevice } from '../support/mistakenDevice';

class FakeMemory implements ChoiceMemory {
  readonly notes = new Map<string, string>();
  read(key: string): string | null {
    return this.notes.get(key) ?? null;
  }
  write(key: string, value: string): void {
    this.notes.set(key, value);
  }
}

describe('self-check', () => {
  it.each(['tuned', 'plain'])('finds the %s kernels of this device right', async (kernels) => {
    const device = await testDevice();
    const check = await selfCheck(device, kernels === 'plain' ? PLAIN_TARGET : targetOf(device));
    // Conv2D: 972 + 648 + 216 + 6; MaxPooling2D: 192 + 768; Dense: 20 + 60 + 300 + 10.
    expect(check.numbers).toBe(3192);
    expect(check.largestError).toBeLessThan(2e-6);
    expect(check.wrong).toEqual([]);
  });

  it('names the results that are wrong, with a number', async () => {
    const check = await selfCheck(await mistakenDevice('tuned'));
    expect(check.wrong.map(({ layer, gradientOf }) => [layer, gradientOf])).toContainEqual(['Conv2D', null]);
    for (const { expected, received } of check.wrong)
      expect(Math.abs(expected - received)).toBeGreaterThan(1e-4 * Math.abs(expected));
    expect(check.largestError).toBeGreaterThan(1e-3);
  });
});

describe('verdict', () => {
  it('is kept, and not found again at the next visit', async () => {
    const [device, memory] = [await testDevice(), new FakeMemory()];
    expect(await verdictOn(device, memory)).toEqual({ kernels: 'tuned', failed: null });
    const [note] = memory.notes.values();
    expect(note).toMatch(/^[0-9a-f]+ tuned$/);
    expect(await recallPlain(device, memory)).toBe(false);
    expect(await verdictOn(device, memory)).toEqual({ kernels: 'tuned', failed: null });
  });

  it('of wrong tuned kernels: the plain ones, at the next visit from the start', async () => {
    const memory = new FakeMemory();
    const device = await mistakenDevice('tuned');
    const { kernels, failed } = await verdictOn(device, memory);
    expect(kernels).toBe('plain');
    expect(failed?.wrong.length).toBeGreaterThan(0);
    expect(targetOf(device)).toMatchObject({ name: 'plain', plain: true });
    const next = await mistakenDevice('tuned');
    expect(await recallPlain(next, memory)).toBe(true);
    expect(targetOf(next).plain).toBe(true);
    expect(await verdictOn(next, memory)).toEqual({ kernels: 'plain', failed: null });
    // Another version of the shaders is checked again.
    for (const [key, note] of memory.notes) memory.notes.set(key, `0${note}`);
    expect(await recallPlain(await newTestDevice(), memory)).toBe(false);
  });

  it('of a device that is wrong with both: none, and nothing is kept', async () => {
    const memory = new FakeMemory();
    const device = await mistakenDevice('all');
    const { kernels, failed } = await verdictOn(device, memory);
    expect(kernels).toBe('none');
    expect(failed?.wrong.length).toBeGreaterThan(0);
    expect(memory.notes.size).toBe(0);
  });

  it('a storage that fails counts as absent', async () => {
    const broken: ChoiceMemory = {
      read: () => Promise.reject(new Error('blocked')),
      write: () => Promise.reject(new Error('blocked')),
    };
    expect((await verdictOn(await testDevice(), broken)).kernels).toBe('tuned');
  });
});
