// What every lesson has to be, whoever writes it: both languages say the same with the same numbers, every question has one
// right answer, every wrong one a reason, and every network can be built.

import { expect, test } from 'vitest';
import { glossary } from '../../src/elements/locales/glossary';
import { namesIn } from '../../src/lessons/fill';
import type { Lesson, Question, Recall, Step, Text } from '../../src/lessons/lesson';
import { LESSONS, stepsOf } from '../../src/lessons/lessons';
import { defineNetwork } from '../../src/models/network';

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'en' in value && 'ja' in value;

/** All texts below a part of a lesson, with the way to them. */
function textsOf(value: unknown, way = ''): readonly (readonly [string, Text])[] {
  if (isText(value)) return [[way, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${way}.${name}`));
}

const texts = LESSONS.flatMap((lesson) => textsOf(lesson, lesson.id));
const steps: readonly (readonly [string, Step | Recall])[] = LESSONS.flatMap((lesson) => [
  ...lesson.steps.map((step, at) => [`${lesson.id}.${at + 1}`, step] as const),
  [`${lesson.id}.recall`, lesson.recall] as const,
]);
const questions = steps.flatMap(([name, { ask }]) => (ask ? [[name, ask] as const] : []));

test.each(texts)('%s has the same numbers, terms and code in both languages', (_, { en, ja }) => {
  const marksIn = (text: string): readonly string[] => [
    ...new Set([
      ...namesIn(text),
      ...[...text.matchAll(/\[\[([a-z-]+)/g)].map(([, id = '']) => id),
      ...[...text.matchAll(/`([^`]+)`/g)].map(([code]) => code),
    ]),
  ];
  expect(en.trim()).not.toBe('');
  expect(ja.trim()).not.toBe('');
  expect([...marksIn(ja)].sort()).toEqual([...marksIn(en)].sort());
});

test('terms are those of the glossary', () => {
  const ids = texts.flatMap(([, { en }]) => [...en.matchAll(/\[\[([a-z-]+)/g)].map(([, id = '']) => id));
  const known = Object.keys(glossary);
  expect(ids.filter((id) => !known.includes(id))).toEqual([]);
});

test.each(questions)('%s has one right answer, and a reason for each', (_, ask: Question) => {
  if (ask.kind === 'choice') {
    expect(ask.options.filter(({ right }) => right)).toHaveLength(1);
    expect(ask.options.length).toBeGreaterThanOrEqual(2);
    const reasons = ask.options.map(({ why }) => why.en);
    expect(new Set(reasons).size).toBe(reasons.length);
  } else expect(ask.mistakes.length).toBeGreaterThan(0);
});

test('the panel says what is right; reasons do not say it again', () => {
  const reasons = questions.flatMap(([, ask]) =>
    ask.kind === 'choice' ? ask.options.map(({ why }) => why) : [ask.why, ask.otherwise],
  );
  expect(reasons.filter(({ en }) => /^(yes|no|right|wrong)\b/i.test(en))).toEqual([]);
  expect(reasons.filter(({ ja }) => /^(正解|はい|いいえ|惜しい)/.test(ja))).toEqual([]);
});

test('a step asks or has something to do', () => {
  expect(steps.filter(([, step]) => !step.ask && !('act' in step)).map(([name]) => name)).toEqual([]);
});

test.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
  'the networks of %s can be built',
  (_, lesson: Lesson) => {
    for (const { state } of lesson.steps) {
      const network = defineNetwork(state?.network ?? lesson.state.network);
      expect(network.layers.length).toBeGreaterThan(0);
      const { pointed } = { ...lesson.state, ...state };
      const known = ['input', ...network.layers.map(({ name }) => name)];
      if (pointed) expect(known).toContain(pointed.layer);
    }
  },
);

test('from the third lesson on, each begins with the question of two lessons earlier', () => {
  LESSONS.forEach((lesson, at) => {
    const [first] = stepsOf(lesson);
    expect(first?.ask).toBe(at < 2 ? lesson.steps[0]?.ask : LESSONS[at - 2]?.recall.ask);
  });
});
