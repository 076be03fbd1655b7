// One step of a lesson: a question first, then what is to be done, then what is revealed.

import { expect, test } from 'vitest';
import { Attempt, rightOf } from '../../src/lessons/attempt';
import { fill } from '../../src/lessons/fill';
import type { Step, Text } from '../../src/lessons/lesson';

const text = (en: string): Text => ({ en, ja: en });

const choice: Step = {
  goal: text('goal'),
  ask: {
    kind: 'choice',
    text: text('which?'),
    options: [
      { text: text('a'), why: text('not a') },
      { text: text('b'), right: true, why: text('b') },
      { text: text('c'), why: text('not c') },
    ],
  },
  reveal: text('so it is'),
};

const amount: Step = {
  goal: text('goal'),
  ask: {
    kind: 'amount',
    text: text('how many?'),
    right: 'product',
    why: text('multiplied'),
    mistakes: [{ of: 'sum', why: text('added') }],
    otherwise: text('neither'),
  },
  reveal: text('so it is'),
};

test('a wrong answer gets its own reason, and another try; the right one reveals', () => {
  const attempt = new Attempt(choice, {});
  expect(attempt.phase).toBe('ask');
  attempt.choose(0);
  expect(attempt.answers.at(-1)).toEqual({ right: false, why: text('not a'), option: 0 });
  expect(attempt.phase).toBe('ask');
  attempt.choose(1);
  expect(attempt.answers.at(-1)?.right).toBe(true);
  expect(attempt.phase).toBe('reveal');
});

test('after two wrong answers the right one is said', () => {
  const attempt = new Attempt(choice, {});
  attempt.choose(0);
  attempt.choose(0);
  expect(attempt.solved, 'the same one twice is one try').toBe(false);
  attempt.choose(2);
  expect(attempt.solved).toBe(true);
  expect(choice.ask && rightOf(choice.ask)).toEqual(text('b'));
  attempt.choose(1);
  expect(attempt.answers).toHaveLength(2);
});

test('an amount is compared with the number of the moment; a usual mistake has a reason of its own', () => {
  const attempt = new Attempt(amount, { product: 12, sum: 7 });
  attempt.type(NaN);
  expect(attempt.answers).toHaveLength(0);
  attempt.type(7);
  expect(attempt.answers.at(-1)?.why).toEqual(text('added'));
  attempt.type(12);
  expect(attempt.phase).toBe('reveal');
  const other = new Attempt(amount, { product: 12, sum: 7 });
  other.type(5);
  expect(other.answers.at(-1)?.why).toEqual(text('neither'));
});

test('what is to be done comes after the answer', () => {
  const attempt = new Attempt({ ...choice, act: { text: text('do'), at: 'network', done: () => true } }, {});
  attempt.choose(1);
  expect(attempt.phase).toBe('act');
  attempt.did();
  expect(attempt.phase).toBe('reveal');
});

test('texts have the numbers of the moment, of the beginning, and names of classes', () => {
  const writing = {
    text: (one: Text) => one.en,
    number: (value: number) => value.toFixed(1),
    className: (name: string) => name.toUpperCase(),
  } as const;
  const line = text('{n} of {which}, before: {before.n}');
  expect(fill(line, { n: 2, which: { classOf: 'cross' } }, { n: 1 }, writing)).toBe(
    '2.0 of CROSS, before: 1.0',
  );
  expect(() => fill(text('{m}'), {}, {}, writing)).toThrow('has {m}, but the step has no such number');
});
