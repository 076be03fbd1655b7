// Every number in a lesson's texts comes from the engine: with another seed the texts of what depends on weights are others,
// and no two answers to a question are ever the same.

import { afterAll, expect, test } from 'vitest';
import { loadData } from '../../src/app/data/loadData';
import { fill, type Writing } from '../../src/lessons/fill';
import type { Lesson, LessonStage, LessonState, Numbers, Step, Text } from '../../src/lessons/lesson';
import { LESSONS, stepsOf } from '../../src/lessons/lessons';
import { TrainingSession } from '../../src/session/session';

const SEEDS = [1, 7] as const;
const writing: Writing = { text: ({ en }) => en, number: String, className: (name) => name };

let session: TrainingSession | null = null;
afterAll(() => session?.close());

/** The session in the state of a step, untrained: training is the business of the end-to-end tests. */
async function stageOf(
  { network, data, settings, weights, ...page }: LessonState,
  seed: number,
): Promise<LessonStage> {
  const given = new Map(
    Object.entries(weights ?? {}).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  const options = {
    network,
    weights: given,
    settings: { optimizer: 'adam', optimizerOptions: {}, ...settings, seed },
  };
  session ??= await TrainingSession.open({ network, data, loadData });
  await session.openData(data, options);
  const at = session.samples.findIndex(({ label }) => label === page.picture);
  const sample = session.samples[Math.max(0, at)];
  const picture = Float32Array.from(sample?.pixels ?? [], (value) => value / 255);
  session.showPicture(picture);
  session.refresh();
  return {
    ...{ session, picture, label: 0 },
    pointed: page.pointed ?? null,
    map: page.map ?? null,
    tab: '',
    view: page.view ?? 'stage',
    seen: null,
  };
}

/** All texts of a step, with their numbers. */
function textsOf(step: Step, numbers: Numbers): readonly string[] {
  const { ask } = step;
  const asked: readonly Text[] =
    ask === undefined
      ? []
      : ask.kind === 'choice'
        ? [ask.text, ...ask.options.flatMap(({ text, why }) => [text, why])]
        : [ask.text, ask.why, ask.otherwise, ...ask.mistakes.map(({ why }) => why)];
  const all = [...asked, ...(step.act ? [step.act.text] : []), step.reveal];
  return all.map((text) => fill(text, numbers, numbers, writing));
}

const untrained = LESSONS.flatMap((lesson) =>
  stepsOf(lesson)
    .map((step, at) => [`${lesson.id}.${at + 1}`, lesson, step] as const)
    .filter(([, , step]) => !(step.state?.trained ?? lesson.state.trained) && !step.state?.view),
);

test.each(untrained)(
  '%s: all texts have their numbers, and no two answers are the same',
  async (_, lesson: Lesson, step) => {
    for (const seed of SEEDS) {
      const stage = await stageOf({ ...lesson.state, ...step.state }, seed);
      const numbers = (await step.numbers?.(stage)) ?? {};
      expect(textsOf(step, numbers).join('\n')).not.toMatch(/NaN|undefined/);
      const { ask } = step;
      if (ask?.kind === 'choice') {
        const answers = ask.options.map(({ text }) => fill(text, numbers, numbers, writing));
        expect(new Set(answers).size, answers.join(' | ')).toBe(answers.length);
      } else if (ask) {
        const right = numbers[ask.right];
        expect(right).toBeTypeOf('number');
        expect(ask.mistakes.filter(({ of }) => numbers[of] === right)).toEqual([]);
      }
    }
  },
);

test('with another seed the texts are others', async () => {
  const changed: string[] = [];
  for (const [name, lesson, step] of untrained) {
    const texts: string[] = [];
    for (const seed of SEEDS) {
      const stage = await stageOf({ ...lesson.state, ...step.state }, seed);
      texts.push(textsOf(step, (await step.numbers?.(stage)) ?? {}).join('\n'));
    }
    if (texts[0] !== texts[1]) changed.push(name);
  }
  // Questions from earlier lessons are made of numbers that the seed draws.
  expect(changed).toEqual(
    expect.arrayContaining(
      untrained
        .map(([name]) => name)
        .filter((name) => name.endsWith('.1') && !/^(numbers|filter)/.test(name)),
    ),
  );
});
