import { expect, test } from 'vitest';
import { parameterValues, randomLabels, transposed, uniform } from '../../src/bench/numbers';
import { lenetStep, opWorkloads, vgg16Forward } from '../../src/bench/suites';
import {
  flopsOf,
  lenetNetwork,
  parseOperation,
  passesOf,
  ShapeSyntaxError,
  workloadTitle,
} from '../../src/bench/workload';
import { vgg16 } from '../../src/models/vgg';
import { defineNetwork } from '../../src/models/network';

test('an operation is read as it is written', () => {
  expect(parseOperation('64x28x28x1->8k5s1same')).toEqual({
    kind: 'op',
    layer: 'conv2d',
    input: [64, 28, 28, 1],
    options: { filters: 8, kernelSize: 5, strides: 1, padding: 'same' },
  });
  expect(parseOperation('1×9×8×3→4k3s2valid').options).toMatchObject({ strides: 2, padding: 'valid' });
  expect(parseOperation('1x9x8x3->4k3').options).toMatchObject({ strides: 1, padding: 'same' });
  expect(parseOperation('64x1024->256')).toMatchObject({
    layer: 'dense',
    input: [64, 1024],
    options: { units: 256 },
  });
  expect(parseOperation('2x8x6x5->pool')).toMatchObject({ layer: 'maxPooling2d', input: [2, 8, 6, 5] });
});

test.each([
  '',
  '1x2x3->4k3',
  '1x9x8x0->4k3',
  '1x9x8x3->4k3s0',
  '1x2x2x3->4k3valid',
  '1x9x8x3->4',
  '64x1024->pool',
  '1x9x8x3->pool',
])('an invalid operation is refused: %s', (text) => {
  expect(() => parseOperation(text)).toThrow(ShapeSyntaxError);
});

test('pooling has no weights, and the picture needs no gradient', () => {
  const passes = (text: string): readonly string[] => passesOf(parseOperation(text)).map(({ pass }) => pass);
  expect(passes('2x8x8x8->4k3')).toEqual(['forward', 'input gradient', 'weight gradient']);
  expect(passes('2x8x8x3->4k3')).toEqual(['forward', 'weight gradient']);
  expect(passes('2x8x8x8->pool')).toEqual(['forward', 'input gradient']);
});

test('arithmetic, by hand', () => {
  const [forward] = passesOf(parseOperation('2x8x8x3->4k3'));
  // 2 pictures · 64 places · 4 filters · 27 factors, a multiply and an add each.
  expect(flopsOf(forward!)).toBe(2 * 2 * 64 * 4 * 27);
  const layers = [28 * 28 * 6 * 25, 10 * 10 * 16 * 150, 400 * 120, 120 * 84, 84 * 10];
  const all = layers.reduce((a, b) => a + b);
  expect(flopsOf(lenetStep(64))).toBe(2 * 64 * (3 * all - (layers[0] ?? 0)));
});

test('every row has a name of its own', () => {
  const titles = opWorkloads(false, null).map(workloadTitle);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles).toContain('conv 5×5 1→8, 28², batch 64: weight gradient');
  expect(titles).not.toContain('conv 5×5 1→8, 28², batch 64: input gradient');
});

test('the same seed gives the same numbers, within their limits', () => {
  const values = uniform(10_000, 0.5, 3);
  expect(uniform(10_000, 0.5, 3)).toEqual(values);
  expect(uniform(10_000, 0.5, 4)).not.toEqual(values);
  expect(Math.max(...values)).toBeLessThan(0.5);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
  expect(Math.abs(values.reduce((a, b) => a + b) / values.length)).toBeLessThan(0.02);
  expect([...new Set(randomLabels(1000, 10, 1))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const network = lenetNetwork();
  expect(parameterValues(network, 'conv1/weight')).toHaveLength(150);
  expect(() => parameterValues(network, 'conv9/weight')).toThrow("has no parameter 'conv9/weight'");
});

test('axes are reordered', () => {
  const values = Float32Array.from({ length: 6 }, (_, i) => i);
  expect([...transposed(values, [2, 3], [1, 0])]).toEqual([0, 3, 1, 4, 2, 5]);
  const four = uniform(2 * 3 * 4 * 5, 1, 1);
  const there = transposed(four, [2, 3, 4, 5], [3, 2, 0, 1]);
  expect(transposed(there, [5, 4, 2, 3], [2, 3, 1, 0])).toEqual(four);
});

test('VGG-16 has the parameters of the paper', () => {
  expect(defineNetwork(vgg16).parameterCount).toBe(138_357_544);
  expect(vgg16Forward().parameterCount).toBe(138_357_544);
});
