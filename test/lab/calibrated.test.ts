import { expect, it } from 'vitest';
import { calibrated } from '../../src/lab/calibrated';
import { calibrationOf } from '../../src/train/calibration';
import type { Prediction } from '../../src/lab/trained';

const network = {
  ...{ name: 'n', input: [1] },
  layers: [{ name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } }],
};
const weights = new Map([
  ['answer/weight', Float32Array.of(2, -2)],
  ['answer/bias', Float32Array.of(1, 0)],
]);

/** All answered with 0.99 for class 0. */
function prediction(right: number, count: number): Prediction {
  const labels = Uint8Array.from({ length: count }, (_, i) => (i < right ? 0 : 1));
  return {
    images: {
      ...{ name: 't', images: new Uint8Array(count * 3), labels, count },
      ...{ height: 1, width: 1, channels: 3, classNames: ['a', 'b'] },
    },
    ids: Array.from({ length: count }, () => null),
    probabilities: Float32Array.from([...labels].flatMap(() => [0.99, 0.01])),
  };
}

it('a network that is too sure of held-out pictures is kept with smaller logits', () => {
  const held = prediction(160, 200);
  const kept = calibrated({ network, weights }, { held, own: null }, false);
  const [weight, bias] = [kept.weights.get('answer/weight')!, kept.weights.get('answer/bias')!];
  expect(weight[0]! / bias[0]!).toBeCloseTo(2, 5);
  expect(bias[0]!).toBeLessThan(0.5);
  expect(calibrationOf(held.images.labels, held.probabilities).error).toBeCloseTo(0.19, 5);
  expect(calibrationOf(held.images.labels, kept.held.probabilities).error).toBeLessThan(0.01);
});

it("pictures of one's own count, where it learned from rendered ones", () => {
  const kept = calibrated(
    { network, weights },
    { held: prediction(200, 200), own: prediction(120, 200) },
    false,
  );
  expect(kept.own!.probabilities[0]).toBeCloseTo(0.6, 2);
  expect(kept.held.probabilities[0]).toBeCloseTo(0.6, 2);
});

it('a network that was trained whole becomes no surer, a head does', () => {
  const held = { ...prediction(200, 200) };
  const unsure = { ...held, probabilities: held.probabilities.map((p) => (p > 0.5 ? 0.7 : 0.3)) };
  const whole = calibrated({ network, weights }, { held: unsure, own: null }, false);
  expect(whole.held.probabilities[0]).toBeCloseTo(0.7, 6);
  expect(whole.weights.get('answer/weight')).toEqual(weights.get('answer/weight'));
  const head = calibrated({ network, weights }, { held: unsure, own: null }, true);
  expect(head.held.probabilities[0]).toBeCloseTo(201 / 202, 3);
});
