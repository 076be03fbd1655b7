// Pieces in files of the origin, written by the worker; and which of several tabs keeps its run.

import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/app/kept/digest';
import { Ownership } from '../../src/app/kept/ownership';
import { WorkerPieces } from '../../src/app/kept/pieces';
import { KeyStore, StoredPieces } from '../../src/app/kept/pieceStores';
import { BrowserStorage } from '../../src/app/kept/storage';

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const read = (piece: ArrayBuffer | null): number[] | null => piece && [...new Uint8Array(piece)];

async function files(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('convscope pieces', { create: true });
}

async function writeFile(name: string, content: ArrayBuffer): Promise<void> {
  const file = await (await (await files()).getFileHandle(name, { create: true })).createWritable();
  await file.write(content);
  await file.close();
}

describe('pieces', () => {
  it('are files, written once, and no others stay', async () => {
    const pieces = new WorkerPieces();
    const digest = await digestOf(bytes(1, 2, 3));
    const given = bytes(1, 2, 3);
    expect(await pieces.put(given)).toBe(digest);
    expect(given.byteLength, 'taken over').toBe(0);
    expect(read(await pieces.get(digest))).toEqual([1, 2, 3]);
    expect((await (await (await files()).getFileHandle(digest)).getFile()).size).toBe(3);
    const other = await pieces.put(bytes(4));
    await pieces.keepOnly([other]);
    expect(await pieces.get(digest)).toBeNull();
    expect(read(await new WorkerPieces().get(other))).toEqual([4]);
    await pieces.keepOnly([]);
  });

  it('that a killed page left too short are written again, and damaged ones are not given', async () => {
    const pieces = new WorkerPieces();
    const digest = await digestOf(bytes(5, 6, 7));
    await writeFile(digest, bytes(5));
    expect(await pieces.get(digest)).toBeNull();
    await pieces.put(bytes(5, 6, 7));
    expect(read(await pieces.get(digest))).toEqual([5, 6, 7]);
    await writeFile(digest, bytes(5, 6, 8));
    expect(await pieces.get(digest)).toBeNull();
    await pieces.keepOnly([]);
  });

  it('lie in IndexedDB where there are no files', async () => {
    const storage = new BrowserStorage('kept pieces test');
    const pieces = new StoredPieces([new KeyStore(storage)]);
    const [one, other] = [await pieces.put(bytes(1)), await pieces.put(bytes(2))];
    await storage.write([['run 0 head', 'stays']]);
    await pieces.keepOnly([other]);
    expect(await pieces.get(one)).toBeNull();
    expect(read(await pieces.get(other))).toEqual([2]);
    expect(await storage.keys()).toEqual([`piece ${other}`, 'run 0 head']);
  });
});

describe('after another tab has taken over', () => {
  it('what the one before writes and removes leaves the pieces of the next', async () => {
    const [before, next] = [new WorkerPieces(0), new WorkerPieces(1)];
    const [one, both] = [await before.put(bytes(1)), await before.put(bytes(2))];
    await next.put(bytes(2));
    const own = await next.put(bytes(3));
    expect(read(await next.get(one)), 'the next one reads what was there').toEqual([1]);
    await before.keepOnly([]);
    expect(read(await next.get(both))).toEqual([2]);
    await before.put(bytes(4));
    await next.keepOnly([own]);
    const left: string[] = [];
    for await (const name of (await files()).keys()) left.push(name);
    expect(left, 'what is left of it is removed').toEqual([]);
    await next.keepOnly([]);
  });

  it('so it is where they lie in IndexedDB', async () => {
    const storage = new BrowserStorage('kept generations test');
    const [before, next] = [0, 1].map(
      (generation) =>
        new StoredPieces([new KeyStore(storage, generation)], () =>
          Promise.resolve(KeyStore.older(storage, generation)),
        ),
    ) as [StoredPieces, StoredPieces];
    const one = await before.put(bytes(1));
    const own = await next.put(bytes(3));
    expect(read(await next.get(one))).toEqual([1]);
    await before.keepOnly([]);
    await before.put(bytes(4));
    expect(read(await next.get(own))).toEqual([3]);
    await next.keepOnly([own]);
    expect(await storage.keys()).toEqual([`piece 1 ${own}`]);
    await next.keepOnly([]);
  });
});

describe('of several tabs', () => {
  const open: Ownership[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  function tab(handOver: () => Promise<void> = () => Promise.resolve()): { owner: Ownership; log: string[] } {
    const log: string[] = [];
    const owner = new Ownership({
      gained: () => log.push('gained'),
      elsewhere: (where) => log.push(where),
      handOver: async () => {
        log.push('hands over');
        await handOver();
      },
    });
    open.push(owner);
    return { owner, log };
  }

  it('the first keeps its run; another one takes over, and back', async () => {
    const [a, b] = [tab(), tab()];
    await a.owner.begin();
    await b.owner.begin();
    expect([a.owner.owns, b.owner.owns]).toEqual([true, false]);
    await b.owner.take();
    await expect.poll(() => a.log).toEqual(['gained', 'hands over', 'open']);
    expect([a.owner.owns, b.owner.owns]).toEqual([false, true]);
    await a.owner.take();
    await expect.poll(() => b.log).toEqual(['open', 'gained', 'hands over', 'open']);
    expect(a.log).toEqual(['gained', 'hands over', 'open', 'gained']);
  });

  it('the others are told when it is closed, and leave the lock to who asks for it: it may be loading anew', async () => {
    const [a, b, c] = [tab(), tab(), tab()];
    await a.owner.begin();
    await b.owner.begin();
    await c.owner.begin();
    a.owner.close();
    await expect.poll(() => b.log).toEqual(['open', 'closed']);
    await expect.poll(() => c.log).toEqual(['open', 'closed']);
    const again = tab();
    await again.owner.begin();
    expect(again.log).toEqual(['gained']);
    await expect.poll(() => b.log).toEqual(['open', 'closed', 'open']);
    again.owner.close();
    await expect.poll(() => c.log).toEqual(['open', 'closed', 'open', 'closed']);
    await c.owner.take();
    expect(c.owner.owns).toBe(true);
    await expect.poll(() => b.log.at(-1)).toBe('open');
  });

  it('one that does not answer loses the lock all the same', async () => {
    const [a, b] = [tab(() => new Promise(() => undefined)), tab()];
    await a.owner.begin();
    await b.owner.begin();
    await b.owner.take();
    expect(b.owner.owns).toBe(true);
    await expect.poll(() => a.log).toEqual(['gained', 'hands over', 'open']);
  });

  it('each keeps its run where there are no locks', async () => {
    const log: string[] = [];
    const host = {
      gained: () => log.push('gained'),
      elsewhere: () => undefined,
      handOver: () => Promise.resolve(),
    };
    const owner = new Ownership(host, null);
    await owner.begin();
    expect(owner.owns).toBe(true);
    expect(log).toEqual(['gained']);
    owner.close();
  });
});
