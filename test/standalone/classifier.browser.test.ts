// The page of a network by itself: the numbers that are compared come with the probabilities, and a picture that is not familiar
// has no answer.

import { expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { Answer } from '../../src/standalone/answer';
import { Classifier } from '../../src/standalone/classifier';
import { testDevice } from '../support/device';

const network = defineNetwork({
  ...{ name: 'n', input: [2, 2, 1] },
  layers: [
    { name: 'flat', kind: 'flatten' },
    { name: 'out', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const weights = new Map([
  ['out/weight', Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0)],
  ['out/bias', new Float32Array(2)],
]);
const familiarity = {
  ...{ layer: 'flat', limit: 1 },
  means: [new Float32Array(4).fill(0.25)],
  scales: new Float32Array(4).fill(0.25),
};
const numbers = (feature: number) => ({
  probabilities: Float32Array.of(0.9, 0.1),
  features: new Float32Array(4).fill(feature),
});

it('reads the numbers of the layer in question, and none where nothing is compared', async () => {
  const device = await testDevice();
  const pixels = Uint8ClampedArray.from([0, 51, 102, 255].flatMap((v) => [v, v, v, 255]));
  const frame = { image: new ImageData(pixels, 2, 2), width: 2, height: 2 };
  const compared = await Classifier.create(device, network, weights, 'flat');
  const { probabilities, seen, features } = await compared.classify(frame, {});
  [0, 0.2, 0.4, 1].forEach((value, at) => expect(features![at]).toBeCloseTo(value, 5));
  expect([...features!]).toEqual([...seen]);
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-1.6)), 5);
  const plain = await Classifier.create(device, network, weights);
  expect((await plain.classify(frame, {})).features).toBeNull();
});

it('a picture that is not familiar has no answer, however probable; the camera follows its last moments', () => {
  const answer = new Answer(2, 0.6, familiarity);
  answer.set(numbers(0.3));
  expect(answer.best).toBe(0);
  answer.set(numbers(0.75));
  expect([answer.isFamiliar, answer.best]).toEqual([false, null]);
  answer.add(numbers(0.25), 10_000);
  // A single frame beyond the limit, 33 ms later: a tenth of it counts.
  answer.add(numbers(0.75), 10_033);
  expect(answer.best).toBe(0);
  answer.add(numbers(0.75), 12_000);
  expect(answer.best).toBeNull();
  answer.forget();
  expect(answer.isFamiliar).toBe(true);
});

it('however strange the last object was, the next one is answered within a quarter of a second', () => {
  const answer = new Answer(2, 0.6, familiarity);
  for (let at = 0; at <= 1000; at += 50) answer.add(numbers(10), at);
  expect(answer.isFamiliar).toBe(false);
  answer.add(numbers(0.25), 1050);
  expect(answer.isFamiliar).toBe(false);
  for (let at = 1100; at <= 1250; at += 50) answer.add(numbers(0.25), at);
  expect(answer.isFamiliar).toBe(true);
});

it('where nothing is known of it, the probability alone counts', () => {
  const answer = new Answer(2, 0.6);
  answer.set({ ...numbers(99), features: null });
  expect(answer.best).toBe(0);
});
