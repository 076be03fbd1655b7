// Early stopping and the reduction of the learning rate beside Keras's callbacks, on 40 sequences of validations
// (monitored.py wrote what Keras does with them).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classWeightsOf, EpochStoppingRule, PlateauRule, type Monitor } from '../../src/train/monitored';

interface Case {
  readonly losses: readonly number[];
  readonly accuracies: readonly number[];
  readonly early: { readonly monitor: Monitor; readonly patience: number; readonly min_delta: number };
  readonly reduce: {
    readonly monitor: Monitor;
    readonly factor: number;
    readonly patience: number;
    readonly min_delta: number;
    readonly cooldown: number;
    readonly min_lr: number;
  };
  readonly rates: readonly number[];
  readonly ended: number | null;
  readonly best: number;
}

const CASES = JSON.parse(readFileSync(new URL('monitored.json', import.meta.url), 'utf8')) as readonly Case[];
const validations = ({ losses, accuracies }: Case) =>
  losses.map((loss, i) => ({ step: i + 1, loss, accuracy: accuracies[i] ?? NaN }));

it.each(CASES.map((one, i) => [i, one] as const))('ends where Keras ends, case %i', (_, one) => {
  const { monitor, patience, min_delta: minDelta } = one.early;
  const rule = new EpochStoppingRule({ every: 'epoch', monitor, patience, minDelta });
  let ended: number | null = null;
  for (const validation of validations(one)) {
    if (ended !== null) break;
    const keeps = rule.add(validation);
    expect(keeps).toBe(rule.best?.step === validation.step);
    ended = rule.exhausted ? validation.step : null;
  }
  expect({ ended, best: rule.best?.step }).toEqual({ ended: one.ended, best: one.best });
});

it.each(CASES.map((one, i) => [i, one] as const))('reduces the rate as Keras does, case %i', (_, one) => {
  const { monitor, factor, patience, min_delta: minDelta, cooldown, min_lr } = one.reduce;
  const rule = new PlateauRule({ monitor, factor, patience, minDelta, cooldown, minLearningRate: min_lr });
  validations(one).forEach((validation, i) => {
    rule.add(validation);
    expect(rule.rate(0.02), `epoch ${i + 1}`).toBeCloseTo(one.rates[i] ?? NaN, 7);
  });
});

describe('class weights', () => {
  it('balanced: 60, 30 and 10 of 100 pictures', () => {
    const labels = [...Array<number>(60).fill(0), ...Array<number>(30).fill(1), ...Array<number>(10).fill(2)];
    const weights = classWeightsOf('balanced', labels, 3);
    expect(weights).toEqual([100 / 180, 100 / 90, 100 / 30]);
    // A class without pictures has no say.
    expect(classWeightsOf('balanced', [0, 0], 2)).toEqual([0.5, 1]);
  });

  it('of its own: 1 where none is given', () => {
    expect(classWeightsOf([2, 0.5], [], 3)).toEqual([2, 0.5, 1]);
  });
});
