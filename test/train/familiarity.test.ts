import { expect, it } from 'vitest';
import { distanceTo, fitFamiliarity, type LabelledFeatures } from '../../src/train/familiarity';
import { comparedPart } from '../../src/train/learnFamiliarity';
import { fruitnet } from '../../src/models/fruitnet';

/** Around (0, 0) for class 0 and (10, 0) for class 1: ±1 in the first number, ±2 in the second. */
const learned: LabelledFeatures = {
  features: Float32Array.from([0, 10].flatMap((x) => [x - 1, -2, x + 1, -2, x - 1, 2, x + 1, 2])),
  labels: Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1),
};

/** Twenty pictures of class 0, at 0, 0.1 … 1.9 standard deviations of the first number. */
const held: LabelledFeatures = {
  features: Float32Array.from(Array.from({ length: 20 }, (_, i) => [i / 10, 0]).flat()),
  labels: new Uint8Array(20),
};

it('the distance is that from the nearest class, in standard deviations within a class', () => {
  const known = fitFamiliarity('mean', learned, held)!;
  expect(known.means.map((mean) => [...mean])).toEqual([[0, 0], [10, 0]]); // prettier-ignore
  expect([...known.scales]).toEqual([1, 2]);
  // Of (13, 8) from (10, 0): 3 and 4 standard deviations.
  expect(distanceTo(known, Float32Array.of(13, 8))).toBeCloseTo(Math.sqrt((9 + 16) / 2), 6);
});

it('the limit is kept by 95 % of the held-out pictures, and by nothing between the classes', () => {
  const known = fitFamiliarity('mean', learned, held)!;
  expect(known.limit).toBeCloseTo(1.8 / Math.SQRT2, 5);
  const familiar = (x: number, y: number): boolean => distanceTo(known, Float32Array.of(x, y)) <= known.limit;
  expect(familiar(11, 1)).toBe(true);
  expect(familiar(5, 0)).toBe(false);
  expect(familiar(0, 20)).toBe(false);
});

it('a number that never varies does not decide alone', () => {
  const features = Float32Array.from([...learned.labels].flatMap((_, i) => [i % 2, 0]));
  const known = fitFamiliarity('mean', { ...learned, features }, held)!;
  expect(known.scales[1]).toBeCloseTo(0.1 * Math.sqrt((0.25 + 0) / 2), 6);
});

it('nothing is said from a few held-out pictures', () => {
  expect(
    fitFamiliarity('mean', learned, { features: new Float32Array(18), labels: new Uint8Array(9) }),
  ).toBeNull();
});

it('of fruitnet, the means of the maps are compared', () => {
  const { layer, config } = comparedPart(fruitnet)!;
  expect(layer).toBe('mean');
  expect(config.outputs).toEqual(['mean']);
  expect(config.layers.at(-1)!.name).toBe('mean');
});
