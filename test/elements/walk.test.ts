// A walk without a page: what happens at a cell, in order, and how one gets from cell to cell.

import { describe, expect, it } from 'vitest';
import { captionOf } from '../../src/elements/stage/caption';
import { en } from '../../src/elements/locales/en';
import { Walk, beatsOf, partKey, type Beat } from '../../src/elements/stage/walk';
import type { CellExplanation } from '../../src/session/facade';

const cell = (given: Partial<CellExplanation>): CellExplanation => ({
  layer: 'layer',
  index: [1, 2, 0],
  rule: 'sum',
  window: null,
  terms: [],
  bias: null,
  sum: 0,
  value: 0,
  gpuValue: 0,
  activation: 'linear',
  softmax: null,
  ...given,
});

const term = (
  inputIndex: readonly number[],
  value: number,
  weight: number | null = null,
  padded = false,
): CellExplanation['terms'][number] => ({ input: 0, inputIndex, value, weight, weightIndex: null, padded });

/** 2×1 taps over two channels: 0.5·2 + 1·(−1) of channel 0, 3·0.5 + 0·9 of channel 1. */
const convolution = cell({
  terms: [
    term([0, 0, 0], 0.5, 2),
    term([0, 0, 1], 3, 0.5),
    term([1, 0, 0], 1, -1),
    term([1, 0, 1], 0, 9, true),
  ],
  bias: -2,
  sum: -0.5,
  value: 0,
  activation: 'relu',
});

const runningOf = (beats: readonly Beat[]): number[] =>
  beats.flatMap((beat) => ('running' in beat ? [beat.running] : []));

describe('what happens at a cell', () => {
  it('a convolution adds its channels, then the bias, then bends the sum', () => {
    const beats = beatsOf(convolution);
    expect(beats.map(({ kind }) => kind)).toEqual(['window', 'part', 'part', 'bias', 'result']);
    expect(runningOf(beats)).toEqual([0, 1.5, -0.5, 0]);
    expect(beats[1]).toMatchObject({ part: partKey({ input: 0, channel: 0 }), terms: [0, 2], value: 0 });
    expect(beats[2]).toMatchObject({ terms: [1, 3], value: 1.5 });
  });

  it('channels come in the order asked for; those that have no row are added at once', () => {
    const key = (channel: number): string => partKey({ input: 0, channel });
    expect(beatsOf(convolution, [key(1), key(0)]).slice(1, 3)).toMatchObject([
      { part: key(1), running: 1.5 },
      { part: key(0), running: 1.5 },
    ]);
    expect(beatsOf(convolution, [key(1)]).slice(1, 3)).toMatchObject([
      { kind: 'part', part: key(1), running: 1.5 },
      { kind: 'rest', count: 1, value: 0, running: 1.5 },
    ]);
  });

  it('a unit adds its largest products one by one, and the others together', () => {
    const values = [1, -7, 2, 3, 4, 5, 6, 8, 9, 0.5, -0.25];
    const sum = values.reduce((a, b) => a + b, 0);
    const beats = beatsOf(
      cell({
        index: [3],
        terms: values.map((value, i) => term([i], value, 1)),
        bias: 1,
        sum: sum + 1,
        value: sum + 1,
      }),
    );
    expect(beats.flatMap((beat) => (beat.kind === 'part' ? [beat.value] : []))).toEqual([
      9, 8, -7, 6, 5, 4, 3, 2,
    ]);
    expect(beats.at(-3)).toMatchObject({ kind: 'rest', count: 3, value: 1.25, running: sum });
    expect(beats.at(-1)).toMatchObject({ kind: 'result', running: sum + 1 });
  });

  it('a maximum is picked number by number, padding left out', () => {
    const terms = [
      term([0, 0, 0], 2),
      term([0, 1, 0], 5),
      term([1, 0, 0], 0, null, true),
      term([1, 1, 0], 3),
    ];
    const beats = beatsOf(cell({ rule: 'max', terms, sum: 5, value: 5 }));
    expect(beats.slice(1, 4)).toMatchObject([
      { kind: 'compare', value: 2, running: 2, taken: true },
      { kind: 'compare', value: 5, running: 5, taken: true },
      { kind: 'compare', value: 3, running: 5, taken: false },
    ]);
    expect(beats.at(-1)).toMatchObject({ kind: 'result', running: 5 });
  });

  it('a mean is a sum and a division', () => {
    const terms = [term([0, 0, 0], 2), term([0, 1, 0], 4), term([1, 1, 0], 0)];
    const beats = beatsOf(cell({ rule: 'mean', terms, sum: 2, value: 2 }));
    expect(runningOf(beats)).toEqual([2, 6, 6, 2]);
    expect(beats.at(-1)).toMatchObject({ kind: 'divide', count: 3, sum: 6 });
  });

  it('a softmax takes the largest score from all, then exponentials, sums them, and divides', () => {
    const scores = [0, Math.log(2), Math.log(5)];
    const softmax = scores.map((logit) => ({
      logit,
      exponential: Math.exp(logit) / 5,
      value: Math.exp(logit) / 8,
    }));
    const beats = beatsOf(cell({ index: [1], rule: 'other', activation: 'softmax', softmax, value: 0.25 }));
    expect(beats.map(({ kind }) => kind)).toEqual([
      'largest',
      'exponential',
      'exponential',
      'exponential',
      'quotient',
    ]);
    // The largest score, e^(z − m) summed up, the share.
    const running = [Math.log(5), 0.2, 0.6, 1.6, 0.25];
    runningOf(beats).forEach((found, i) => expect(found).toBeCloseTo(running[i] ?? NaN, 12));
    expect(
      captionOf(
        {
          beat: beats[2]!,
          explanation: cell({ index: [1] }),
          maps: 1,
          nameOf: () => 1,
        },
        en,
      ),
    ).toBe('Digit 1: e^(0.693 − 1.609) = 0.4. Sum so far 0.2 + 0.4 = 0.6.');
  });

  it('is said in words with the numbers', () => {
    const say = (beat: Beat, explanation = convolution): string =>
      captionOf({ beat, explanation, maps: 2, nameOf: (part) => Number(part.split(' ')[1]) + 1 }, en);
    expect(beatsOf(convolution).map((beat) => say(beat))).toEqual([
      'The window covers 2×1 values of each of 2 maps.',
      'Slice 1: the products add up to 0.00. Sum so far 0.00.',
      'Slice 2: the products add up to 1.50. Sum so far 1.50.',
      'The bias −2.00 is added. Sum 1.50 − 2.00 = −0.50.',
      'ReLU sets −0.50 to 0. This is the value of the cell.',
    ]);
  });
});

