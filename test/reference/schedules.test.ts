import { expect, test } from 'vitest';
import { learningRateAt, type Schedule } from '../../src/reference/schedules';

const at = (schedule: Schedule, steps: number[]) => steps.map((step) => learningRateAt(schedule, step));

test('constant', () => {
  expect(at({ kind: 'constant', learningRate: 0.1 }, [0, 1000])).toEqual([0.1, 0.1]);
});

test('stepDecay halves every 10 steps', () => {
  const schedule: Schedule = { kind: 'stepDecay', learningRate: 8, decaySteps: 10, decayRate: 0.5 };
  expect(at(schedule, [0, 9, 10, 19, 20, 35])).toEqual([8, 8, 4, 4, 2, 1]);
});

test('cosineDecay goes from the top over the middle to the bottom and stays there', () => {
  const schedule: Schedule = { kind: 'cosineDecay', learningRate: 8, decaySteps: 100 };
  const [top, middle, bottom, after] = at(schedule, [0, 50, 100, 1000]);
  expect(top).toBe(8);
  expect(middle).toBeCloseTo(4, 14);
  expect(bottom).toBe(0);
  expect(after).toBe(0);
  expect(learningRateAt(schedule, 25)).toBeCloseTo(4 * (1 + Math.SQRT1_2), 14);
});

test('cosineDecay ends at alpha times the top', () => {
  const schedule: Schedule = { kind: 'cosineDecay', learningRate: 8, decaySteps: 100, alpha: 0.25 };
  expect(at(schedule, [0, 100])).toEqual([8, 2]);
  expect(learningRateAt(schedule, 50)).toBeCloseTo(5, 14);
});

test('cosineDecay warms up in a straight line first; the decay starts after it, from the target', () => {
  const schedule: Schedule = {
    kind: 'cosineDecay',
    learningRate: 1,
    decaySteps: 100,
    alpha: 0.5,
    warmupTarget: 9,
    warmupSteps: 4,
  };
  expect(at(schedule, [0, 1, 2, 3, 4])).toEqual([1, 3, 5, 7, 9]);
  expect(learningRateAt(schedule, 54)).toBeCloseTo(6.75, 14);
  expect(at(schedule, [104, 1000])).toEqual([4.5, 4.5]);
});

test('names what does not fit', () => {
  expect(() => learningRateAt({ kind: 'cosineDecay', learningRate: 1, decaySteps: 0 }, 0)).toThrow(
    'cosineDecay: decaySteps needs to be above 0. Received 0',
  );
  expect(() => learningRateAt({ kind: 'linear' } as unknown as Schedule, 0)).toThrow('unknown kind');
});
