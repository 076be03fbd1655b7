// The time left, from the part that is done.

import { expect, it } from 'vitest';
import { TimeLeft } from '../../src/lab/timeLeft';

it('goes by the part that is done, once there is enough of it', () => {
  const left = new TimeLeft();
  expect(left.at('features', 0, 1000)).toBeNull();
  expect(left.at('features', 0.1, 2500)).toBeNull();
  expect(left.at('features', 0.25, 11_000)).toBe(30);
  expect(left.at('features', 0.5, 21_000)).toBe(20);
});

it('what was done before it began does not count', () => {
  const left = new TimeLeft();
  left.at('pictures', 0.5, 0);
  expect(left.at('pictures', 0.75, 5000)).toBe(5);
});

it('each work begins anew, and one of unknown length has no end', () => {
  const left = new TimeLeft();
  left.at('features', 0, 0);
  expect(left.at('features', 0.5, 10_000)).toBe(10);
  expect(left.at('learn', 0.5, 10_100)).toBeNull();
  expect(left.at('compile', null, 20_000)).toBeNull();
  expect(left.at('compile', null, 30_000)).toBeNull();
});

it('a sleep of the computer does not count', () => {
  const left = new TimeLeft();
  for (let second = 0; second <= 10; second++) left.at('learn', second / 100, 1000 * second);
  const slept = 3_600_000;
  expect(left.at('learn', 0.11, slept + 11_000)).toBeCloseTo(89, 6);
  expect(left.at('learn', 0.12, slept + 12_000)).toBeCloseTo(88, 6);
});
