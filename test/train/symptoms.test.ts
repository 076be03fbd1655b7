// What is said of a run by its curve alone.

import { describe, expect, it } from 'vitest';
import { guessOf, symptomOf } from '../../src/train/symptoms';

const GUESS = { loss: Math.log(10), accuracy: 0.1 };
/** A curve with a point a step. */
const curve = (steps: number, loss: (step: number) => number, accuracy = (_: number) => 0.1) => {
  const step = Array.from({ length: steps }, (_, i) => i + 1);
  return { step, loss: step.map(loss), accuracy: step.map(accuracy) };
};
const falling = (step: number): number => 2.3 / (1 + step / 20);

describe('guessing', () => {
  it('is as good as the shares of the classes allow', () => {
    expect(guessOf(Uint8Array.of(0, 1, 2, 3))).toEqual({ loss: Math.log(4), accuracy: 0.25 });
    const { loss, accuracy } = guessOf(Uint8Array.of(0, 0, 0, 1));
    expect(accuracy).toBe(0.75);
    expect(loss).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12);
  });
});

describe('a run', () => {
  it('that learns has no symptom, however its loss wavers', () => {
    const learns = curve(
      800,
      (step) => falling(step) * (1 + 0.5 * Math.sin(step)),
      (step) => Math.min(0.9, step / 200),
    );
    expect(symptomOf(learns, GUESS)).toBeNull();
  });

  it('that starts from a huge loss and gets lower has none', () => {
    expect(
      symptomOf(
        curve(200, (step) => 400 / step),
        GUESS,
      ),
    ).toBeNull();
  });

  it('whose first step is far too long has diverged since that step', () => {
    const wild = curve(60, (step) => (step === 1 ? 2.35 : 27 + Math.sin(step)));
    expect(symptomOf(wild, GUESS)).toMatchObject({ kind: 'diverged', since: 1, guess: Math.log(10) });
  });

  it('whose loss jumps about afterwards is said to have diverged since the first jump', () => {
    const jumps = curve(60, (step) => (step === 1 || step === 30 ? 1 : 27 + 20 * Math.sin(step)));
    expect(symptomOf(jumps, GUESS)).toMatchObject({ kind: 'diverged', since: 1 });
  });

  it('whose loss grows later has diverged since it left its level', () => {
    const later = curve(
      300,
      (step) => (step <= 200 ? falling(step) : 0.3 * 1.1 ** (step - 200)),
      () => 0.8,
    );
    const symptom = symptomOf(later, GUESS);
    expect(symptom?.kind).toBe('diverged');
    expect(symptom?.kind === 'diverged' && symptom.since).toBeGreaterThan(200);
    expect(symptom?.kind === 'diverged' && symptom.since).toBeLessThan(230);
  });

  it('of a thinned curve is found as well', () => {
    const { step, loss, accuracy } = curve(1000, (at) => (at <= 400 ? falling(at) : 50));
    const thin = <T>(column: readonly T[]): T[] => column.filter((_, i) => i % 4 === 3);
    const thinned = { step: thin(step), loss: thin(loss), accuracy: thin(accuracy) };
    expect(symptomOf(thinned, GUESS)).toMatchObject({ kind: 'diverged', since: 400 });
  });

  it('that was thrown off at once and guesses since has diverged', () => {
    const silenced = curve(400, (step) => (step > 1 && step < 10 ? 4000 / step : 2.305));
    expect(symptomOf(silenced, GUESS)).toMatchObject({ kind: 'diverged', since: 1, peak: 2000 });
  });

  it('that still guesses after 300 steps is said to, not before', () => {
    expect(
      symptomOf(
        curve(299, () => 2.31),
        GUESS,
      ),
    ).toBeNull();
    expect(
      symptomOf(
        curve(300, () => 2.31),
        GUESS,
      ),
    ).toMatchObject({ kind: 'guessing', steps: 300 });
    // A slow start is one all the same.
    expect(
      symptomOf(
        curve(300, (step) => 2.3 - step / 1000),
        GUESS,
      ),
    ).toBeNull();
  });

  it('on data of one class has nothing to learn', () => {
    expect(
      symptomOf(
        curve(1, () => 0),
        guessOf(new Uint8Array(5)),
      ),
    ).toEqual({ kind: 'oneClass' });
    expect(
      symptomOf(
        curve(0, () => 0),
        guessOf(new Uint8Array(5)),
      ),
    ).toBeNull();
  });
});