describe('a walk', () => {
  const beats = beatsOf(convolution);
  const walkAt = (index: readonly number[], shape = [2, 3, 4]): Walk => {
    const walk = new Walk(shape, index);
    walk.know(beats);
    return walk;
  };

  it('goes through the beats of a cell, then on to the next, row by row', () => {
    const walk = walkAt([0, 2, 1]);
    expect(walk.now).toBeNull();
    const kinds: (string | undefined)[] = [];
    for (let steps = 0; steps < beats.length; steps++) {
      walk.step();
      kinds.push(walk.now?.kind);
    }
    expect(kinds).toEqual(beats.map(({ kind }) => kind));
    walk.step();
    expect(walk.index).toEqual([1, 0, 1]);
    expect([walk.beat, walk.waiting]).toEqual([0, true]);
    walk.step();
    expect(walk.beat, 'it waits for the numbers').toBe(0);
    walk.know(beats);
    expect(walk.now?.kind).toBe('window');
  });

  it('goes back the same way, and ends a cell where it would have', () => {
    const walk = walkAt([1, 0, 1]);
    walk.step();
    walk.back();
    expect(walk.index).toEqual([0, 2, 1]);
    walk.know(beats);
    expect(walk.now).toBe(beats.at(-1));
    walk.back();
    expect(walk.now).toBe(beats.at(-2));
  });

  it('stops at the last cell and at the first', () => {
    const walk = walkAt([1, 2, 0]);
    for (let steps = 0; steps < 20; steps++) walk.step();
    expect([walk.index, walk.now, walk.atEnd]).toEqual([[1, 2, 0], beats.at(-1), true]);
    const first = walkAt([0, 0, 0]);
    first.step();
    first.back();
    expect([first.index, first.beat, first.atStart]).toEqual([[0, 0, 0], 0, true]);
  });

  it('keeps its beat when the numbers change under it', () => {
    const walk = walkAt([0, 0, 0]);
    for (let steps = 0; steps < 3; steps++) walk.step();
    const changed = beatsOf(cell({ ...convolution, bias: 7, sum: 8.5, value: 8.5 }));
    walk.know(changed);
    expect(walk.now).toBe(changed[2]);
  });

  it('pauses where the pointer is', () => {
    const walk = walkAt([0, 0, 0]);
    walk.step();
    walk.restAt([1, 1, 0]);
    expect([walk.index, walk.beat, walk.waiting]).toEqual([[1, 1, 0], null, true]);
  });

  it('goes cell by cell where only what comes out is shown, and unit by unit', () => {
    const walk = new Walk([3], [0], 'cell');
    walk.know(beats);
    walk.step();
    expect([walk.index, walk.now]).toEqual([[1], null]);
    walk.know(beats);
    expect(walk.now).toBe(beats.at(-1));
    walk.step();
    walk.know(beats);
    expect(walk.atEnd).toBe(true);
    walk.back();
    expect(walk.index).toEqual([1]);
  });
});
