// What was collected: kept whole, changed without losing anything, and undone.

import { describe, expect, it } from 'vitest';
import { slowness } from '../../scripts/yardstick.mjs';
import { Library } from '../../src/lab/library';
import type { LabPicture, NewPicture } from '../../src/lab/picture';
import type { Change, Kept, LabStorage } from '../../src/lab/storage';
import type { Trained } from '../../src/lab/trained';

/** As IndexedDB would keep it. */
class Memory implements LabStorage {
  kept: { classes: Kept['classes']; pictures: Map<string, LabPicture> } | null = null;
  full = false;

  load(): Promise<Kept | null> {
    return Promise.resolve(
      this.kept && { classes: this.kept.classes, pictures: [...this.kept.pictures.values()] },
    );
  }

  loadTrained(): Promise<readonly Trained[]> {
    return Promise.resolve([]);
  }

  keepTrained(): Promise<void> {
    return Promise.resolve();
  }

  write({ classes, put, gone }: Change): Promise<void> {
    if (this.full) return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    this.kept ??= { classes: [], pictures: new Map() };
    if (classes) this.kept.classes = classes;
    for (const one of put) this.kept.pictures.set(one.id, one);
    for (const id of gone) this.kept.pictures.delete(id);
    return Promise.resolve();
  }
}

const picture = (classId: string, recording = 'r', name = 'p.jpg'): NewPicture => ({
  ...{ classId, recording, name, type: 'image/jpeg' },
  bytes: new ArrayBuffer(4),
});

const summary = (library: Library): string =>
  library.classes
    .filter(({ id }) => library.of(id).length > 0)
    .map(({ id }) => `${id} ${library.of(id).length}`)
    .join(', ');

describe('the library of pictures', () => {
  it('begins with eight fruit, three of them on', async () => {
    const library = await Library.open(new Memory());
    expect(library.classes.map(({ id }) => id)).toHaveLength(8);
    expect(library.classes.filter(({ on }) => on).map(({ id }) => id)).toEqual(['apple', 'banana', 'orange']);
  });

  it('comes back as it was after a reload', async () => {
    const storage = new Memory();
    const library = await Library.open(storage);
    const mine = library.addClass('  Dragon fruit ');
    library.add([picture(mine), picture('kiwi', 'r2')]);
    library.rename('apple', 'Fuji');
    library.remove([library.of('kiwi')[0]!.id]);
    library.undo();
    await library.written();

    const again = await Library.open(storage);
    expect(summary(again)).toBe('kiwi 1, dragon fruit 1');
    expect(again.classes).toEqual(library.classes);
    expect(again.classes.find(({ id }) => id === 'kiwi')?.on).toBe(true);
    expect(again.of('kiwi')).toEqual(library.of('kiwi'));
  });

  it('merges two classes, and undo takes them apart again', async () => {
    const storage = new Memory();
    const library = await Library.open(storage);
    library.add([picture('apple'), picture('pear')]);
    library.merge('pear', 'apple');
    expect(summary(library)).toBe('apple 2');
    expect(library.classes.some(({ id }) => id === 'pear')).toBe(false);
    library.undo();
    expect(summary(library)).toBe('apple 1, pear 1');
    await library.written();
    expect([...storage.kept!.pictures.values()].map(({ classId }) => classId).sort()).toEqual([
      'apple',
      'pear',
    ]);
  });

  it('says that nothing is kept where storage is full, and goes on in memory', async () => {
    const storage = new Memory();
    const library = await Library.open(storage);
    storage.full = true;
    library.add([picture('apple')]);
    await library.written();
    expect(library.problem?.facts).toEqual({ code: 'storage', reason: 'QuotaExceededError' });
    expect(library.of('apple')).toHaveLength(1);
  });

  it('restores pictures with a lost class record', async () => {
    const storage = new Memory();
    storage.kept = { classes: [], pictures: new Map([['1', { ...picture('durian'), id: '1' }]]) };
    const library = await Library.open(storage);
    expect(summary(library)).toBe('durian 1');
  });

  it('takes two thousand pictures and twenty more in a moment', async () => {
    const library = await Library.open(new Memory());
    library.add(Array.from({ length: 2000 }, (_, at) => picture('apple', `r${at % 20}`)));
    const startedAt = performance.now();
    for (let at = 0; at < 20; at++) library.add([picture('banana')]);
    expect(performance.now() - startedAt).toBeLessThan(500 * slowness);
    expect(summary(library)).toBe('apple 2000, banana 20');
  });
});
