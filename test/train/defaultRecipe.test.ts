// How a network is trained on a folder where nothing is said, and when such a run ends.

import { describe, expect, it, test } from 'vitest';
import { defaultRecipe } from '../../src/train/defaultRecipe';
import { defineNetwork } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { StoppingRule } from '../../src/train/bestWeights';

const network = (name: 'fruitnet' | 'lenet5' | 'dnn' | 'vgg11') => defineNetwork(preset(name));
const of = (pictures: number, given: Partial<Parameters<typeof defaultRecipe>[0]> = {}) =>
  defaultRecipe({ pictures, classes: 10, network: network('fruitnet'), ...given });

describe('defaultRecipe', () => {
  it('takes thousands of steps of a small set, where five epochs would be some twenty', () => {
    expect(of(200)).toMatchObject({ batchSize: 16, epochs: 200, stepsPerEpoch: 13, steps: 2600 });
    expect(of(340)).toMatchObject({ batchSize: 16, epochs: 165, steps: 3630 });
    expect(of(840)).toMatchObject({ batchSize: 16, epochs: 67, steps: 3551 });
  });

  it('takes larger batches of larger sets, and all of them ten times at least', () => {
    expect(of(2500)).toMatchObject({ batchSize: 32, epochs: 22 });
    expect(of(60_000)).toMatchObject({ batchSize: 64, epochs: 10, steps: 9380 });
  });

  it('takes a smaller rate where nothing normalizes the batches', () => {
    expect(of(300).learningRate).toBe(0.003);
    expect(of(300, { network: network('lenet5') }).learningRate).toBe(0.001);
    expect(of(300, { network: network('dnn') }).learningRate).toBe(0.001);
    expect(of(300, { network: network('vgg11') }).learningRate).toBe(0.0003);
  });

  it('never takes more pictures a step than there are', () => {
    expect(of(5)).toMatchObject({ batchSize: 5, stepsPerEpoch: 1, steps: 200 });
  });

  it('looks at the validation part some forty times', () => {
    for (const pictures of [5, 60, 340, 2500, 60_000]) {
      const { epochs, epochsPerValidation } = of(pictures);
      expect(epochs / epochsPerValidation, `${pictures}`).toBeGreaterThanOrEqual(10);
      expect(epochs / epochsPerValidation, `${pictures}`).toBeLessThanOrEqual(60);
    }
  });

  it.each([
    [{ batchSize: 64 }, { batchSize: 64, epochs: 165, stepsPerEpoch: 6, learningRate: 0.003 }],
    [{ epochs: 3 }, { batchSize: 16, epochs: 3, steps: 66, patienceSteps: Infinity, learningRate: 0.003 }],
    [{ steps: 50 }, { batchSize: 16, epochs: 3, steps: 50, patienceSteps: Infinity, learningRate: 0.003 }],
    [
      { steps: 50, epochs: 1 },
      { epochs: 1, steps: 22 },
    ],
  ])('lets %o stand, and that alone', (given, expected) => {
    expect(of(340, given)).toMatchObject(expected);
  });

  it('refuses to make a recipe of nothing', () => {
    expect(() => of(0)).toThrow('expected pictures of at least one class. Received 0 pictures, 10 classes');
  });
});

describe('StoppingRule', () => {
  const feed = (losses: readonly number[], patience: number): [kept: number[], ended: number | null] => {
    const stopping = new StoppingRule(patience);
    const kept: number[] = [];
    for (const [at, loss] of losses.entries()) {
      if (stopping.add({ step: at * 10, loss, accuracy: 0.5 })) kept.push(at);
      if (stopping.exhausted) return [kept, at];
    }
    return [kept, null];
  };

  test('the smallest loss is kept, whatever comes after it', () => {
    expect(feed([2, 1, 1.5, 0.5, 0.7], Infinity)).toEqual([[0, 1, 3], null]);
  });

  test('of losses that a few pictures cannot tell apart the last is kept, measured by the smallest', () => {
    expect(feed([1, 0.5, 0.56, 0.57, 0.58], Infinity)).toEqual([[0, 1, 2, 3], null]);
    expect(feed([0.03, 0.05, 0.06], Infinity)).toEqual([[0, 1], null]);
  });

  test('the run ends when nothing clearly better has come for long', () => {
    expect(feed([2, 1, 1.5, 1.3, 1.2, 0.2], 30)).toEqual([[0, 1], 4]);
  });

  test('hair’s breadths are kept, but do not keep the run going', () => {
    expect(feed([0.02, 0.019, 0.018, 0.017], 30)).toEqual([[0, 1, 2, 3], 3]);
  });

  test('a loss that is no number is never the best', () => {
    expect(feed([NaN, 1, NaN, Infinity], Infinity)).toEqual([[1], null]);
  });
});
