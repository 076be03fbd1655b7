// Recordings stay together; single frames do not, where one asks for it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPictures, type Labelled } from '../../src/lab/split';

const frames = (label: number, recording: string, count: number): Labelled[] =>
  Array.from({ length: count }, () => ({ label, recording }));

describe('the split', () => {
  it('holds whole recordings out, the newest ones', () => {
    const pictures = [
      ...frames(0, 'a', 10),
      ...frames(0, 'b', 10),
      ...frames(1, 'c', 12),
      ...frames(1, 'd', 4),
    ];
    const { train, test, oneRecording } = splitPictures(pictures, 'recording');
    expect(new Set(test.map((at) => pictures[at]!.recording))).toEqual(new Set(['b', 'd']));
    expect(train).toHaveLength(22);
    expect(oneRecording).toEqual([]);
  });

  it('takes the last part of a class with one recording, and says so', () => {
    const { train, test, oneRecording } = splitPictures(frames(0, 'a', 8), 'recording');
    expect([train, test]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7],
    ]);
    expect(oneRecording).toEqual([0]);
  });

  it('by frame, neighbours of what is learned are tested', () => {
    const { test } = splitPictures(frames(0, 'a', 8), 'frame');
    expect(test).toEqual([3, 7]);
  });

  it('every picture is on one side; recordings are on one; each class is learned', () => {
    const one = fc.record({ label: fc.nat(3), recording: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 60 }),
        fc.constantFrom('recording' as const, 'frame' as const),
        (pictures, by) => {
          const { train, test, oneRecording } = splitPictures(pictures, by);
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(pictures.map((_, at) => at));
          for (const label of new Set(pictures.map((p) => p.label))) {
            const own = pictures.filter((p) => p.label === label).length;
            expect(train.some((at) => pictures[at]!.label === label)).toBe(true);
            if (own > 1) expect(test.some((at) => pictures[at]!.label === label)).toBe(true);
          }
          if (by === 'frame') return;
          const sides = (places: readonly number[]): Set<string> =>
            new Set(
              places
                .map((at) => pictures[at]!)
                .filter(({ label }) => !oneRecording.includes(label))
                .map(({ label, recording }) => `${label} ${recording}`),
            );
          const [learned, held] = [sides(train), sides(test)];
          for (const key of held) expect(learned.has(key), key).toBe(false);
        },
      ),
    );
  });
});
