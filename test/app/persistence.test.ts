// Asking the browser to keep what is stored: once, whatever it answers.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askToPersist } from '../../src/app/kept/persistence';

const notes = new Map<string, string>();

beforeEach(() => {
  notes.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => notes.get(key) ?? null,
    setItem: (key: string, value: string) => notes.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const answering = (persisted: boolean, persist: () => Promise<boolean>): ReturnType<typeof vi.fn> => {
  const asked = vi.fn(persist);
  vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(persisted), persist: asked } });
  return asked;
};

it.each([
  ['granted', () => Promise.resolve(true)],
  ['denied', () => Promise.resolve(false)],
  ['refused', () => Promise.reject(new TypeError('not in a private window'))],
  ['never answered', () => new Promise<boolean>(() => undefined)],
])('is done once, where it is %s', async (_, persist) => {
  const asked = answering(false, persist);
  void askToPersist();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  await askToPersist();
  expect(asked).toHaveBeenCalledOnce();
});

it('is not done where it is granted already, nor where nothing may be stored', async () => {
  const asked = answering(true, () => Promise.resolve(true));
  await askToPersist();
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  });
  await askToPersist();
  expect(asked).not.toHaveBeenCalled();
});
