// The schedules that few networks are trained with: importing this makes all of them known.

import { addSchedules, halfCosine, type Check, type Schedule, type ScheduleForms } from './schedules';

export { encodeSchedule, rateAt, SCHEDULES, type Schedule } from './schedules';

/** The training state has room for as many. */
export const MAX_BOUNDARIES = 9;

type Growing = Schedule & { readonly kind: 'exponential' | 'inverseTime' };

const growing = (grows: (rate: number, taken: number) => number) => ({
  parameters: ({ decaySteps, decayRate, staircase = false }: Growing, check: Check): readonly number[] => {
    const rate = check.number('decayRate', decayRate);
    // The logarithm comes rounded from f64, and stays finite for 0.
    return [
      ...[check.whole('decaySteps', decaySteps), rate, Number(staircase)],
      Math.log(Math.max(rate, 1e-37)),
    ];
  },
  factor: ({ decaySteps, decayRate, staircase = false }: Growing, step: number): number =>
    grows(decayRate, staircase ? Math.floor(step / decaySteps) : step / decaySteps),
});

const forms: ScheduleForms<'exponential' | 'inverseTime' | 'polynomial' | 'piecewise' | 'cosineRestarts'> = {
  exponential: growing((rate, taken) => rate ** taken),
  inverseTime: growing((rate, taken) => 1 / (1 + rate * taken)),
  polynomial: {
    parameters: ({ decaySteps, alpha, power = 1, cycle = false }, check) => [
      ...[check.whole('decaySteps', decaySteps), check.number('alpha', alpha), check.number('power', power)],
      Number(cycle),
    ],
    factor: ({ decaySteps, alpha, power = 1, cycle = false }, step) => {
      const length = decaySteps * (cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1);
      return (1 - alpha) * (1 - Math.min(step, length) / length) ** power + alpha;
    },
  },
  piecewise: {
    parameters: ({ boundaries, factors }, check) => {
      const rises = boundaries.every((value, i) => i === 0 || value > (boundaries[i - 1] ?? 0));
      const { length } = boundaries;
      if (length < 1 || length > MAX_BOUNDARIES || !rises)
        check.refuse('boundaries', `1 to ${MAX_BOUNDARIES} rising numbers of steps`, boundaries.join(', '));
      if (factors.length !== length)
        check.refuse('factors', `${length} numbers, one a boundary`, factors.join(', '));
      return [
        length,
        ...boundaries.flatMap((value, i) => [
          check.whole('boundaries', value, 0),
          check.number('factors', factors[i] ?? NaN),
        ]),
      ];
    },
    factor: ({ boundaries, factors }, step) =>
      factors[boundaries.findLastIndex((boundary) => step > boundary)] ?? 1,
  },
  cosineRestarts: {
    parameters: ({ firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 }, check) => [
      ...[check.whole('firstDecaySteps', firstDecaySteps), check.number('tMul', tMul, 1)],
      ...[check.number('mMul', mMul), check.number('alpha', alpha)],
    ],
    factor: ({ firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 }, step) => {
      let [length, taken, restarts] = [firstDecaySteps, step, 0];
      if (tMul === 1) [taken, restarts] = [step % length, Math.floor(step / length)];
      for (; taken >= length; restarts++, length *= tMul) taken -= length;
      return (1 - alpha) * mMul ** restarts * halfCosine(taken / length) + alpha;
    },
  },
};
addSchedules(forms);
