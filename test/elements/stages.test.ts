// Where one is in the six stages of a step in slow motion, and where play goes next.

import { describe, expect, it } from 'vitest';
import {
  after,
  before,
  leap,
  STAGES,
  START,
  type Lengths,
  type Position,
} from '../../src/elements/microscope/stages';

const lengths: Lengths = { forward: 3, loss: 1, delta: 2, kernel: 101, input: 1, update: 4 };

describe('the stages of a step', () => {
  it('go one by one from the first position to the last, and back the same way', () => {
    const there: Position[] = [];
    for (let at: Position | null = START; at; at = after(at, lengths)) there.push(at);
    expect(there).toHaveLength(112);
    expect([...new Set(there.map(({ stage }) => stage))]).toEqual(STAGES);
    const back: Position[] = [];
    for (let at: Position | null = there.at(-1) ?? null; at; at = before(at, lengths)) back.push(at);
    expect(back.reverse()).toEqual(there);
  });

  it('never leap over the end of a stage', () => {
    expect(after({ stage: 'kernel', at: 99 }, lengths, 7)).toEqual({ stage: 'kernel', at: 100 });
    expect(after({ stage: 'kernel', at: 100 }, lengths, 7)).toEqual({ stage: 'input', at: 0 });
  });

  it('play slowly at first, and so that 784 outputs end after 12 + 36 rests', () => {
    let [position, rests] = [0, 0];
    while (position < 784) {
      position += leap(784, rests);
      rests++;
    }
    expect(rests).toBe(48);
    expect([leap(784, 0), leap(784, 11), leap(784, 12), leap(40, 30)]).toEqual([1, 1, 22, 1]);
  });
});
