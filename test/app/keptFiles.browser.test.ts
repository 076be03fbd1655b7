// Data sets made of files, in the storage of the browser: what is kept stays, whoever adds to it first.

import { expect, it } from 'vitest';
import { digestOf, FileStore, keptFilesOf } from '../../src/app/data/keptFiles';
import type { DataSet } from '../../src/data/dataSet';
import { bars, spots } from '../support/tinyData';

const kept = async (name: string, data: DataSet) => keptFilesOf({ name, digest: await digestOf(data) }, data);
const names = (store: FileStore): string[] => store.list.map(({ reference }) => reference.name);

it('a store that was never asked for its list adds to it, and reads back the same bytes', async () => {
  const first = { train: bars(8), test: bars(4, 99) };
  const second = { train: spots(6), test: spots(3, 99), validation: spots(3, 7) };
  const files = await kept('files', first);
  expect(await new FileStore().add(files, first)).toBe(true);
  const lab = await kept('lab', second);
  expect(await new FileStore().add(lab, second)).toBe(true);

  const store = new FileStore();
  await store.open();
  expect(names(store)).toEqual(['lab', 'files']);
  expect(await store.read(files.reference.digest)).toEqual(first);
  expect(await store.read(lab.reference.digest)).toEqual(second);
  await store.remove(lab.reference.digest);
  expect(await store.read(lab.reference.digest)).toBeUndefined();
  const after = new FileStore();
  await after.open();
  expect(names(after)).toEqual(['files']);
});

it('of one name the newest four are kept, and the same pictures once', async () => {
  const store = new FileStore();
  for (const seed of [1, 2, 3, 4, 5, 5]) {
    const data = { train: bars(8, seed), test: bars(4, 99) };
    await store.add(await kept('many', data), data);
  }
  expect(names(store).filter((name) => name === 'many')).toHaveLength(4);
});
