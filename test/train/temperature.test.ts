import { expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { calibrationOf } from '../../src/train/calibration';
import { atTemperature, fitSoftening, fitTemperature, foldTemperature } from '../../src/train/temperature';

/** Answers of two classes, all with probability 0.9 for class 0, which is right in so many. */
function answers(count: number, right: number): { labels: number[]; probabilities: Float32Array } {
  const labels = Array.from({ length: count }, (_, i) => (i < right ? 0 : 1));
  return { labels, probabilities: Float32Array.from(labels.flatMap(() => [0.9, 0.1])) };
}

it('the temperature makes the mean probability of the right class that of its share', () => {
  const { labels, probabilities } = answers(100, 70);
  // Each target is 101/102 and 1/102, so the share is 0.7 · 101/102 + 0.3 / 102, and sigmoid(ln 9 / T) is equal to it.
  const share = (70 * 101 + 30) / 100 / 102;
  const temperature = fitTemperature(labels, probabilities);
  expect(temperature).toBeCloseTo(Math.log(9) / Math.log(share / (1 - share)), 5);
  const scaled = atTemperature(probabilities, 2, temperature);
  expect(scaled[0]).toBeCloseTo(share, 6);
  expect(calibrationOf(labels, probabilities).error).toBeCloseTo(0.2, 6);
  expect(calibrationOf(labels, scaled).error).toBeLessThan(0.005);
});

it('a few pictures that are all right do not make a network certain', () => {
  const { labels, probabilities } = answers(4, 4);
  const scaled = atTemperature(probabilities, 2, fitTemperature(labels, probabilities));
  expect(scaled[0]).toBeCloseTo(5 / 6, 6);
});

it('of no picture, and of probabilities of zero, it is a number all the same', () => {
  expect(fitTemperature([], new Float32Array())).toBe(1);
  const temperature = fitTemperature([0, 1], Float32Array.of(1, 0, 1, 0));
  expect(Number.isFinite(temperature) && temperature > 1).toBe(true);
});

it('a network that was trained whole is softened, and never sharpened', () => {
  const [tooSure, tooUnsure] = [answers(100, 70), answers(100, 100)];
  expect(fitSoftening(tooSure.labels, tooSure.probabilities)).toBe(
    fitTemperature(tooSure.labels, tooSure.probabilities),
  );
  expect(fitTemperature(tooUnsure.labels, tooUnsure.probabilities)).toBeLessThan(1);
  expect(fitSoftening(tooUnsure.labels, tooUnsure.probabilities)).toBe(1);
});

const layers = {
  fused: [{ name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } }],
  apart: [{ name: 'answer', kind: 'dense', options: { units: 3 } }, { kind: 'softmax' }],
};

it.each(Object.entries(layers))(
  'folded into the last dense layer (softmax %s), a plain network gives the probabilities at that temperature',
  (_, last) => {
    const network = defineNetwork({
      ...{ name: 'n', input: [2] },
      layers: [{ name: 'first', kind: 'dense', options: { units: 2 } }, ...last],
    });
    const weights = new Map([
      ['first/weight', Float32Array.of(1, 2, 3, 4)],
      ['answer/weight', Float32Array.of(0.5, -1, 2, 0.25, 1, -0.5)],
      ['answer/bias', Float32Array.of(0.1, 0.2, 0.3)],
    ]);
    const folded = foldTemperature(network, weights, 1.7)!;
    expect(folded.get('first/weight')).toEqual(weights.get('first/weight'));
    const probabilities = (some: ReadonlyMap<string, Float32Array>): Float32Array => {
      const [weight, bias] = [some.get('answer/weight')!, some.get('answer/bias')!];
      const x = [0.7, -0.4];
      const z = [0, 1, 2].map((k) => x[0]! * weight[k]! + x[1]! * weight[3 + k]! + bias[k]!);
      const powers = z.map(Math.exp);
      return Float32Array.from(powers, (power) => power / powers.reduce((a, b) => a + b));
    };
    const expected = atTemperature(probabilities(weights), 3, 1.7);
    probabilities(folded).forEach((p, k) => expect(p).toBeCloseTo(expected[k]!, 6));
  },
);

it('a network that does not end in a dense layer and softmax has nowhere to fold it', () => {
  const network = defineNetwork({
    ...{ name: 'n', input: [2] },
    layers: [{ name: 'answer', kind: 'dense', options: { units: 3 } }],
  });
  expect(foldTemperature(network, new Map(), 2)).toBeNull();
});
