// Honest numbers, by hand.

import { expect, it } from 'vitest';
import { reportOf, type Report } from '../../src/lab/report';
import { Smoother } from '../../src/lab/smoother';

/** @param said of each picture its label and the probability of class 1 */
function report(said: readonly (readonly [label: number, one: number])[]): Report {
  const labels = Uint8Array.from(said, ([label]) => label);
  return reportOf({
    images: {
      ...{ name: 't', images: new Uint8Array(said.length * 3), labels, count: said.length },
      ...{ height: 1, width: 1, channels: 3, classNames: ['a', 'b'] },
    },
    probabilities: Float32Array.from(said.flatMap(([, one]) => [1 - one, one])),
  });
}

it('bins say how often answers that sure are right', () => {
  const { calibration, mistakes, confusion } = report([
    [1, 0.9],
    [1, 0.95],
    [0, 0.85],
    [0, 0.3],
    [1, 0.35],
  ]);
  const { bins, error } = calibration;
  // 0.9, 0.95, 0.85 → last bin; 0.7, 0.65 → the fourth.
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 2, 3]);
  expect(bins[4]!.confidence).toBeCloseTo(0.9, 5);
  expect(bins[4]!.accuracy).toBeCloseTo(2 / 3, 5);
  expect(bins[3]!.confidence).toBeCloseTo(0.675, 5);
  expect(bins[3]!.accuracy).toBeCloseTo(0.5, 5);
  expect(error).toBeCloseTo((3 / 5) * (0.9 - 2 / 3) + (2 / 5) * (0.675 - 0.5), 5);
  expect(mistakes.map(({ at, answer }) => [at, answer])).toEqual([
    [2, 1],
    [4, 0],
  ]);
  expect(confusion.matrix).toEqual([
    [1, 1],
    [1, 2],
  ]);
  expect(confusion.recall[1]).toBeCloseTo(2 / 3);
  expect(confusion.precision[0]).toBeCloseTo(1 / 2);
});

it('the threshold is the lowest from which nine of ten answers are right', () => {
  const said: [number, number][] = [];
  // Ten answers of 0.78, of which half are right, and twenty of 0.91 that all are.
  for (let i = 0; i < 10; i++) said.push([i % 2, 0.78]);
  for (let i = 0; i < 20; i++) said.push([1, 0.91]);
  expect(report(said).threshold).toEqual({ value: 0.8, right: 1, count: 20 });
});

it('where nothing reaches that, the usual one is taken, with its share', () => {
  const { threshold } = report([
    [1, 0.8],
    [0, 0.8],
  ]);
  expect(threshold).toEqual({ value: 0.75, right: 0.5, count: 2 });
});

it('smoothing follows time and not frames', () => {
  const [often, seldom] = [new Smoother(1), new Smoother(1)];
  often.add([0], 0);
  seldom.add([0], 0);
  let last: readonly number[] = [];
  for (let at = 10; at <= 350; at += 10) last = often.add([1], at);
  expect(last[0]).toBeCloseTo(1 - Math.exp(-1), 3);
  expect(seldom.add([1], 350)[0]).toBeCloseTo(1 - Math.exp(-1), 6);
  seldom.reset();
  expect(seldom.add([0.5], 360)).toEqual([0.5]);
});
