// What every released version of the page has kept in the browser is opened by this one (records/: written by those pages).

import { expect, it } from 'vitest';
import { storedHistory } from '../../src/formats/convscope/storedHistory';
import { StoredPieces, KeyStore } from '../../src/app/kept/pieceStores';
import { Slots } from '../../src/app/kept/slots';
import type { Storage } from '../../src/app/kept/storage';
import { MemoryStorage } from '../support/memoryStorage';
import { sessionsOf } from '../support/openSession';
import version1 from './records/v1.json';

const open = sessionsOf({ name: 'other', input: [8, 8, 1], layers: [{ name: 'flatten', kind: 'flatten' }] });

const bytesOf = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'base64')).buffer;

function stored(values: Readonly<Record<string, unknown>>): {
  storage: Storage;
  slots: Slots;
  keys: () => string[];
} {
  const all = new Map(
    Object.entries(values).map(([key, value]) => {
      const { base64 } = value as { readonly base64?: string };
      return [key, base64 === undefined ? value : bytesOf(base64)] as const;
    }),
  );
  const storage = new MemoryStorage(all);
  const pieces = new StoredPieces([new KeyStore(storage)]);
  return {
    storage,
    slots: new Slots(storage, () => Promise.resolve(pieces)),
    keys: () => [...storage.values.keys()],
  };
}

it('version 1: run, page and past, the run before, and the run that was left', async () => {
  const { slots, keys } = stored(version1.values);
  const found = await slots.read();
  expect(found).toMatchObject({ problem: null, savedAt: 1_795_900_000_000 });
  const { run, page } = found.kept!;
  expect(run.checkpoint.step).toBe(version1.step);
  expect(run.settings.learningRate).toBe(0.0015);
  expect(run.checkpoint.slabs.parameters).toEqual(bytesOf(version1.parameters));
  expect(run.past?.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(page).toMatchObject({
    sample: null,
    pointed: { layer: 'answer', index: [1], slice: null },
    stage: { kernels: false, expanded: ['answer'] },
  });
  expect([...page.picture!].slice(0, 2)).toEqual([0, 1 / 64]);
  expect([...page.drawing!]).toEqual([0, 128, 255]);
  expect((await slots.readLeft())?.run.checkpoint.step).toBe(1);

  // It trains on, and what is written anew takes the place of the older record.
  const session = await open({ network: run.network, run });
  await session.step();
  expect([...session.history.step]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await slots.write({ run: session.lastSaved!, page });
  expect((await slots.read()).kept?.run.checkpoint.step).toBe(7);
  expect(keys()).toContain('run 1 bytes');
  await session.step();
  await slots.write({ run: session.lastSaved!, page });
  expect((await slots.readLeft())?.run.past).toHaveLength(2);
  await slots.writeLeft(null);
  expect(keys().filter((key) => / bytes$|^instant /.test(key))).toEqual([]);
  const saved = session.lastSaved!;
  expect((await slots.read()).kept?.run).toEqual({ ...saved, history: storedHistory(saved.history) });
});

it('version 1, damaged: the record before is taken, and the damaged one is moved aside with its bytes', async () => {
  const bytes = Buffer.from(version1.values['run 1 bytes'].base64, 'base64');
  bytes[100]! ^= 1;
  const { slots, keys } = stored({ ...version1.values, 'run 1 bytes': { base64: bytes.toString('base64') } });
  expect(await slots.read()).toMatchObject({
    problem: 'damaged',
    kept: { run: { checkpoint: { step: 5 } } },
  });
  await slots.setAside();
  expect(keys()).toEqual(expect.arrayContaining(['aside head', 'aside bytes']));
  await slots.write((await slots.read()).kept!);
  expect(keys()).toEqual(expect.arrayContaining(['aside head', 'aside bytes', 'run 0 bytes']));
});
