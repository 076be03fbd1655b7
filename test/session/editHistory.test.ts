// The list of changes: positions, what is forgotten, and how large it may become.

import { describe, expect, it } from 'vitest';
import { EditHistory } from '../../src/session/editing/editHistory';

const change = (to: string) => ({ key: 'network', values: { to } }) as const;
const names = (history: EditHistory<number>): unknown[] => history.names.map(({ values }) => values.to);

describe('the list of changes', () => {
  it('goes back and forth, and saves the state it leaves', () => {
    const history = new EditHistory<number>(() => 1, { entries: 9, bytes: 99 });
    history.record(change('a'), 10);
    history.record(change('b'), 20);
    expect([names(history), history.position, history.at(0), history.at(1)]).toEqual([['a', 'b'], 2, 10, 20]);
    expect(() => history.at(2)).toThrow(RangeError);
    history.moved(0, 30);
    expect([history.position, history.at(1), history.at(2)]).toEqual([0, 20, 30]);
    history.moved(2, 11);
    expect([history.position, history.at(0)]).toEqual([2, 11]);
    history.moved(1, 31);
    history.record(change('c'), 21);
    expect([names(history), history.position, history.at(1)]).toEqual([['a', 'c'], 2, 21]);
  });

  it('forgets the oldest when there are too many, or too many bytes, but never the newest', () => {
    const few = new EditHistory<number>(() => 1, { entries: 3, bytes: 99 });
    for (const name of 'abcde') few.record(change(name), 0);
    expect([names(few), few.position]).toEqual([['c', 'd', 'e'], 3]);
    const small = new EditHistory<number>((state) => state, { entries: 99, bytes: 100 });
    for (const bytes of [30, 30, 30, 30]) small.record(change(String(bytes)), bytes);
    expect(small.position).toBe(3);
    small.record(change('huge'), 1000);
    expect([names(small), small.at(0)]).toEqual([['huge'], 1000]);
  });

  it('reports states that can no longer be restored, and renames a change', () => {
    const gone: number[] = [];
    const history = new EditHistory<number>(
      () => 1,
      { entries: 2, bytes: 99 },
      (state) => gone.push(state),
    );
    history.record(change('a'), 10);
    history.record(change('b'), 20);
    history.rename(change('B'));
    expect(names(history)).toEqual(['a', 'B']);
    expect(history.states).toEqual([10, 20]);
    history.moved(0, 30);
    expect(gone).toEqual([10]);
    expect(history.states).toEqual([30, 20]);
    history.record(change('c'), 11);
    expect(gone).toEqual([10, 20, 30]);
    for (const name of 'de') history.record(change(name), 12);
    expect(gone).toEqual([10, 20, 30, 11]);
  });
});
